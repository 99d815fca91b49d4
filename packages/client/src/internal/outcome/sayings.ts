/** What is said while an outcome is found out, so that a search that takes minutes is seen to go on. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Saying, say } from "../saying/say.js"
import type { End, Rules } from "./machine.js"

/** Longer than most searches that find something at once, and short enough for somebody who waits. */
const everySeconds = 15

const sayOf = ({ number, operation }: Rules, event: string, level: Saying["level"], words: string) =>
  say({
    event,
    attributes: { "keysecure.operation": operation, "keysecure.unique_no": number },
    level,
    line: `${operation} ${number}: ${words}`
  })

/** Says that the outcome is going to be found out. */
export const begun = (rules: Rules, limitMillis: number): Effect.Effect<void> =>
  sayOf(
    rules,
    "keysecure.finding_out",
    "Info",
    `the list is asked whether it was carried out, for at most ${limitMillis / 1000} s`
  )

/** Says every 15 s that the outcome is still being found out, as long as that takes. */
export const meanwhile =
  (rules: Rules) =>
  <A>(finding: Effect.Effect<A>): Effect.Effect<A> => {
    const saidAfter = (seconds: number): Effect.Effect<never> =>
      Effect.sleep(Duration.seconds(everySeconds)).pipe(
        Effect.zipRight(
          sayOf(rules, "keysecure.still_finding_out", "Info", `still being found out after ${seconds} s`)
        ),
        Effect.zipRight(Effect.suspend(() => saidAfter(seconds + everySeconds)))
      )
    return Effect.raceFirst(finding, saidAfter(everySeconds))
  }

const endInWords: { readonly [Tag in Exclude<End["_tag"], "Unknown">]: string } = {
  Answered: "found out that it had not been carried out; now it has",
  Logged: "found out that it was carried out, as the attempt log knows",
  Found: "found out that it was carried out",
  Several: "found out that it was carried out more than once",
  None: "found out that it was not carried out, for certain",
  Conflict: "found out that the number belongs to another application",
  Rejected: "found out that it had not been carried out; now it was refused"
}

/** Says how finding out has ended. An outcome that stays unknown is a warning. */
export const ended = (rules: Rules, { _tag }: End): Effect.Effect<void> =>
  _tag === "Unknown"
    ? sayOf(rules, "keysecure.stays_unknown", "Warning", "it stays unknown whether it was carried out")
    : sayOf(rules, "keysecure.found_out", "Info", endInWords[_tag])
