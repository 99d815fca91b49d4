/** What may be found: the checks in the order of causes, the findings of each, and how grave each finding is. */
import type { Misconfigured, Variable } from "./facts.js"

/** The checks. What fails in one may be the cause of what fails in those after it. */
export const checks = ["configuration", "name", "connection", "tls"] as const

/** The name of a check. */
export type Check = (typeof checks)[number]

/** How grave findings are, the gravest first. */
export const grades = ["trouble", "warning", "note", "ok"] as const

/** How grave a finding is. */
export type Grade = (typeof grades)[number]

/** What became of a check. `skipped`: it could not be made. */
export type Severity = Grade | "skipped"
interface Code {
  readonly code: string
}

/** The findings, by name, with what each tells. */
export interface Values {
  readonly "configuration.ok": { readonly platform: string; readonly baseUrl: string }
  readonly "configuration.invalid": { readonly variable: Variable; readonly fault: Misconfigured["fault"] }
  readonly "name.ok": { readonly host: string; readonly v4: number; readonly v6: number }
  readonly "name.address": { readonly host: string }
  readonly "name.unknown": { readonly host: string }
  readonly "name.failed": { readonly host: string } & Code
  readonly "connection.ok": { readonly port: number; readonly millis: number }
  readonly "connection.refused": { readonly port: number }
  readonly "connection.silent": { readonly port: number }
  readonly "connection.proxyWanted": { readonly variable: string }
  readonly "connection.failed": Code
  readonly "connection.blackHole": { readonly dead: string; readonly alive: string }
  readonly "tls.ok": { readonly issuer: string; readonly days: number }
  readonly "tls.plain": { readonly host: string }
  readonly "tls.untrusted": { readonly issuer: string } & Code
  readonly "tls.addedAuthority": { readonly issuer: string }
  readonly "tls.expired": { readonly until: string; readonly now: string }
  readonly "tls.notYetValid": { readonly from: string; readonly now: string }
  readonly "tls.expiresSoon": { readonly days: number }
  readonly "tls.otherName": { readonly host: string; readonly names: string }
  readonly "tls.notTls": { readonly port: number }
  readonly "tls.failed": Code
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
const warning: Row = { severity: "warning" }
const trouble: Row = { severity: "trouble" }

/** The row of each finding. */
export const catalog: { readonly [N in Name]: Row } = {
  "configuration.ok": ok,
  "configuration.invalid": trouble,
  "name.ok": ok,
  "name.address": ok,
  "name.unknown": trouble,
  "name.failed": trouble,
  "connection.ok": ok,
  "connection.refused": trouble,
  "connection.silent": trouble,
  "connection.proxyWanted": trouble,
  "connection.failed": trouble,
  "connection.blackHole": { severity: "warning", explains: [] },
  "tls.ok": ok,
  "tls.plain": ok,
  "tls.untrusted": trouble,
  // Something that reads all that passes may do with it what it wants.
  "tls.addedAuthority": { severity: "warning", explains: [] },
  "tls.expired": trouble,
  "tls.notYetValid": trouble,
  "tls.expiresSoon": warning,
  "tls.otherName": trouble,
  "tls.notTls": trouble,
  "tls.failed": trouble
}
