/** The requests as they come. */
import { useState } from "preact/hooks"
import { type LogRow, read } from "./api.js"
import { useLive } from "./live.js"
import { timeOf, useLook } from "./look.js"
import { OperationField } from "./operations.js"
import { Cell, End, FaultBadge, Field, Listed, pageSize, Row, Table, Verdicts } from "./parts.js"
import { linkTo } from "./route.js"

const RequestRow = ({ row }: { readonly row: LogRow }) => {
  const { t } = useLook()
  return (
    <Row>
      <Cell label={t.time}>
        <a href={linkTo("requests", row.id)} aria-label={`${t.request(row.id)}, ${timeOf(row.at)}`}>
          {timeOf(row.at)}
        </a>
      </Cell>
      <Cell label={t.operation}>
        {row.operation ?? `${row.method} ${row.path}`} <FaultBadge fault={row.fault} />
      </Cell>
      <Cell label={t.number}>
        {row.cardUniqueNo === undefined ? "–" : <a href={linkTo("cards", row.cardUniqueNo)}>{row.cardUniqueNo}</a>}
      </Cell>
      <Cell label={t.verdict}>
        <Verdicts row={row} />
      </Cell>
      <Cell label={t.ended}>
        <End end={row.end} />
      </Cell>
    </Row>
  )
}

const nothing = { text: "", operation: "", code: "", faulty: false }

/** Every request of the log, filtered. */
export const Requests = () => {
  const { t } = useLook()
  const [page, turn] = useState(0)
  const [filter, setFilter] = useState(nothing)
  const narrow = (part: Partial<typeof nothing>) => {
    setFilter({ ...filter, ...part })
    turn(0)
  }
  const query = { ...filter, faulty: filter.faulty ? true : undefined, page, size: pageSize }
  const live = useLive(JSON.stringify(query), () => read("log", query), ["request"])
  const about = useLive("about", () => read("about"), [])
  return (
    <>
      <search>
        <Field label={t.search}>
          <input type="search" value={filter.text} onInput={(event) => narrow({ text: event.currentTarget.value })} />
        </Field>
        <OperationField operation={filter.operation} choose={(operation) => narrow({ operation })} />
        <Field label={t.code}>
          <input
            class="short"
            inputMode="numeric"
            value={filter.code}
            onInput={(event) => narrow({ code: event.currentTarget.value.replaceAll(/\D/g, "") })}
          />
        </Field>
        <label class="box">
          <input
            type="checkbox"
            checked={filter.faulty}
            onChange={(event) => narrow({ faulty: event.currentTarget.checked })}
          />
          {t.onlyFaulty}
        </label>
      </search>
      <Listed
        live={live}
        page={page}
        turn={turn}
        empty={
          <p class="quiet">
            {t.noRequests} <code>{about.value?.simulator}</code>
          </p>
        }
      >
        {(rows) => (
          <Table caption={t.requests} columns={[t.time, t.operation, t.number, t.verdict, t.ended]}>
            {rows.map((row) => (
              <RequestRow key={row.id} row={row} />
            ))}
          </Table>
        )}
      </Listed>
    </>
  )
}
