/** One request, whole: what came, what the platform made of it and why, and what the caller got. */
import { useState } from "preact/hooks"
import { type LogEntry, read, readEntry } from "./api.js"
import { curlOf } from "./curl.js"
import { useLive } from "./live.js"
import { dayAndTime, useLook } from "./look.js"
import { Answer, Cell, Code, End, FaultBadge, Loaded, Row, Table } from "./parts.js"
import { linkTo } from "./route.js"

type Delivery = LogEntry["deliveries"][number]
type Verdict = Delivery["verdict"]

const Facts = ({ title, facts }: { readonly title: string; readonly facts: Verdict["done"] }) =>
  Object.keys(facts).length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <Code text={JSON.stringify(facts)} />
    </>
  )

const Checks = ({ verdict: { answeredBy, notMade, passed } }: { readonly verdict: Verdict }) => {
  const { t } = useLook()
  return (
    <>
      <h3>{t.checks}</h3>
      <ol class="checks">
        {passed.map((name) => (
          <li key={name} class="passed">
            {name} <span class="unseen">{t.passed}</span>
          </li>
        ))}
        {answeredBy === undefined ? null : (
          <li class="answered">
            {answeredBy} <span class="badge bad">{t.answeredHere}</span>
          </li>
        )}
        {notMade.map((name) => (
          <li key={name} class="notMade">
            {name} <span class="unseen">{t.notMade}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

const RestsOn = ({ verdict: { restsOn } }: { readonly verdict: Verdict }) => {
  const { t } = useLook()
  if (restsOn.length === 0) return null
  return (
    <>
      <h3>{t.restsOn}</h3>
      <Table caption={t.restsOn} columns={[t.rule, t.value, t.assumption]}>
        {restsOn.map(({ assumed, rule, value }) => (
          <Row key={rule}>
            <Cell label={t.rule}>
              <a href={linkTo("rules", rule)}>{rule}</a>
            </Cell>
            <Cell label={t.value}>
              <code>{JSON.stringify(value)}</code>
            </Cell>
            <Cell label={t.assumption}>{assumed === undefined ? t.documented : `[A] ${assumed}`}</Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}

const Message = ({ title, headers, body }: { readonly title: string } & Pick<LogEntry, "headers" | "body">) => {
  const { t } = useLook()
  return (
    <section>
      <h2>{title}</h2>
      <h3>{t.headers}</h3>
      <pre tabIndex={0}>
        {Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join("\n")}
      </pre>
      {body === "" ? null : (
        <>
          <h3>{t.body}</h3>
          <Code text={body} />
        </>
      )}
    </section>
  )
}

const Dealt = ({ delivery: { response, verdict }, title }: { readonly delivery: Delivery; readonly title: string }) => {
  const { t } = useLook()
  return (
    <section>
      <h2>{title}</h2>
      <p>
        <Answer code={verdict.code} said={verdict} />
        {verdict.field === undefined ? null : (
          <>
            {" "}
            · {t.field} <code>{verdict.field}</code>
          </>
        )}
      </p>
      <Checks verdict={verdict} />
      <Facts title={t.accepted} facts={verdict.accepted} />
      <Facts title={t.done} facts={verdict.done} />
      <RestsOn verdict={verdict} />
      <details>
        <summary>{t.platformAnswer}</summary>
        <Code text={response.body} />
      </details>
    </section>
  )
}

const Curl = ({ entry }: { readonly entry: LogEntry }) => {
  const { say, secrets, t } = useLook()
  const [shown, show] = useState<string>()
  const copy = async () => {
    const { simulator } = await read("about")
    const command = curlOf(entry, simulator, secrets)
    await navigator.clipboard.writeText(command).then(
      () => say(t.copied),
      () => say(t.notCopied)
    )
    show(command)
  }
  return (
    <>
      <p>
        <button type="button" onClick={() => void copy()}>
          {t.copyCurl}
        </button>
      </p>
      {shown === undefined ? null : <pre tabIndex={0}>{shown}</pre>}
    </>
  )
}

const Whole = ({ entry }: { readonly entry: LogEntry }) => {
  const { t } = useLook()
  const { deliveries, response } = entry
  return (
    <>
      <dl>
        <dt>{t.operation}</dt>
        <dd>
          {entry.operation ?? ""} <code>{`${entry.method} ${entry.path}`}</code>
        </dd>
        <dt>{t.time}</dt>
        <dd>{dayAndTime(entry.at)}</dd>
        <dt>{t.timestamp}</dt>
        <dd>{entry.timestamp === "" ? "–" : entry.timestamp}</dd>
        {entry.cardUniqueNo === undefined ? null : (
          <>
            <dt>{t.number}</dt>
            <dd>
              <a href={linkTo("cards", entry.cardUniqueNo)}>{entry.cardUniqueNo}</a>
            </dd>
          </>
        )}
        {entry.fault === undefined ? null : (
          <>
            <dt>{t.fault}</dt>
            <dd>
              <FaultBadge fault={entry.fault} />
            </dd>
          </>
        )}
        <dt>{t.ended}</dt>
        <dd>
          <End end={entry.end} />
        </dd>
      </dl>
      <Curl entry={entry} />
      {deliveries.length === 0 ? <p class="quiet">{t.notDealtWith}</p> : null}
      {deliveries.map((delivery, index) => (
        <Dealt key={index} delivery={delivery} title={t.copy(index + 1, deliveries.length)} />
      ))}
      <Message title={t.sent} headers={entry.headers} body={entry.body} />
      {response === undefined ? null : <Message title={t.received} headers={response.headers} body={response.body} />}
    </>
  )
}

/** One request. */
export const Request = ({ id }: { readonly id: number }) => {
  const { secrets, t } = useLook()
  const live = useLive(`${id} ${secrets}`, () => readEntry(id, secrets), ["request"])
  return (
    <>
      <p>
        <a href={linkTo("requests")}>← {t.allRequests}</a>
      </p>
      <Loaded live={live}>{(entry) => <Whole entry={entry} />}</Loaded>
    </>
  )
}
