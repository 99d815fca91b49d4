/** The parts that several views are made of. */
import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"
import { masked } from "../src/internal/text/writing.js"
import { change, type LogRow, type MerchantRow, type Page, read } from "./api.js"
import { faultText } from "./faultKinds.js"
import { type Live, useLive } from "./live.js"
import { useLook } from "./look.js"

/** How many items a page of a list has. */
export const pageSize = 50

interface Children {
  readonly children: ComponentChildren
}

/** What was read; or that it is being read, or cannot be. */
export const Loaded = <A,>({
  live,
  children
}: {
  readonly live: Live<A>
  readonly children: (value: A) => ComponentChildren
}) => {
  const { t } = useLook()
  return (
    <>
      {live.error === undefined ? null : (
        <p class="error" role="alert">
          {t.failed(live.error)}
        </p>
      )}
      {live.value === undefined
        ? live.error === undefined && <p class="quiet loading">{t.loading}</p>
        : children(live.value)}
    </>
  )
}

/** A field of a form, under its name. */
export const Field = ({ label, children }: Children & { readonly label: string }) => (
  <label class="field">
    <span>{label}</span>
    {children}
  </label>
)

/** The page of a list, and the way to the others. */
const Pager = ({
  page,
  total,
  turn
}: {
  readonly page: number
  readonly total: number
  readonly turn: (page: number) => void
}) => {
  const { t } = useLook()
  const first = page * pageSize
  const last = Math.min(first + pageSize, total)
  return (
    <div class="pager">
      <button type="button" disabled={page === 0} onClick={() => turn(page - 1)}>
        {t.previous}
      </button>
      <span aria-live="polite">{t.range(total === 0 ? 0 : first + 1, last, total)}</span>
      <button type="button" disabled={last >= total} onClick={() => turn(page + 1)}>
        {t.next}
      </button>
    </div>
  )
}

/** A table that becomes a list of cards where there is no room. */
export const Table = ({
  caption,
  columns,
  children
}: Children & { readonly caption: string; readonly columns: ReadonlyArray<string> }) => (
  <table role="table">
    <caption class="unseen">{caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th key={column} scope="col" role="columnheader">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">{children}</tbody>
  </table>
)

/** A row. The roles are said, since a browser forgets them where a row is no longer laid out as one. */
export const Row = ({ children }: Children) => <tr role="row">{children}</tr>

/** A cell, which says its column where there is no room for a head. */
export const Cell = ({ label, children }: Children & { readonly label: string }) => (
  <td role="cell" data-label={label}>
    <div>{children}</div>
  </td>
)

/** A list with its pages, in a table. */
export const Listed = <A,>({
  live,
  page,
  turn,
  children,
  empty
}: {
  readonly live: Live<Page<A>>
  readonly page: number
  readonly turn: (page: number) => void
  readonly children: (items: ReadonlyArray<A>) => ComponentChildren
  readonly empty?: ComponentChildren
}) => {
  const { t } = useLook()
  const lastPage = live.value === undefined ? page : Math.max(0, Math.ceil(live.value.total / pageSize) - 1)
  // There may be fewer items than before, as after a reset.
  useEffect(() => {
    if (page > lastPage) turn(lastPage)
  }, [page, lastPage])
  return (
    <Loaded live={live}>
      {({ items, total }) => (
        <>
          {items.length === 0 ? (empty ?? <p class="quiet">{t.nothing}</p>) : children(items)}
          {total > pageSize && <Pager page={page} total={total} turn={turn} />}
        </>
      )}
    </Loaded>
  )
}

/** How an answer is coloured: by its code. */
const toneOf = (code: number | undefined): string => (code === 0 ? "good" : "bad")

/** The code and the reason of an answer. */
export const Answer = ({
  code,
  said
}: {
  readonly code?: number | undefined
  readonly said: { readonly why: string; readonly whyZh: string }
}) => {
  const { language } = useLook()
  return (
    <span>
      <span class={`badge ${toneOf(code)}`}>{code ?? "–"}</span> {language === "zh" ? said.whyZh : said.why}
    </span>
  )
}

/** What the platform made of a request, copy by copy. */
export const Verdicts = ({ row: { deliveries } }: { readonly row: Pick<LogRow, "deliveries"> }) => {
  const { t } = useLook()
  if (deliveries.length === 0) return <span class="quiet">{t.notDealtWith}</span>
  return (
    <>
      {deliveries.map((delivery, index) => (
        <div key={index}>
          <Answer code={delivery.code} said={delivery} />
        </div>
      ))}
    </>
  )
}

/** How a request ended for its caller. */
export const End = ({ end }: { readonly end: LogRow["end"] }) => {
  const { t } = useLook()
  if (end === undefined) return <span class="quiet">{t.waiting}</span>
  if (end.how !== "answered") return <span class="badge bad">{t.how[end.how]}</span>
  return (
    <span>
      HTTP {end.status}
      {end.code === undefined ? "" : `, ${end.code}`}
    </span>
  )
}

/** The fault that a request met. */
export const FaultBadge = ({ fault }: { readonly fault: LogRow["fault"] }) =>
  fault === undefined ? null : <span class="badge fault">{faultText(fault)}</span>

/** What an action changes, and how: it says what became of it. */
export const useChange = () => {
  const { say, t } = useLook()
  return (done: Promise<unknown>, text = t.done_): Promise<boolean> =>
    done.then(
      () => {
        say(text)
        return true
      },
      (error: unknown) => {
        say(t.failed(error instanceof Error ? error.message : String(error)))
        return false
      }
    )
}

/** A button that calls the API. */
export const Action = ({
  method = "POST",
  path,
  body,
  tone,
  says,
  children
}: Children & {
  readonly method?: "POST" | "PUT" | "PATCH" | "DELETE"
  readonly path: string
  readonly body?: unknown
  readonly tone?: string
  /** What it is about, for those who do not see where it stands. */
  readonly says?: string
}) => {
  const run = useChange()
  const [busy, setBusy] = useState(false)
  const act = () => {
    setBusy(true)
    void run(change(method, path, body)).then(() => setBusy(false))
  }
  return (
    <button type="button" class={tone} aria-disabled={busy} onClick={busy ? undefined : act}>
      {children}
      {says === undefined ? null : <span class="unseen"> {says}</span>}
    </button>
  )
}

/** The merchants, with their whole keys: a change names its merchant by the key. */
export const useMerchants = (): ReadonlyArray<MerchantRow> =>
  useLive("merchants", () => read("merchants", { size: 1_000, secrets: true }), ["state"]).value?.items ?? []

/** A merchant is chosen, whose key is masked where it is shown. */
export const MerchantField = (props: {
  readonly merchants: ReadonlyArray<MerchantRow>
  readonly value: string
  readonly choose: (apiKey: string) => void
}) => {
  const { secrets, t } = useLook()
  return (
    <Field label={t.merchant}>
      <select
        value={props.merchants.findIndex(({ apiKey }) => apiKey === props.value)}
        onChange={(event) => props.choose(props.merchants[Number(event.currentTarget.value)]?.apiKey ?? "")}
      >
        {props.merchants.map(({ apiKey, mode }, index) => (
          <option key={apiKey} value={index}>
            {secrets ? apiKey : masked(apiKey)} {mode}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** JSON as people read it. What is none stays as it is. */
export const Code = ({ text }: { readonly text: string }) => {
  let shown = text
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // It is shown as it came.
  }
  return (
    <pre tabIndex={0}>
      <code>{shown}</code>
    </pre>
  )
}
