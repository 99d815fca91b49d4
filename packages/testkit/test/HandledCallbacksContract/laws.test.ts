/** The contract of a store of handled callbacks: a right one keeps every law, and each wrong one breaks one. */
import type { Callback } from "@effect-keysecure/schema"
import { Effect, Option } from "effect"
import { describe, expect, it } from "vitest"
import { HandledCallbacksContract } from "../../src/index.js"

type Answer = Callback.Answer

interface Ways {
  readonly stored?: (answer: Answer) => Answer
  readonly digest?: (digest: string) => string
  readonly apart?: boolean
  readonly keepsFirst?: boolean
  readonly loses?: boolean
}

const broken = ({ apart, digest = (text) => text, keepsFirst, loses, stored = (answer) => answer }: Ways) => {
  const shared = new Map<string, Answer>()
  const open = Effect.sync((): HandledCallbacksContract.Store<never> => {
    const answers = apart === true ? new Map<string, Answer>() : shared
    return {
      find: (text) => Effect.sync(() => Option.fromNullable(answers.get(digest(text)))),
      record: (text, answer) =>
        Effect.gen(function* () {
          const all = loses === true ? new Map(answers) : answers
          if (keepsFirst === true && all.has(digest(text))) return
          all.set(digest(text), stored(answer))
          if (all === answers) return
          yield* Effect.yieldNow()
          answers.clear()
          for (const [key, value] of all) answers.set(key, value)
        })
    }
  })
  return Effect.runPromise(
    Effect.forEach(HandledCallbacksContract.laws({ open }), ({ check }) =>
      Effect.match(check, { onFailure: ({ law }) => law, onSuccess: () => "" })
    )
  )
}

const mistakes: ReadonlyArray<readonly [string, Ways, RegExp]> = [
  ["has a map per process", { apart: true }, /every process/],
  ["writes no message as an empty one", { stored: ({ code, message = "" }) => ({ code, message }) }, /as it was/],
  [
    "writes an empty message as none",
    { stored: ({ code, message }) => ({ code, ...(message ? { message } : {}) }) },
    /as it was/
  ],
  [
    "trims messages",
    { stored: ({ code, message }) => (message === undefined ? { code } : { code, message: message.trim() }) },
    /as it was/
  ],
  [
    "cuts messages",
    { stored: ({ code, message }) => (message === undefined ? { code } : { code, message: message.slice(0, 255) }) },
    /as it was/
  ],
  ["keeps small codes", { stored: (answer) => ({ ...answer, code: (answer.code << 16) >> 16 }) }, /as it was/],
  ["keeps the first answer", { keepsFirst: true }, /last/],
  ["writes the whole map at once", { loses: true }, /same moment/]
]

describe("the contract of handled callbacks", () => {
  it("is kept by a map", async () => {
    expect(await broken({})).toEqual(["", "", ""])
  })

  it.each(mistakes)("is broken by a store that %s", async (_, ways, law) => {
    expect((await broken(ways)).some((name) => law.test(name))).toBe(true)
  })
})
