/** Callbacks: what the merchant's app answered, and each sent again, in any of the ways in which things go wrong. */
import { useEffect, useState } from "preact/hooks"
import { type CallbackRow, type CallbackSettings, change, read } from "./api.js"
import { useLive } from "./live.js"
import { dayAndTime, timeOf, useLook } from "./look.js"
import { Action, Cell, Field, Listed, Loaded, pageSize, Row, Table, useChange } from "./parts.js"

type Attempt = CallbackRow["attempts"][number]

/** A whole number, from 0. */
const NumberField = (props: {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
}) => (
  <Field label={props.label}>
    <input
      class="short"
      type="number"
      min="0"
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.valueAsNumber || 0)}
    />
  </Field>
)

const Attempted = ({ attempt: { at, outcome, sending, tookMillis } }: { readonly attempt: Attempt }) => {
  const good = outcome.how === "answered" && outcome.code === 0
  const how = Object.keys(sending).length === 0 ? "" : `${JSON.stringify(sending)} `
  const said = outcome.how === "answered" ? (outcome.message ?? "") : outcome.detail
  return (
    <div>
      {timeOf(at)} <code>{how}</code>
      <span class={`badge ${good ? "good" : "bad"}`}>
        {outcome.how === "answered" ? outcome.code : outcome.how}
      </span>{" "}
      {said} {Math.round(tookMillis)} ms
    </div>
  )
}

/** The first field of the data with another value, as one who has no key would write it. */
const changedData = ({ data }: CallbackRow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(data)
      .slice(0, 1)
      .map((name) => [name, "changed"])
  )

const Sent = ({ row }: { readonly row: CallbackRow }) => {
  const { t } = useLook()
  const path = `callbacks/${row.id}/send`
  const ways = [
    [t.sendAgain, {}],
    [t.sendTwice, { times: 2 }],
    [t.sendLate, { ageMillis: 600_000 }],
    [t.sendFirstStamp, { stamp: "first" }],
    [t.sendWrongSignature, { signature: "wrong" }],
    [t.sendChanged, { data: changedData(row) }]
  ] as const
  return (
    <Row>
      <Cell label={t.time}>{dayAndTime(row.at)}</Cell>
      <Cell label={t.action}>{row.action}</Cell>
      <Cell label={t.data}>
        <details>
          <summary>{row.event}</summary>
          <pre tabIndex={0}>{JSON.stringify(row.data, null, 2)}</pre>
        </details>
      </Cell>
      <Cell label={t.appAnswered}>
        {row.attempts.length === 0 ? <span class="quiet">{t.notSent}</span> : null}
        {row.attempts.map((attempt, index) => (
          <Attempted key={index} attempt={attempt} />
        ))}
      </Cell>
      <Cell label={t.actions}>
        <div class="buttons">
          {ways.map(([name, body]) => (
            <Action key={name} path={path} body={body} says={row.event}>
              {name}
            </Action>
          ))}
        </div>
      </Cell>
    </Row>
  )
}

const Settings = ({ settings }: { readonly settings: CallbackSettings }) => {
  const { t } = useLook()
  const run = useChange()
  const [kept, setKept] = useState(settings)
  const [changed, setChanged] = useState<Partial<CallbackSettings>>({})
  useEffect(() => setKept(settings), [settings])
  const { held, retries, retryMillis, url = "" } = { ...kept, ...changed }
  // What is refused stays as it was typed.
  const save = async () => {
    await change("PATCH", "callbacks/settings", { held, retries, retryMillis, url: url === "" ? null : url })
    setKept(await read("callbacks/settings"))
    setChanged({})
  }
  const set = (part: Partial<CallbackSettings>) => setChanged({ ...changed, ...part })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(save())
      }}
    >
      <Field label="URL">
        <input
          type="url"
          placeholder="http://127.0.0.1:3000/hook"
          value={url}
          onInput={(event) => set({ url: event.currentTarget.value })}
        />
      </Field>
      <NumberField label={t.retries} value={retries} onChange={(retries) => set({ retries })} />
      <NumberField label={t.retryMillis} value={retryMillis} onChange={(retryMillis) => set({ retryMillis })} />
      <label class="box">
        <input type="checkbox" checked={held} onChange={(event) => set({ held: event.currentTarget.checked })} />
        {t.held}
      </label>
      <button type="submit">{t.save}</button>
    </form>
  )
}

/** Callbacks. */
export const CallbacksView = () => {
  const { t } = useLook()
  const [page, turn] = useState(0)
  const settings = useLive("settings", () => read("callbacks/settings"), ["settings"])
  const query = { page, size: pageSize }
  const live = useLive(String(page), () => read("callbacks", query), ["callback", "request", "state"])
  return (
    <>
      <p>{t.callbacksSay}</p>
      <Loaded live={settings}>{(value) => <Settings settings={value} />}</Loaded>
      <Listed live={live} page={page} turn={turn}>
        {(rows) => (
          <Table caption={t.callbacks} columns={[t.time, t.action, t.data, t.appAnswered, t.actions]}>
            {rows.map((row) => (
              <Sent key={row.id} row={row} />
            ))}
          </Table>
        )}
      </Listed>
    </>
  )
}
