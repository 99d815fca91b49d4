/** Tokens and addresses for mail that a platform gives anew in a replay, and the stand-ins that the trace has for them. */
import { kindOf, type Names } from "./answers.js"
import { partsOf } from "./differences.js"
import type { Kind } from "./standIns.js"

/** What was given so far. */
export interface Given extends Names {
  /** Takes what an answer gives for what the answer of the trace has in its place. */
  readonly learn: (was: unknown, is: unknown) => void
  /** The token for a stand-in; that stand-in if the platform gave none. */
  readonly tokenOf: (standIn: string) => string
}

/** Nothing yet. */
export const makeGiven = (): Given => {
  const standIns = new Map<string, string>()
  const texts = new Map<string, string>()

  const take = (kind: Kind, was: string, is: string): void => {
    const known = texts.get(was)
    texts.set(was, is)
    if (!standIns.has(`${kind} ${is}`) && known === undefined) standIns.set(`${kind} ${is}`, was)
  }
  const learn = (was: unknown, is: unknown, name = ""): void => {
    if (typeof was === "string" && typeof is === "string") {
      const kind = kindOf(name)
      return kind === undefined ? undefined : take(kind, was, is)
    }
    const now = partsOf(is)
    for (const [key, inner] of Object.entries(partsOf(was) ?? {})) learn(inner, now?.[key], key)
  }

  return {
    learn: (was, is) => learn(was, is),
    tokenOf: (standIn) => texts.get(standIn) ?? standIn,
    of: (kind, text) => (text === "" ? "" : (standIns.get(`${kind} ${text}`) ?? `another ${kind}`)),
    scrubbed: (text) => text
  }
}
