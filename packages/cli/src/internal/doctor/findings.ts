/** What may be found: the checks in the order of causes, the findings of each, and how grave each finding is. */
import type { Misconfigured, Mode, Variable } from "./facts.js"

/** The checks. What fails in one may be the cause of what fails in those after it. */
export const checks = [
  "configuration",
  "name",
  "connection",
  "tls",
  "answer",
  "path",
  "address",
  "key",
  "clock",
  "date",
  "token",
  "mode",
  "products",
  "pci",
  "latency",
  "callback"
] as const

/** The name of a check. */
export type Check = (typeof checks)[number]

/** How grave findings are, the gravest first. */
export const grades = ["trouble", "warning", "note", "ok"] as const

/** How grave a finding is. */
export type Grade = (typeof grades)[number]

/** What became of a check. `skipped`: it could not be made. */
export type Severity = Grade | "skipped"

type None = Readonly<Record<never, never>>
interface Span {
  /** Ms by which the platform's clock is ahead of this machine's; behind, if negative. */
  readonly from: number
  readonly to: number
}
interface Code {
  readonly code: string
}
interface Status {
  readonly status: number
}
interface Refused {
  readonly code: number
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
  readonly "answer.ok": None
  readonly "answer.none": Code
  readonly "answer.notHttp": Code
  readonly "answer.redirect": Status & { readonly to: string }
  readonly "answer.page": Status
  readonly "answer.forbidden": Status
  readonly "answer.notFound": Status
  readonly "answer.proxyAuthentication": Status
  readonly "answer.limited": Status
  readonly "answer.gateway": Status
  readonly "answer.compressed": { readonly encoding: string }
  readonly "answer.other": Status
  readonly "answer.systemError": Refused
  readonly "answer.tooMany": Refused
  readonly "answer.refused": Refused
  readonly "path.ok": None
  readonly "path.keyStripped": Refused
  readonly "path.tokenStripped": Refused
  readonly "path.replayed": Refused
  readonly "path.cached": { readonly seconds: number }
  readonly "path.compressed": { readonly encoding: string }
  readonly "path.proxy": { readonly via: string }
  readonly "address.ok": None
  readonly "address.notAllowed": Refused
  readonly "address.notAllowedSeen": Refused & { readonly address: string }
  readonly "key.ok": None
  readonly "key.quoted": Refused
  readonly "key.unknown": Refused & { readonly platform: string }
  readonly "key.otherEnvironment": Refused & { readonly platform: string; readonly other: string }
  readonly "key.notEnabled": Refused
  readonly "key.expired": Refused
  readonly "key.merchant": Refused
  readonly "clock.ok": Span
  readonly "clock.off": Span
  readonly "clock.farOff": Span
  readonly "clock.refused": { readonly tries: number }
  readonly "clock.refusedInTime": { readonly tries: number }
  readonly "date.ok": None
  readonly "date.absent": None
  readonly "date.unreadable": None
  readonly "date.wrong": Span
  readonly "date.several": None
  readonly "token.ok": { readonly hours: number }
  readonly "token.refused": Refused
  readonly "token.refusedOnce": Refused
  readonly "token.unreadable": None
  readonly "token.shortLife": { readonly minutes: number }
  readonly "token.shorterLife": { readonly hours: number }
  readonly "token.endUnreadable": None
  readonly "mode.ok": { readonly mode: Mode }
  readonly "mode.mismatch": { readonly mode: Mode; readonly expected: Mode }
  readonly "mode.neither": Refused
  readonly "mode.both": None
  readonly "products.ok": { readonly mode: Mode; readonly count: number }
  readonly "products.none": { readonly mode: Mode }
  readonly "products.unreadable": { readonly mode: Mode }
  readonly "pci.ok": None
  readonly "pci.off": Refused
  readonly "pci.untold": { readonly code: number }
  readonly "latency.ok": { readonly least: number; readonly median: number; readonly count: number }
  readonly "latency.slow": { readonly least: number; readonly median: number; readonly count: number }
  readonly "callback.ok": None
  readonly "callback.keyFrom": { readonly keyFrom: string }
  readonly "callback.mismatch": None
  readonly "callback.refused": { readonly reason: string }
  readonly "callback.noFile": None
  readonly "callback.notConfigured": { readonly variable: string }
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
const note: Row = { severity: "note" }
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
  "connection.blackHole": { severity: "warning", explains: ["latency"] },
  "tls.ok": ok,
  "tls.plain": ok,
  "tls.untrusted": trouble,
  // Something that reads all that passes may do with it what it wants.
  "tls.addedAuthority": { severity: "warning", explains: ["path", "date", "latency"] },
  "tls.expired": trouble,
  "tls.notYetValid": trouble,
  "tls.expiresSoon": warning,
  "tls.otherName": trouble,
  "tls.notTls": trouble,
  "tls.failed": trouble,
  "answer.ok": ok,
  "answer.none": trouble,
  "answer.notHttp": trouble,
  "answer.redirect": trouble,
  "answer.page": trouble,
  "answer.forbidden": trouble,
  "answer.notFound": trouble,
  "answer.proxyAuthentication": trouble,
  "answer.limited": trouble,
  "answer.gateway": trouble,
  "answer.compressed": trouble,
  "answer.other": trouble,
  "answer.systemError": trouble,
  "answer.tooMany": trouble,
  "answer.refused": trouble,
  "path.ok": ok,
  "path.keyStripped": trouble,
  "path.tokenStripped": trouble,
  "path.replayed": trouble,
  // An answer that was kept has an old date, and an old token.
  "path.cached": { severity: "warning", explains: ["clock", "date", "token"] },
  "path.compressed": note,
  "path.proxy": note,
  "address.ok": ok,
  "address.notAllowed": trouble,
  "address.notAllowedSeen": trouble,
  "key.ok": ok,
  "key.quoted": trouble,
  "key.unknown": trouble,
  "key.otherEnvironment": trouble,
  "key.notEnabled": trouble,
  "key.expired": trouble,
  "key.merchant": trouble,
  "clock.ok": ok,
  "clock.off": note,
  "clock.farOff": warning,
  "clock.refused": trouble,
  "clock.refusedInTime": trouble,
  "date.ok": ok,
  "date.absent": warning,
  "date.unreadable": warning,
  "date.wrong": warning,
  "date.several": warning,
  "token.ok": ok,
  "token.refused": trouble,
  "token.refusedOnce": warning,
  "token.unreadable": trouble,
  "token.shortLife": warning,
  "token.shorterLife": note,
  "token.endUnreadable": warning,
  "mode.ok": ok,
  // Products of the other mode are not looked for by the program, so that it has none of them says nothing.
  "mode.mismatch": { severity: "trouble", explains: ["products"] },
  "mode.neither": trouble,
  "mode.both": note,
  "products.ok": ok,
  "products.none": trouble,
  "products.unreadable": warning,
  "pci.ok": ok,
  "pci.off": warning,
  "pci.untold": note,
  "latency.ok": ok,
  "latency.slow": warning,
  "callback.ok": ok,
  "callback.keyFrom": warning,
  "callback.mismatch": trouble,
  "callback.refused": trouble,
  "callback.noFile": trouble,
  "callback.notConfigured": trouble
}
