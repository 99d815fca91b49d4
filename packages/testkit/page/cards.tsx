/** Cards, with the buttons that change them, and what became of one card_unique_no. */
import { useState } from "preact/hooks"
import { type CardRow, change, read } from "./api.js"
import { useFilter } from "./filter.js"
import { useLive } from "./live.js"
import { dayAndTime, useLook } from "./look.js"
import { Consumptions } from "./money.js"
import { Action, Cell, Field, Listed, Loaded, Row, Table, useChange } from "./parts.js"
import { linkTo } from "./route.js"
import { timelineOf } from "./timeline.js"
import { TimelineView } from "./timelineView.js"

const statuses = ["Pending", "ToActivate", "Activated", "Frozen", "Fail", "Delete"] as const

type Status = (typeof statuses)[number]

/** The statuses that a card gets next, as a rule. */
const usual: Readonly<Record<string, ReadonlyArray<Status>>> = {
  Pending: ["Activated", "Fail"],
  ToActivate: ["Activated", "Delete"],
  Activated: ["Frozen", "Delete"],
  Frozen: ["Activated", "Delete"]
}

const Buttons = ({ card, all = false }: { readonly card: CardRow; readonly all?: boolean }) => {
  const { t } = useLook()
  const offered = all ? statuses.filter((status) => status !== card.status) : (usual[card.status] ?? [])
  return (
    <div class="buttons">
      {offered.map((status) => (
        <Action key={status} path="cards/status" body={{ cardNo: card.cardNo, status }} says={card.cardNo}>
          {t.setStatus[status]}
        </Action>
      ))}
      {all && (
        <Action path="cards/cancel" body={{ cardNo: card.cardNo }} says={card.cardNo}>
          {t.cancelFee}
        </Action>
      )}
    </div>
  )
}

const Rows = ({ cards, all = false }: { readonly cards: ReadonlyArray<CardRow>; readonly all?: boolean }) => {
  const { t } = useLook()
  return (
    <Table caption={t.cards} columns={["card_no", t.number, t.cardholder, t.type, t.status, t.changed, t.actions]}>
      {cards.map((card) => (
        <Row key={card.cardNo}>
          <Cell label="card_no">{card.cardNo}</Cell>
          <Cell label={t.number}>
            <a href={linkTo("cards", card.cardUniqueNo)}>{card.cardUniqueNo}</a>
          </Cell>
          <Cell label={t.cardholder}>{card.cardholderNo}</Cell>
          <Cell label={t.type}>{card.cardType}</Cell>
          <Cell label={t.status}>
            <span class={`badge ${card.status}`}>{card.status}</span>
          </Cell>
          <Cell label={t.changed}>{dayAndTime(card.changedAt)}</Cell>
          <Cell label={t.actions}>
            <Buttons card={card} all={all} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** All cards, filtered. */
export const Cards = () => {
  const { form, page, query, turn } = useFilter(statuses)
  const live = useLive(JSON.stringify(query), () => read("cards", query), ["request", "state", "clock"])
  return (
    <>
      {form}
      <Listed live={live} page={page} turn={turn}>
        {(cards) => <Rows cards={cards} />}
      </Listed>
    </>
  )
}

const Pay = ({ cardNo }: { readonly cardNo: string }) => {
  const { t } = useLook()
  const run = useChange()
  const [amount, setAmount] = useState("10.00")
  const [merchantName, setMerchantName] = useState("")
  const body = { cardNo, amount, ...(merchantName === "" ? {} : { merchantName }) }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(change("POST", "consumptions", body))
      }}
    >
      <Field label={`${t.amount} (${cardNo})`}>
        <input
          class="short"
          inputMode="decimal"
          value={amount}
          onInput={(event) => setAmount(event.currentTarget.value)}
        />
      </Field>
      <Field label={t.shop}>
        <input value={merchantName} onInput={(event) => setMerchantName(event.currentTarget.value)} />
      </Field>
      <button type="submit">{t.spend}</button>
      <button type="button" onClick={() => void run(change("POST", "authorizations", body))}>
        {t.authorize}
      </button>
    </form>
  )
}

/** So many requests are in a time line at the most, the latest. */
const mostLanes = 40

const readTimeline = async (cardUniqueNo: string) => {
  const { items } = await read("log", { cardUniqueNo, size: mostLanes })
  return timelineOf(items)
}

/** What became of one number: its cards, its time line, and what is paid with the cards. */
export const CardNumber = ({ number }: { readonly number: string }) => {
  const { t } = useLook()
  const cards = useLive(number, () => read("cards", { cardUniqueNo: number, size: 20 }), ["request", "state", "clock"])
  const timeline = useLive(number, () => readTimeline(number), ["request"])
  return (
    <>
      <p>
        <a href={linkTo("cards")}>← {t.cards}</a>
      </p>
      <h2>{t.timeline}</h2>
      <Loaded live={timeline}>{(value) => <TimelineView timeline={value} />}</Loaded>
      <h2>{t.cardsOfNumber}</h2>
      <Listed live={cards} page={0} turn={() => {}}>
        {(items) => (
          <>
            <Rows cards={items} all />
            {items.map(({ cardNo }) => (
              <section key={cardNo}>
                <h3>
                  {t.pay}: {cardNo}
                </h3>
                <Pay cardNo={cardNo} />
                <Consumptions query={{ cardNo }} />
              </section>
            ))}
          </>
        )}
      </Listed>
    </>
  )
}
