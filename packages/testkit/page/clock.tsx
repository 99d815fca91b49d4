/** The server's clock: read, moved, skewed, stopped. */
import { useEffect, useRef, useState } from "preact/hooks"
import { type Clock, change, read } from "./api.js"
import { useLive } from "./live.js"
import { dayAndTime, useLook } from "./look.js"
import { Action, Field, Loaded, useChange } from "./parts.js"

/** The moment that the server's clock reads now, by what it read when it was asked. */
const useNow = ({ frozen, now }: Clock): number => {
  const asked = useRef({ now, at: performance.now() })
  const [elapsed, setElapsed] = useState(0)
  if (asked.current.now !== now) asked.current = { now, at: performance.now() }
  useEffect(() => {
    if (frozen) return
    const timer = setInterval(() => setElapsed(performance.now()), 250)
    return () => clearInterval(timer)
  }, [frozen])
  return frozen || elapsed < asked.current.at ? now : now + elapsed - asked.current.at
}

/** A moment as it is typed: a date and a time of UTC. */
const momentOf = (text: string): number | undefined => {
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.trim().replace(" ", "T")}Z`)
  return Number.isNaN(at) ? undefined : at
}

const spans = [
  ["second", 1_000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000]
] as const

const patch = (body: unknown) => ({ method: "PATCH", path: "clock", body }) as const

const Skew = ({ clock: { skewMillis } }: { readonly clock: Clock }) => {
  const { t } = useLook()
  const run = useChange()
  const [skew, setSkew] = useState<number>()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(change("PATCH", "clock", { skewMillis: skew ?? Math.round(skewMillis) })).then(() =>
          setSkew(undefined)
        )
      }}
    >
      <Field label={t.skew}>
        <input
          type="number"
          value={skew ?? Math.round(skewMillis)}
          onInput={(event) => setSkew(event.currentTarget.valueAsNumber || 0)}
        />
      </Field>
      <button type="submit">
        {t.set}
        <span class="unseen"> {t.skew}</span>
      </button>
    </form>
  )
}

const Controls = ({ clock }: { readonly clock: Clock }) => {
  const { say, t } = useLook()
  const run = useChange()
  const now = useNow(clock)
  const [moment, setMoment] = useState("")
  const to = () => {
    const at = momentOf(moment)
    if (at === undefined) say(t.failed(`${moment}: yyyy-MM-dd HH:mm:ss`))
    else void run(change("PATCH", "clock", { to: at }))
  }
  return (
    <>
      <p class="now">
        {t.now} <time>{dayAndTime(now)}</time> UTC. {clock.frozen ? t.stands : t.goes}
      </p>
      <div class="buttons">
        <Action {...patch({ frozen: !clock.frozen })}>{clock.frozen ? t.goOn : t.freeze}</Action>
      </div>
      <h2 id="by">{t.move}</h2>
      <div class="buttons" role="group" aria-labelledby="by">
        {[-1, 1].flatMap((sign) =>
          spans.map(([name, millis]) => (
            <Action key={`${sign} ${name}`} {...patch({ byMillis: sign * millis })}>
              {sign < 0 ? "−" : "+"}
              {t.spans[name]}
            </Action>
          ))
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          to()
        }}
      >
        <Field label={`${t.to} (UTC)`}>
          <input
            placeholder={dayAndTime(clock.now).slice(0, 19)}
            value={moment}
            onInput={(event) => setMoment(event.currentTarget.value)}
          />
        </Field>
        <button type="submit">
          {t.set}
          <span class="unseen"> {t.to}</span>
        </button>
      </form>
      <Skew clock={clock} />
    </>
  )
}

/** The clock. */
export const ClockView = () => {
  const live = useLive("clock", () => read("clock"), ["clock"])
  return <Loaded live={live}>{(clock) => <Controls clock={clock} />}</Loaded>
}
