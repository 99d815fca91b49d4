/** Money: what was spent with cards, and what was transferred to cardholders and back. */
import { useState } from "preact/hooks"
import { type Query, read } from "./api.js"
import { useLive } from "./live.js"
import { dayAndTime, useLook } from "./look.js"
import { Cell, Listed, pageSize, Row, Table } from "./parts.js"

/** What was spent: of a card, or in all. */
export const Consumptions = ({ query = {} }: { readonly query?: Query }) => {
  const { t } = useLook()
  const [page, turn] = useState(0)
  const asked = { ...query, page, size: pageSize }
  const live = useLive(JSON.stringify(asked), () => read("consumptions", asked), ["request", "state"])
  return (
    <Listed live={live} page={page} turn={turn}>
      {(items) => (
        <Table
          caption={t.consumptions}
          columns={["consume_no", "card_no", t.time, t.type, t.amount, t.fee, t.shop, t.status]}
        >
          {items.map((one) => (
            <Row key={one.consumeNo}>
              <Cell label="consume_no">{one.consumeNo}</Cell>
              <Cell label="card_no">{one.cardNo}</Cell>
              <Cell label={t.time}>{dayAndTime(one.time)}</Cell>
              <Cell label={t.type}>{one.type}</Cell>
              <Cell label={t.amount}>{one.amount}</Cell>
              <Cell label={t.fee}>{one.fee}</Cell>
              <Cell label={t.shop}>{one.merchantName}</Cell>
              <Cell label={t.status}>{one.status}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Listed>
  )
}

const Transfers = () => {
  const { t } = useLook()
  const [page, turn] = useState(0)
  const asked = { page, size: pageSize }
  const live = useLive(JSON.stringify(asked), () => read("transfers", asked), ["request", "state"])
  return (
    <Listed live={live} page={page} turn={turn}>
      {(items) => (
        <Table
          caption={t.transfers}
          columns={["transfer_no", "transfer_unique_no", t.cardholder, t.time, t.type, t.amount, t.balance]}
        >
          {items.map((one) => (
            <Row key={one.transferNo}>
              <Cell label="transfer_no">{one.transferNo}</Cell>
              <Cell label="transfer_unique_no">{one.transferUniqueNo}</Cell>
              <Cell label={t.cardholder}>{one.cardholderNo}</Cell>
              <Cell label={t.time}>{dayAndTime(one.time)}</Cell>
              <Cell label={t.type}>{one.type}</Cell>
              <Cell label={t.amount}>{one.amount}</Cell>
              <Cell label={t.balance}>{`${one.before} → ${one.after}`}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Listed>
  )
}

/** Money. */
export const Money = () => {
  const { t } = useLook()
  return (
    <>
      <h2>{t.consumptions}</h2>
      <Consumptions />
      <h2>{t.transfers}</h2>
      <Transfers />
    </>
  )
}
