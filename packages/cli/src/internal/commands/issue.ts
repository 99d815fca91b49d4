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
import * as Database from "../parts/database.js"
import * as Machine from "../parts/machine.js"
import { Output } from "../saying/output.js"
import * as Submission from "../saying/submission.js"
import * as Shared from "./options.js"
import { work, wrongKey } from "./working.js"

const text = (name: string, pseudoName: string, description: string) =>
  Options.text(name).pipe(Options.withPseudoName(pseudoName), Options.optional, Options.withDescription(description))

/** The options of `issue`. */
export const issueOptions = {
  database: Shared.database,
  batch: text(
    "batch",
    "NAME",
    "The name of the batch. With --key it enters the numbers of the cards: keep it. Else the name of the file."
  ),
  key: text("key", "COLUMN", "The column with the rows' own keys, in place of card_unique_no. It needs --batch."),
  delimiter: Options.text("delimiter").pipe(
    Options.withPseudoName("CHARACTER"),
    Options.filterMap(
      // A shell makes no tab of \\t.
      (given) => Option.liftPredicate(given === "\\t" ? "\t" : given, (cell) => /^[^"\r\n]$/u.test(cell)),
      "--delimiter: expected one character, such as ; or \\t"
    ),
    Options.optional,
    Options.withDescription(
      "What stands between two cells of a CSV file, a comma if there is none given; \\t is a tab."
    )
  ),
  ignore: Options.text("ignore").pipe(
    Options.withPseudoName("COLUMN"),
    Options.repeated,
    Options.withDescription("A column that is not of the application. It may be given several times.")
  ),
  "dry-run": Options.boolean("dry-run").pipe(
    Options.withDescription("Only checks the file, and says what is wrong in which line and column.")
  ),
  strict: Options.boolean("strict").pipe(
    Options.withDescription(
      "Submits nothing if a row is wrong. Without it the wrong rows fail, and the others get cards."
    )
  ),
  rate: Shared.rate,
  simulate: Options.boolean("simulate").pipe(
    Options.withDescription("Tries the file on a simulator in this process: no account, no database, no real card.")
  )
}

type Given = Command.Command.ParseConfig<typeof issueOptions>
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
      return yield* ended("usage", `${file}: expected a name that ends with .csv, .jsonl or .ndjson`)
    if (!(yield* Effect.orElseSucceed(files.exists(file), () => false)))
      return yield* ended("usage", `${file}: there is no such file`)
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
  (error: Rows.FileInvalid | PlatformError): Ended =>
    ended("usage", error._tag === "FileInvalid" ? `${file}: ${error.message}` : `${file}: the file cannot be read`)

/** Hands the file in, and says what is wrong in it. */
const submit = (
  file: string,
  name: string,
  input: Input,
  options: CardBatch.SubmitOptions
): Effect.Effect<BatchError.Submission, Ended, CardBatch.CardBatch | Output> =>
  Effect.gen(function* () {
    const { say } = yield* Output
    const batches = yield* CardBatch.CardBatch
    const submission = yield* batches.submit(name, input, options).pipe(
      Effect.catchTags({
        FileInvalid: (error) => fileFailed(file)(error),
        BadArgument: (error) => fileFailed(file)(error),
        SystemError: (error) => fileFailed(file)(error),
        BatchStoreFailed: endedBy("database"),
        PayloadCipherFailed: wrongKey,
        SubmissionRefused: ({ message, submission: refused }) =>
          ended("incomplete", ...Submission.problems(file, refused), message)
      }),
      Effect.onInterrupt(() => say(`Stopped. ${file} is not handed in as a whole: give it again.`))
    )
    yield* Effect.forEach(Submission.problems(file, submission), say)
    yield* say(`${file}: ${Submission.summary(submission)}`)
    return submission
  })

const placeOf = ({ "dry-run": dryRun, database, simulate }: Given) =>
  Effect.gen(function* () {
    const place = yield* Database.placeOf(database)
    if (simulate) return { _tag: "Memory" } as const
    // A file that is only checked makes no database.
    return dryRun && !(yield* Database.isThere(place)) ? ({ _tag: "Memory" } as const) : place
  })

const issue = (given: Given & { readonly file: string }) =>
  Effect.gen(function* () {
    const { "dry-run": dryRun, batch, file, key, simulate, strict } = given
    const { say } = yield* Output
    if (simulate) yield* say("Simulated: no card of this run is real, and nothing is kept of it.")
    if (Option.isSome(key) && Option.isNone(batch)) {
      return yield* ended("usage", "--key needs --batch NAME: both make the numbers of the cards, so keep the name.")
    }
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
export const runOptions = { database: Shared.database, batch: Shared.batch, rate: Shared.rate }

const run = ({ batch, database, rate }: Command.Command.ParseConfig<typeof runOptions>) =>
  Effect.gen(function* () {
    const place = yield* Shared.placeThatIsThere(database)
    const machine = Machine.layer({ place, platform: "configured", makesKey: false, rate: Option.getOrNull(rate) })
    yield* Effect.flatMap(Shared.named(batch), (name) => work(name, place)).pipe(Effect.provide(machine))
  })

/** The commands. */
export const commands = [
  Command.make(
    "issue",
    {
      ...issueOptions,
      file: Args.text({ name: "FILE" }).pipe(Args.withDescription("A file of applications: .csv, .jsonl or .ndjson."))
    },
    issue
  ).pipe(Command.withDescription("Issues one card for each row of a file. The same file again makes no second card.")),
  Command.make("run", runOptions, run).pipe(
    Command.withDescription("Works on a batch that was submitted, until no row is left. Several machines may do so.")
  )
] as const
