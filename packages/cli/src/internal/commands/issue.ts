/** The commands that work on a batch: `issue` and `run`. */
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import type * as BatchError from "@effect-keysecure/batch/BatchError"
import * as Rows from "@effect-keysecure/batch/Rows"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import { type Language, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import * as Database from "../parts/database.js"
import * as Machine from "../parts/machine.js"
import { type Output, say } from "../saying/output.js"
import * as Submission from "../saying/submission.js"
import * as Shared from "./options.js"
import { work, wrongKey } from "./working.js"

const batchName = Shared.text(
  "batch",
  "NAME",
  said(
    "The name of the batch. With --key it enters the numbers of the cards: keep it. Else the name of the file.",
    "批次名。与 --key 一起用时，它决定卡的编号：请保持不变。不给出时取文件名。"
  )
)

const keyColumn = Shared.text(
  "key",
  "COLUMN",
  said(
    "The column with the rows' own keys, in place of card_unique_no. It needs --batch.",
    "各行自己的键所在的列，代替 card_unique_no。须同时给出 --batch。"
  )
)

const delimiterOf = (language: Language) =>
  Options.text("delimiter").pipe(
    Options.withPseudoName("CHARACTER"),
    Options.filterMap(
      // A shell makes no tab of \\t.
      (given) => Option.liftPredicate(given === "\\t" ? "\t" : given, (cell) => /^[^"\r\n]$/u.test(cell)),
      said("--delimiter: expected one character, such as ; or \\t", "--delimiter：应为一个字符，如 ; 或 \\t")[language]
    ),
    Options.optional,
    Options.withDescription(
      said(
        "What stands between two cells of a CSV file, a comma if there is none given; \\t is a tab.",
        "CSV 文件两个单元格之间的字符，不给出时为逗号；\\t 表示制表符。"
      )[language]
    )
  )

const ignored = (language: Language) =>
  Options.text("ignore").pipe(
    Options.withPseudoName("COLUMN"),
    Options.repeated,
    Options.withDescription(
      said("A column that is not of the application. It may be given several times.", "不属于申请的列。可以给出多次。")[
        language
      ]
    )
  )

const onlyChecked = Shared.flag(
  "dry-run",
  said("Only checks the file, and says what is wrong in which line and column.", "只检查文件，指出哪一行、哪一列有错。")
)

const allOrNone = Shared.flag(
  "strict",
  said(
    "Submits nothing if a row is wrong. Without it the wrong rows fail, and the others get cards.",
    "只要有一行错误，就什么都不提交。不给出时，错误的行失败，其余各行开卡。"
  )
)

const tried = Shared.flag(
  "simulate",
  said(
    "Tries the file on a simulator in this process: no account, no database, no real card.",
    "在本进程内的模拟器上试运行该文件：无需账户和数据库，不会真的开卡。"
  )
)

/** The options of `issue`. */
export const issueOptions = (language: Language) => ({
  database: Shared.database(language),
  batch: batchName(language),
  key: keyColumn(language),
  delimiter: delimiterOf(language),
  ignore: ignored(language),
  "dry-run": onlyChecked(language),
  strict: allOrNone(language),
  rate: Shared.rate(language),
  simulate: tried(language)
})

type Given = Command.Command.ParseConfig<ReturnType<typeof issueOptions>>
type Input = Stream.Stream<Stream.Stream.Success<Rows.Rows<never, never>>, Rows.FileInvalid | PlatformError>

const formats = new Map([
  [".csv", "csv"],
  [".jsonl", "jsonl"],
  [".ndjson", "jsonl"]
])

/** The rows of the file, read anew each time. */
const inputOf = (
  file: string,
  batch: string,
  { delimiter, ignore, key }: Given
): Effect.Effect<Input, Ended, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { extname } = yield* Path.Path
    const format = formats.get(extname(file).toLowerCase())
    if (format === undefined)
      return yield* ended(
        "usage",
        said(
          `${file}: expected a name that ends with .csv, .jsonl or .ndjson`,
          `${file}：文件名应以 .csv、.jsonl 或 .ndjson 结尾`
        )
      )
    if (!(yield* Effect.orElseSucceed(files.exists(file), () => false)))
      return yield* ended("usage", said(`${file}: there is no such file`, `${file}：没有这个文件`))
    const bytes = files.stream(file)
    const options = {
      ignoredColumns: ignore,
      ...(Option.isSome(key) ? { key: { batch, column: key.value } } : {})
    }
    return format === "csv"
      ? Rows.fromCsv(bytes, { ...options, ...(Option.isSome(delimiter) ? { delimiter: delimiter.value } : {}) })
      : Rows.fromJsonLines(bytes, options)
  })

const fileFailed =
  (file: string) =>
  (error: Rows.FileInvalid | PlatformError): Ended => {
    const { en, zh } =
      error._tag === "FileInvalid" ? translated(error.message) : said("the file cannot be read", "无法读取该文件")
    return ended("usage", said(`${file}: ${en}`, `${file}：${zh}`))
  }

/** Hands the file in, and says what is wrong in it. */
const submit = (
  file: string,
  name: string,
  input: Input,
  options: CardBatch.SubmitOptions
): Effect.Effect<BatchError.Submission, Ended, CardBatch.CardBatch | Output> =>
  Effect.gen(function* () {
    const batches = yield* CardBatch.CardBatch
    const submission = yield* batches.submit(name, input, options).pipe(
      Effect.catchTags({
        FileInvalid: (error) => fileFailed(file)(error),
        BadArgument: (error) => fileFailed(file)(error),
        SystemError: (error) => fileFailed(file)(error),
        BatchStoreFailed: endedBy("database"),
        PayloadCipherFailed: wrongKey,
        SubmissionRefused: ({ message, submission: refused }) =>
          ended("incomplete", ...Submission.problems(file, refused), translated(message))
      }),
      Effect.onInterrupt(() =>
        say(
          said(
            `Stopped. ${file} is not handed in as a whole: give it again.`,
            `已停止。${file} 没有完整提交：请重新提交。`
          )
        )
      )
    )
    yield* Effect.forEach(Submission.problems(file, submission), say)
    yield* say(Submission.summary(file, submission))
    return submission
  })

const placeOf = ({ "dry-run": dryRun, database, simulate }: Given) =>
  Effect.gen(function* () {
    const place = yield* Database.placeOf(database)
    if (simulate) return { _tag: "Memory" } as const
    // A file that is only checked makes no database.
    return dryRun && !(yield* Database.isThere(place)) ? ({ _tag: "Memory" } as const) : place
  })

const simulated = said(
  "Simulated: no card of this run is real, and nothing is kept of it.",
  "模拟运行：本次的卡均非真实，也不保留任何内容。"
)

const noBatchName = said(
  "--key needs --batch NAME: both make the numbers of the cards, so keep the name.",
  "--key 须与 --batch NAME 同用：两者共同决定卡的编号，所以请保持批次名不变。"
)

const issue = (given: Given & { readonly file: string }) =>
  Effect.gen(function* () {
    const { "dry-run": dryRun, batch, file, key, simulate, strict } = given
    if (simulate) yield* say(simulated)
    if (Option.isSome(key) && Option.isNone(batch)) return yield* ended("usage", noBatchName)
    const path = yield* Path.Path
    const name = Option.getOrElse(batch, () => path.basename(file, path.extname(file)))
    const input = yield* inputOf(file, name, given)
    const place = yield* placeOf(given)
    yield* Effect.gen(function* () {
      const { wrong } = yield* submit(file, name, input, { strict, dryRun })
      if (!dryRun) return yield* work(name, place)
      if (wrong > 0) return yield* ended("incomplete")
    }).pipe(
      Effect.provide(
        Machine.layer({
          place,
          platform: simulate || dryRun ? "simulated" : "configured",
          makesKey: true,
          rate: Option.getOrNull(given.rate)
        })
      )
    )
  })

/** The options of `run`. */
export const runOptions = (language: Language) => ({
  database: Shared.database(language),
  batch: Shared.batch(language),
  rate: Shared.rate(language)
})

const run = ({ batch, database, rate }: Command.Command.ParseConfig<ReturnType<typeof runOptions>>) =>
  Effect.gen(function* () {
    const place = yield* Shared.placeThatIsThere(database)
    const machine = Machine.layer({ place, platform: "configured", makesKey: false, rate: Option.getOrNull(rate) })
    yield* Effect.flatMap(Shared.named(batch), (name) => work(name, place)).pipe(Effect.provide(machine))
  })

/** The commands. */
export const commands = (language: Language) =>
  [
    Command.make(
      "issue",
      {
        ...issueOptions(language),
        file: Args.text({ name: "FILE" }).pipe(
          Args.withDescription(
            said("A file of applications: .csv, .jsonl or .ndjson.", "申请的文件：.csv、.jsonl 或 .ndjson。")[language]
          )
        )
      },
      issue
    ).pipe(
      Command.withDescription(
        said(
          "Issues one card for each row of a file. The same file again makes no second card.",
          "为文件的每一行开一张卡。同一个文件再次提交，不会多开卡。"
        )[language]
      )
    ),
    Command.make("run", runOptions(language), run).pipe(
      Command.withDescription(
        said(
          "Works on a batch that was submitted, until no row is left. Several machines may do so.",
          "处理已提交的批次，直到没有剩余的行。可以由多台机器同时进行。"
        )[language]
      )
    )
  ] as const
