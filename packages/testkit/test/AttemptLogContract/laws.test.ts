/** The contract of an attempt log: a right one keeps every law, and each wrong one breaks one. */
import { Effect, Option } from "effect"
import { describe, expect, it } from "vitest"
import { AttemptLogContract } from "../../src/index.js"

type Entry = AttemptLogContract.Entry
type Key = AttemptLogContract.Key
type Log = AttemptLogContract.Log<never>

const textOf = (key: Key): string => JSON.stringify([key.platform, key.merchant, key.cardUniqueNo])
const written = (entry: Option.Option<Entry>): string =>
  Option.match(entry, { onNone: () => "", onSome: (some) => JSON.stringify(some) })

interface Ways {
  /** How a key is written. */
  readonly key?: (key: Key) => string
  /** How entries are compared. */
  readonly compared?: (entry: Option.Option<Entry>) => string
  /** Whether looking and writing are two steps. */
  readonly inTwoSteps?: boolean
  /** Whether each process has a map of its own. */
  readonly apart?: boolean
  /** Whether it says yes whatever it met. */
  readonly saysYes?: boolean
  /** Whether a removal leaves the entry. */
  readonly keepsRemoved?: boolean
  /** Whether what is interrupted leaves half an entry. */
  readonly tears?: boolean
  /** Whether a corrupt entry reads as none. */
  readonly hidesCorrupt?: boolean
}

const subjectOf = (ways: Ways): AttemptLogContract.Subject<never, never> => {
  const {
    apart,
    compared = written,
    hidesCorrupt,
    inTwoSteps,
    keepsRemoved,
    key: write = textOf,
    saysYes,
    tears
  } = ways
  const shared = new Map<string, Option.Option<Entry>>()
  const open = Effect.sync((): Log => {
    const entries = apart === true ? new Map<string, Option.Option<Entry>>() : shared
    const get = (key: Key) => {
      const found = entries.get(write(key)) ?? Option.none()
      return hidesCorrupt === true ? Option.filter(found, ({ _tag }) => _tag !== "Corrupt") : found
    }
    const put = (key: Key, next: Option.Option<Entry>) => {
      if (Option.isSome(next) || keepsRemoved !== true) entries.set(write(key), next)
      return true
    }
    return {
      find: (key) => Effect.sync(() => get(key)),
      compareAndSwap: (key, expected, next) =>
        Effect.suspend(() => {
          if (compared(get(key)) !== compared(expected)) return Effect.succeed(saysYes === true)
          if (inTwoSteps !== true && tears !== true) return Effect.succeed(put(key, next))
          if (tears === true) put(key, Option.some({ _tag: "Corrupt", cardUniqueNo: key.cardUniqueNo }))
          return Effect.map(Effect.yieldNow(), () => put(key, next))
        })
    }
  })
  const corrupt = (key: Key) =>
    Effect.sync(() => void shared.set(write(key), Option.some({ _tag: "Corrupt", cardUniqueNo: key.cardUniqueNo })))
  return { open, corrupt }
}

/** The laws that a log breaks. */
const broken = (ways: Ways): Promise<ReadonlyArray<string>> =>
  Effect.runPromise(
    Effect.map(
      Effect.forEach(AttemptLogContract.laws(subjectOf(ways)), ({ check, name }) =>
        Effect.match(check, { onFailure: ({ law }) => [law], onSuccess: () => (name === "" ? [name] : []) })
      ),
      (laws) => laws.flat()
    )
  )

const lower = (key: Key): string => textOf(key).toLowerCase()

const mistakes: ReadonlyArray<readonly [string, Ways, RegExp]> = [
  ["looks and writes in two steps", { inTwoSteps: true }, /one is told yes/],
  ["has a map per process", { apart: true }, /there for every process/],
  ["says yes whatever it met", { saysYes: true }, /do to a map/],
  ["keeps what was removed", { keepsRemoved: true }, /there for every process/],
  ["leaves half an entry behind", { tears: true }, /interrupted swap/],
  ["reads a corrupt entry as none", { hidesCorrupt: true }, /Corrupt/],
  [
    "compares tags alone",
    { compared: (entry) => Option.match(entry, { onNone: () => "", onSome: ({ _tag }) => _tag }) },
    /one field/
  ],
  ["compares without case", { compared: (entry) => written(entry).toLowerCase() }, /one field/],
  ["takes keys without case", { key: lower }, /one code unit/],
  [
    "pads keys",
    {
      key: ({ cardUniqueNo, merchant, platform }) =>
        JSON.stringify([platform.trimEnd(), merchant.trimEnd(), cardUniqueNo])
    },
    /one code unit/
  ],
  ["composes keys", { key: (key) => textOf(key).normalize("NFC") }, /one code unit/],
  [
    "cuts keys",
    { key: (key) => key.platform.slice(0, 8) + key.merchant.slice(0, 8) + key.cardUniqueNo.slice(0, 32) },
    /one code unit/
  ],
  [
    "joins keys",
    { key: ({ cardUniqueNo, merchant, platform }) => `${platform}:${merchant}:${cardUniqueNo}` },
    /one code unit/
  ],
  [
    "forgets the merchant",
    { key: ({ cardUniqueNo, platform }) => JSON.stringify([platform, cardUniqueNo]) },
    /one code unit/
  ],
  ["ignores accents", { key: (key) => textOf(key).normalize("NFD").replaceAll(/\p{M}/gu, "") }, /one code unit/]
]

describe("the contract of an attempt log", () => {
  it("is kept by a map", async () => {
    expect(await broken({})).toEqual([])
  })

  it.each(mistakes)("is broken by a log that %s", async (_, ways, law) => {
    expect((await broken(ways)).some((name) => law.test(name))).toBe(true)
  })

  it("leaves out the entries that cannot be read if none can be made", () => {
    const names = AttemptLogContract.laws({ open: subjectOf({}).open }).map(({ name }) => name)
    expect(names).toHaveLength(6)
    expect(names.join()).not.toContain("Corrupt")
  })
})
