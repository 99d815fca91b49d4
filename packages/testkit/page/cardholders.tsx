/** Cardholders, and how their reviews end. */
import { masked } from "../src/internal/text/writing.js"
import { useState } from "preact/hooks"
import { type CardholderRow, change, type MerchantRow, read } from "./api.js"
import { useFilter } from "./filter.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { Action, Cell, Field, Listed, MerchantField, Row, Table, useChange, useMerchants } from "./parts.js"

const statuses = ["Approved", "Rejected", "In_progress", "Pending"] as const

interface Shown {
  readonly row: CardholderRow
  readonly merchants: ReadonlyArray<MerchantRow>
}

const Person = ({ merchants, row }: Shown) => {
  const { secrets, t } = useLook()
  const { apiKey, cardholderNo } = row
  const mode = merchants.find((merchant) => merchant.apiKey === apiKey)?.mode ?? ""
  const shown = (text: string) => (secrets || text === "" ? text : masked(text))
  return (
    <Row>
      <Cell label={t.cardholder}>
        {cardholderNo}
        {row.cardholderUniqueNo === "" ? "" : ` (${row.cardholderUniqueNo})`}
      </Cell>
      <Cell label={t.merchant}>
        {shown(apiKey)} {mode}
      </Cell>
      <Cell label={t.email}>{shown(row.email)}</Cell>
      <Cell label={t.balance}>{row.balance}</Cell>
      <Cell label={t.status}>
        <span class={`badge ${row.status}`}>{row.status}</span> {row.failReason}
      </Cell>
      <Cell label={t.actions}>
        <div class="buttons">
          {statuses.flatMap((status) =>
            status === row.status ? (
              []
            ) : (
              <Action
                key={status}
                path="cardholders/review"
                body={{ apiKey, cardholderNo, status }}
                says={`${cardholderNo}, ${shown(apiKey)} ${mode}`}
              >
                {t.review[status]}
              </Action>
            )
          )}
        </div>
      </Cell>
    </Row>
  )
}

const Add = ({ merchants }: Pick<Shown, "merchants">) => {
  const { t } = useLook()
  const run = useChange()
  const [chosen, choose] = useState("")
  const [cardholderNo, setNo] = useState("")
  const [status, setStatus] = useState<string>(statuses[0])
  const apiKey = (merchants.find((one) => one.apiKey === chosen) ?? merchants[0])?.apiKey ?? ""
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(change("POST", "cardholders", { apiKey, cardholderNo, status }))
      }}
    >
      <MerchantField merchants={merchants} value={apiKey} choose={choose} />
      <Field label="cardholder_no">
        <input required value={cardholderNo} onInput={(event) => setNo(event.currentTarget.value)} />
      </Field>
      <Field label={t.status}>
        <select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
          {statuses.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </Field>
      <button type="submit">{t.putCardholder}</button>
    </form>
  )
}

/** All cardholders, filtered. */
export const Cardholders = () => {
  const { t } = useLook()
  const { form, page, query, turn } = useFilter(statuses)
  // A change names the merchant by its key: it is asked for whole, and masked where it is shown.
  const live = useLive(JSON.stringify(query), () => read("cardholders", { ...query, secrets: true }), [
    "request",
    "state",
    "clock"
  ])
  const merchants = useMerchants()
  return (
    <>
      {form}
      <Listed live={live} page={page} turn={turn}>
        {(rows) => (
          <Table caption={t.cardholders} columns={[t.cardholder, t.merchant, t.email, t.balance, t.status, t.actions]}>
            {rows.map((row) => (
              <Person key={`${row.apiKey} ${row.cardholderNo}`} row={row} merchants={merchants} />
            ))}
          </Table>
        )}
      </Listed>
      <h2>{t.putCardholder}</h2>
      <Add merchants={merchants} />
    </>
  )
}
