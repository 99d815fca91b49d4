/** Work on a batch to its end, with how far it is shown meanwhile. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import { joined, type Said, said } from "../language/said.js"
import * as Database from "../parts/database.js"
import { type Output, say } from "../saying/output.js"
import { inWords } from "../saying/rows.js"
import { following, paused, showOnce } from "./following.js"

/** The options by which another command finds the same batch. */
const goOnWith = (place: Database.Place, name: string): string =>
  ` --batch ${Database.quoted(name)}${Database.again(place)}`

const counted = ({ rows, total }: BatchDesk.Progress): Said => {
  const { cancelled, failed, issued, queued, ready, unclear, unsettled } = rows
  const others = [
    [failed, said(`${failed} failed`, `${failed} 行失败`)],
    [unclear, said(`${unclear} wait for a person`, `${unclear} 行待人确认`)],
    [cancelled, said(`${cancelled} cancelled`, `${cancelled} 行已取消`)],
    [queued, said(`${queued} queued`, `${queued} 行排队中`)],
    [unsettled, said(`${unsettled} in doubt`, `${unsettled} 行结果不明`)]
  ] as const
  return joined([
    said(`${ready + issued} of ${total} rows have their cards`, `${total} 行中有 ${ready + issued} 行已有卡`),
    ...others.flatMap(([count, what]) => (count === 0 ? [] : [what]))
  ])
}

const firstRows = 10

/** What a person may do about the rows without cards. A batch in memory cannot be asked later, so it shows some now. */
const leftOver = (desk: BatchDesk.Service, name: string, place: Database.Place) =>
  place._tag !== "Memory"
    ? Effect.succeed([
        said(
          `Which and why: keysecure failures${goOnWith(place, name)}`,
          `哪些行、为什么：keysecure failures${goOnWith(place, name)}`
        )
      ])
    : desk.results(name, ["failed", "unclear"]).pipe(
        Stream.take(firstRows),
        Stream.runCollect,
        Effect.map((rows) => Chunk.toReadonlyArray(rows).map(inWords)),
        Effect.mapError(endedBy("database"))
      )

/** Says how a batch has ended, and fails if a row has no card. */
const concluded = (desk: BatchDesk.Service, progress: BatchDesk.Progress, place: Database.Place) =>
  Effect.gen(function* () {
    const { rows, total } = progress
    yield* showOnce(progress)
    yield* say(counted(progress))
    if (rows.ready + rows.issued === total) return
    const isListed = rows.failed + rows.unclear > 0
    return yield* ended("incomplete", ...(isListed ? yield* leftOver(desk, progress.batch.name, place) : []))
  })

const parked = (goOn: string) =>
  say(
    goOn === ""
      ? said("Stopped. Nothing is kept of what was simulated.", "已停止。模拟的内容都不保留。")
      : said(
          `Stopped. What was under way is parked, and nothing is lost. To go on: keysecure run${goOn}`,
          `已停止。进行中的已搁置，没有丢失。要继续：keysecure run${goOn}`
        )
  )

/** Works on a batch until no row is left. It ends if the batch is paused, before or meanwhile. */
export const work = (name: string, place: Database.Place): Effect.Effect<void, Ended, CardBatch.CardBatch | Output> =>
  Effect.gen(function* () {
    const batches = yield* CardBatch.CardBatch
    const goOn = place._tag === "Memory" ? "" : goOnWith(place, name)
    const before = yield* batches.progress(name).pipe(
      Effect.catchTags({
        BatchNotFound: endedBy("usage"),
        BatchStoreFailed: endedBy("database")
      })
    )
    if (before.batch.state === "paused") {
      yield* showOnce(before)
      return yield* paused(before.batch, goOn)
    }
    if (before.batch.state === "submitting") {
      yield* say(
        said(
          `Not the whole file of ${name} is handed in. If no program does so now, give it again: keysecure issue`,
          `${name} 的文件没有完整提交。如果现在没有程序在提交，请重新提交：keysecure issue`
        )
      )
    }
    const run = batches.run(name).pipe(
      Effect.catchTags({
        BatchNotFound: endedBy("usage"),
        BatchStoreFailed: endedBy("database"),
        BatchEngineFailed: endedBy("database"),
        PayloadCipherFailed: wrongKey
      })
    )
    const after = yield* Effect.raceFirst(run, following(batches, name, goOn)).pipe(
      Effect.onInterrupt(() => parked(goOn))
    )
    yield* concluded(batches, after, place)
  })

/** The key is another than the one that sealed the applications. */
export const wrongKey = (): Ended =>
  ended(
    "usage",
    said(
      "The key does not open the applications of this batch: they were sealed with another one.",
      "此密钥打不开该批次的申请：它们是以另一个密钥加密的。"
    ),
    said(
      "Give the key with which they were submitted: KEYSECURE_BATCH_KEY, or the file beside the database whose name ends with .key.",
      "请给出提交时所用的密钥：KEYSECURE_BATCH_KEY，或数据库旁边名称以 .key 结尾的文件。"
    )
  )
