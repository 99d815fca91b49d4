/** The commands that steer a batch: `pause`, `resume`, `cancel`, `retry`. They need no account and no key. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { endedBy } from "../ending/ended.js"
import { type Language, type Said, said } from "../language/said.js"
import { say } from "../saying/output.js"
import { atDesk, options, progressOf } from "./look.js"

/** A command of one step, which tells in words what it did. */
const steering = (
  name: string,
  description: Said,
  step: (desk: BatchDesk.Service, batch: string) => Effect.Effect<Said, BatchStore.BatchStoreFailed>
) => ({ description, name, step })

const steerings = [
  steering("pause", said("Stops the work on a batch, on all machines.", "在所有机器上停止处理批次。"), (desk, batch) =>
    Effect.map(desk.pause(batch), (was) =>
      was ? said("paused", "已暂停") : said("it was not running", "它没有在运行")
    )
  ),
  steering(
    "resume",
    said(
      "Lets a paused or cancelled batch be worked on again, by keysecure run.",
      "使已暂停或已取消的批次可以继续，由 keysecure run 处理。"
    ),
    (desk, batch) =>
      Effect.map(desk.resume(batch), (was) =>
        was
          ? said("it may go on: keysecure run works on it", "可以继续：由 keysecure run 处理")
          : said("it was not paused", "它没有暂停")
      )
  ),
  steering(
    "cancel",
    said(
      "Cancels the rows that were not begun. Rows that were begun are finished, by keysecure run.",
      "取消尚未开始的行。已开始的行由 keysecure run 做完。"
    ),
    (desk, batch) =>
      Effect.map(desk.cancel(batch), (count) => said(`${count} rows are cancelled`, `已取消 ${count} 行`))
  ),
  steering(
    "retry",
    said(
      "Queues the rows that failed once more, for keysecure run. Wrong rows have to be corrected in the file.",
      "使失败的行重新排队，由 keysecure run 处理。错误的行须在文件中改正。"
    ),
    (desk, batch) =>
      Effect.map(desk.retryFailed(batch), (count) =>
        said(`${count} rows are queued: keysecure run works on them`, `${count} 行已重新排队：由 keysecure run 处理`)
      )
  )
] as const

/** The commands. */
export const commands = (language: Language) =>
  steerings.map(({ description, name, step }) =>
    Command.make(name, options(language), (given) =>
      atDesk(given, (desk, batch) =>
        Effect.gen(function* () {
          yield* progressOf(desk, batch)
          const told = yield* Effect.mapError(step(desk, batch), endedBy("database"))
          yield* say(said(`${batch}: ${told.en}`, `${batch}：${told.zh}`))
          const { state } = (yield* progressOf(desk, batch)).batch
          if (name === "retry" && state === "paused") {
            yield* say(
              said("The batch is paused, so keysecure resume comes first.", "该批次已暂停，须先运行 keysecure resume。")
            )
          }
        })
      )
    ).pipe(Command.withDescription(description[language]))
  )
