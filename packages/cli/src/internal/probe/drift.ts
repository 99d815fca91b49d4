/** What has changed since a scenario file was written. */
import { Scenario } from "@effect-keysecure/testkit"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Finding, Findings, RuleName } from "./finding.js"
import { fileRefused } from "./stateFile.js"

const ScenarioFile = Schema.parseJson(
  Schema.Struct({
    rules: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.Unknown }), { default: () => ({}) })
  })
)

/** The rules of a file; the assumed ones where it says nothing. */
export const rulesIn = (file: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const text = yield* files.readFileString(file)
    const { rules } = yield* Schema.decodeEither(ScenarioFile)(text).pipe(Either.mapLeft(() => "Unreadable" as const))
    return { ...Scenario.empty.rules, ...rules }
  }).pipe(Effect.mapError(() => fileRefused(file, "cannot be read as a scenario file", "无法读作场景文件")))

/** A rule that is no longer as it was. */
export interface Changed {
  readonly rule: RuleName
  readonly before: unknown
  readonly now: unknown
}

const isSame = (finding: Extract<Finding, { readonly _tag: "Observed" }>, before: unknown): boolean =>
  finding.within === undefined
    ? JSON.stringify(finding.value) === JSON.stringify(before)
    : // It was measured then too, within about as much.
      typeof before === "number" && before >= finding.within.from - 1_500 && before <= finding.within.to + 1_500

/** The rules that were observed to be other than they were. What is not decided has not changed. */
export const changedSince = (rules: Readonly<Record<string, unknown>>, findings: Findings): ReadonlyArray<Changed> =>
  Struct.keys(Scenario.empty.rules).flatMap((rule) => {
    const finding = findings[rule]
    if (finding?._tag !== "Observed" || isSame(finding, rules[rule])) return []
    return [{ rule, before: rules[rule], now: finding.value }]
  })
