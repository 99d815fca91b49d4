/** The commands that steer a batch: `pause`, `resume`, `cancel`, `retry`. They need no account and no key. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { endedBy } from "../ending/ended.js"
import { Output } from "../saying/output.js"
import { atDesk, options, progressOf } from "./look.js"

/** A command of one step, which tells in words what it did. */
const steering = (
  name: string,
  description: string,
  step: (desk: BatchDesk.Service, batch: string) => Effect.Effect<string, BatchStore.BatchStoreFailed>
) =>
  Command.make(name, options, (given) =>
    atDesk(given, (desk, batch) =>
      Effect.gen(function* () {
        yield* progressOf(desk, batch)
        const told = yield* Effect.mapError(step(desk, batch), endedBy("database"))
        const { say } = yield* Output
        yield* say(`${batch}: ${told}`)
      })
    )
  ).pipe(Command.withDescription(description))

/** The commands. */
export const commands = [
  steering("pause", "Stops the work on a batch, on all machines.", (desk, batch) =>
    Effect.map(desk.pause(batch), (was) => (was ? "paused" : "it was not running"))
  ),
  steering("resume", "Lets a paused or cancelled batch be worked on again, by keysecure run.", (desk, batch) =>
    Effect.map(desk.resume(batch), (was) => (was ? "it may go on: keysecure run works on it" : "it was not paused"))
  ),
  steering(
    "cancel",
    "Cancels the rows that were not begun. Rows that were begun are finished, by keysecure run.",
    (desk, batch) => Effect.map(desk.cancel(batch), (count) => `${count} rows are cancelled`)
  ),
  steering(
    "retry",
    "Queues the rows that failed once more, for keysecure run. Wrong rows have to be corrected in the file.",
    (desk, batch) =>
      Effect.map(desk.retryFailed(batch), (count) => `${count} rows are queued: keysecure run works on them`)
  )
] as const
