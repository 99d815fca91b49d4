/** How far a batch is, shown again and again. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ended, type Ended } from "../ending/ended.js"
import { Reader, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import * as Bar from "../saying/bar.js"
import { Output } from "../saying/output.js"
import * as Pace from "../saying/pace.js"

const nothing: Pace.Pace = { perSecond: null, secondsToGo: null }

/** Shows how far a batch is: in place of the last line on a terminal, as a line of JSON elsewhere. */
const show = (progress: BatchDesk.Progress, pace: Pace.Pace): Effect.Effect<void, never, Output> =>
  Effect.gen(function* () {
    const { columns, hasColour, isTerminal, out, status } = yield* Output
    const language = yield* Reader
    if (isTerminal) yield* status(Bar.line(progress, pace, { columns: yield* columns, hasColour, language }))
    else yield* out(`${Bar.json(progress, pace, language)}\n`)
  })

/** Shows it once, as a line that stays. */
export const showOnce = (progress: BatchDesk.Progress): Effect.Effect<void, never, Output> =>
  Effect.gen(function* () {
    const { columns, hasColour, isTerminal, out, status } = yield* Output
    const language = yield* Reader
    if (isTerminal) yield* status("")
    yield* out(
      isTerminal
        ? `${Bar.line(progress, nothing, { columns: yield* columns, hasColour, language })}\n`
        : `${Bar.json(progress, nothing, language)}\n`
    )
  })

/** The end of a program whose batch is paused. */
export const paused = ({ name, reason }: BatchDesk.Progress["batch"], goOn: string): Ended =>
  ended(
    "paused",
    said(`Batch ${name} is paused: ${reason}`, `批次 ${name} 已暂停：${translated(reason).zh}`),
    said(
      `To go on: keysecure resume${goOn}, then keysecure run${goOn}`,
      `要继续：先 keysecure resume${goOn}，再 keysecure run${goOn}`
    )
  )

/** In this time the calls under way end, mostly: the rows of those that are cut have to wait until it is certain what became of them. */
const callsEnd = "3 seconds"

/**
 * Shows it each second, for ever. It fails if the batch is paused, and shows last how far that is. A database that does not answer is asked again: who
 * works on the batch waits for it too.
 */
export const following = (
  { progress }: Pick<BatchDesk.Service, "progress">,
  name: string,
  goOn: string
): Effect.Effect<never, Ended, Output> => {
  const from = (looks: ReadonlyArray<Pace.Look>): Effect.Effect<never, Ended, Output> =>
    Effect.gen(function* () {
      const found = yield* Effect.option(progress(name))
      if (Option.isNone(found)) return looks
      const { batch, ended: rows } = found.value
      if (batch.state === "paused") {
        yield* Effect.sleep(callsEnd)
        const last = yield* Effect.option(progress(name))
        yield* showOnce({ ...Option.getOrElse(last, () => found.value), batch })
        return yield* paused(batch, goOn)
      }
      const now = Pace.looked(looks, { at: yield* Clock.currentTimeMillis, ended: rows })
      yield* show(found.value, Pace.paceOf(now, found.value))
      return now
    }).pipe(Effect.tap(Effect.sleep("1 second")), Effect.flatMap(from))
  return Effect.flatMap(Output, ({ status }) => Effect.ensuring(from([]), status("")))
}
