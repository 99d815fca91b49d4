/** What may be found: the checks in the order of causes, the findings of each, and how grave each finding is. */
import type { Misconfigured, Variable } from "./facts.js"

/** The checks. What fails in one may be the cause of what fails in those after it. */
export const checks = ["configuration"] as const

/** The name of a check. */
export type Check = (typeof checks)[number]

/** How grave findings are, the gravest first. */
export const grades = ["trouble", "warning", "note", "ok"] as const

/** How grave a finding is. */
export type Grade = (typeof grades)[number]

/** What became of a check. `skipped`: it could not be made. */
export type Severity = Grade | "skipped"

/** The findings, by name, with what each tells. */
export interface Values {
  readonly "configuration.ok": { readonly platform: string; readonly baseUrl: string }
  readonly "configuration.invalid": { readonly variable: Variable; readonly fault: Misconfigured["fault"] }
}

/** The name of a finding: its check, and what it is. */
export type Name = keyof Values

/** A finding of some names. */
export type Finding<N extends Name = Name> = N extends Name ? { readonly name: N; readonly values: Values[N] } : never

/** A finding of a check. */
export type FindingOf<C extends Check> = Finding<Extract<Name, `${C}.${string}`>>

/** Makes a finding. */
export const found = <N extends Name>(
  name: N,
  values: Values[N]
): { readonly name: N; readonly values: Values[N] } => ({
  name,
  values
})

/** How grave a finding is, and the checks whose findings it explains besides. */
interface Row {
  readonly severity: Grade
  readonly explains?: ReadonlyArray<Check>
}

const ok: Row = { severity: "ok" }
const trouble: Row = { severity: "trouble" }

/** The row of each finding. */
export const catalog: { readonly [N in Name]: Row } = {
  "configuration.ok": ok,
  "configuration.invalid": trouble
}
