/** The time line of one card_unique_no, as a picture and in words. */
import { timeOf, useLook } from "./look.js"
import { Answer, Cell, End, Row, Table } from "./parts.js"
import { linkTo } from "./route.js"
import { type Copy, type Lane, placeOf, type Timeline } from "./timeline.js"

interface Drawn {
  readonly timeline: Timeline
}

const Mark = ({ at, kind, timeline }: Drawn & { readonly at: number; readonly kind: string }) => (
  <span class={`mark ${kind}`} style={{ left: `${placeOf(timeline, at)}%` }} />
)

const Drawing = ({ lane, timeline }: Drawn & { readonly lane: Lane }) => {
  const { copies, end, window } = lane
  return (
    <div class="lane">
      <span class="name">
        {lane.id} {lane.operation}
      </span>
      <div class="track">
        {window === undefined ? null : (
          <span
            class="window"
            style={{
              left: `${placeOf(timeline, window.from)}%`,
              width: `${placeOf(timeline, window.to) - placeOf(timeline, window.from)}%`
            }}
          />
        )}
        <Mark timeline={timeline} at={lane.at} kind="arrived" />
        {end === undefined ? null : <Mark timeline={timeline} at={end.at} kind="end" />}
        {copies.map(({ at, code }, index) => (
          <Mark key={index} timeline={timeline} at={at} kind={code === 0 ? "copy" : "refused"} />
        ))}
        {timeline.settlesAt === undefined ? null : <Mark timeline={timeline} at={timeline.settlesAt} kind="settles" />}
      </div>
    </div>
  )
}

const Legend = () => {
  const { t } = useLook()
  const says = {
    window: t.legendWindow,
    arrived: t.legendArrived,
    copy: t.legendCopy,
    refused: t.legendRefused,
    end: t.legendEnd,
    settles: t.legendSettles
  }
  return (
    <ul class="legend">
      {Object.entries(says).map(([kind, text]) => (
        <li key={kind}>
          <span class="sample">
            <span class={kind === "window" ? "window" : `mark ${kind}`} />
          </span>
          {text}
        </li>
      ))}
    </ul>
  )
}

const Copied = ({ copy: { at, code, made, shown, ...said } }: { readonly copy: Copy }) => {
  const { t } = useLook()
  return (
    <div>
      {timeOf(at)} <Answer code={code} said={said} />
      {made === undefined ? "" : `, ${t.made(made)}`}
      {shown === undefined ? "" : `, ${t.shown(shown)}`}
    </div>
  )
}

const InWords = ({ lane }: { readonly lane: Lane }) => {
  const { t } = useLook()
  const { copies, end, fault, window } = lane
  return (
    <Row>
      <Cell label={t.time}>
        <a href={linkTo("requests", lane.id)} aria-label={`${t.request(lane.id)}, ${timeOf(lane.at)}`}>
          {timeOf(lane.at)}
        </a>
      </Cell>
      <Cell label={t.operation}>
        {lane.operation} {fault === undefined ? null : <span class="badge fault">{fault}</span>}
      </Cell>
      <Cell label={t.timestamp}>
        {window === undefined ? t.noTimestamp : t.takenUntil(timeOf(window.from), timeOf(window.to))}
      </Cell>
      <Cell label={t.verdict}>
        {copies.length === 0 ? <span class="quiet">{t.notDealtWith}</span> : null}
        {copies.map((copy, index) => (
          <Copied key={index} copy={copy} />
        ))}
      </Cell>
      <Cell label={t.ended}>
        <End end={end} />
      </Cell>
    </Row>
  )
}

/** The time line. */
export const TimelineView = ({ timeline }: Drawn) => {
  const { t } = useLook()
  const { lanes, settlesAt } = timeline
  if (lanes.length === 0) return <p class="quiet">{t.nothing}</p>
  return (
    <>
      <div class="timeline" aria-hidden="true">
        {lanes.map((lane) => (
          <Drawing key={lane.id} lane={lane} timeline={timeline} />
        ))}
        <div class="lane ends">
          <span class="name" />
          <div class="track">
            <span>{timeOf(timeline.from)}</span>
            <span>{timeOf(timeline.to)}</span>
          </div>
        </div>
        <Legend />
      </div>
      <p>{settlesAt === undefined ? t.noApplication : t.settles(timeOf(settlesAt))}</p>
      <Table caption={t.timeline} columns={[t.time, t.operation, t.timestamp, t.verdict, t.ended]}>
        {lanes.map((lane) => (
          <InWords key={lane.id} lane={lane} />
        ))}
      </Table>
    </>
  )
}
