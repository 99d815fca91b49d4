/** The kinds of faults that the page offers, each with what it is made with. What hurts most comes first. */
import type { FaultSwitch } from "./api.js"

type Fault = FaultSwitch["fault"]
type Tag = Exclude<Fault["_tag"], "ConnectionRefused">

/** The values that a fault starts with: a number is asked for as one, and what is true or false as a box. */
type Start<T extends Tag> = Omit<Extract<Fault, { readonly _tag: T }>, "_tag">

/** The kinds, and what they start with. A kind that is added to `Fault` breaks the build here. */
export const faultKinds: { readonly [T in Tag]: Start<T> } = {
  LoseAnswer: { silent: false },
  DropBefore: { silent: false },
  DeliverTwice: { millis: 1_000, answered: true },
  DeliverLate: { millis: 30_000 },
  AnswerCode: { code: 1001, carriedOut: true },
  BadGateway: { carriedOut: true },
  ErrorPage: { status: 503, carriedOut: false },
  Redirect: { carriedOut: false },
  DelayBefore: { millis: 5_000 },
  DelayAfter: { millis: 5_000 },
  SlowProcessing: { millis: 5_000 },
  Truncated: {},
  Oversized: {},
  Garbage: {},
  WrongContentType: {},
  StaleList: { millis: 60_000 },
  ClockSkew: { millis: 90_000 }
}

/** The names of the kinds. */
export const faultTags: ReadonlyArray<string> = Object.keys(faultKinds)

/** A fault in one line. */
export const faultText = (fault: object & { readonly _tag: string }): string => {
  const { _tag, ...rest } = fault
  const values = Object.entries(rest).map(([name, value]) => `${name}: ${String(value)}`)
  return values.length === 0 ? _tag : `${_tag} (${values.join(", ")})`
}
