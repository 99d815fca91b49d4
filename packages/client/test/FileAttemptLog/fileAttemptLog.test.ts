/** The log in files, by the contract, and over a disk whose machine stops between any two steps. */
import { AttemptLog, FileAttemptLog } from "@effect-keysecure/client"
import { Timestamp } from "@effect-keysecure/schema"
import { AttemptLogContract, Sample } from "@effect-keysecure/testkit"
import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { SystemError } from "@effect/platform/Error"
import { Effect, Exit, Layer, Option } from "effect"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { afterAll, describe, expect, it } from "vitest"

const home = Fs.mkdtempSync(Path.join(tmpdir(), "keysecure-files-"))
afterAll(() => Fs.rmSync(home, { recursive: true, force: true }))

const openIn = (directory: string) => Effect.provide(FileAttemptLog.make({ directory }), NodeContext.layer)

const shared = Path.join(home, "shared")
const laws = AttemptLogContract.laws({
  open: openIn(shared),
  corrupt: ({ cardUniqueNo }) =>
    Effect.sync(() => {
      const texts = Fs.readdirSync(shared).map((name) => ({
        name,
        text: Fs.readFileSync(Path.join(shared, name), "utf8")
      }))
      const [digest] = texts.find(({ text }) => text.includes(JSON.stringify(cardUniqueNo)))?.name.split(".") ?? []
      const versions = texts.filter((one) => one.name.startsWith(`${digest}.`)).length
      Fs.writeFileSync(Path.join(shared, `${digest}.${versions}`), `{"_tag":"Op`)
    })
})

describe("a log in files", () => {
  it.each(laws.map(({ check, name }) => [name, check] as const))("%s", (_, check) => Effect.runPromise(check))

  it("leaves no file but the versions of the entries", () => {
    expect(Fs.readdirSync(shared).filter((name) => !/^[0-9a-f]{64}\.[0-9]+$/.test(name))).toEqual([])
  })

  it("fails where its folder cannot be made, and where a folder that was there has gone", async () => {
    Fs.writeFileSync(Path.join(home, "file"), "")
    expect(await Effect.runPromise(Effect.flip(openIn(Path.join(home, "file", "log"))))).toHaveProperty(
      "_tag",
      "AttemptLogFailed"
    )
    const gone = Path.join(home, "gone")
    const log = await Effect.runPromise(openIn(gone))
    Fs.rmdirSync(gone)
    expect(await Effect.runPromise(Effect.flip(log.compareAndSwap(keyOf(1), Option.none(), open(1))))).toHaveProperty(
      "detail",
      "the files could not be written"
    )
  })
})

const keyOf = (number: number): AttemptLog.AttemptKey => ({
  platform: "sandbox",
  merchant: "",
  cardUniqueNo: Sample.cardUniqueNo(number)
})

const open = (number: number, attemptId = "a"): Option.Option<AttemptLog.Attempt> =>
  Option.some(
    AttemptLog.Open.make({
      cardUniqueNo: Sample.cardUniqueNo(number),
      attemptId,
      digest: "0".repeat(64),
      stamp: Timestamp.Timestamp.make(1_800_000_000_000),
      accepted: false
    })
  )

/** A disk that carries out so many steps; what is written in the last one is torn. */
const stopping = (steps: number) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fs): FileSystem.FileSystem => {
      let done = 0
      const step = <A, E, R>(work: Effect.Effect<A, E, R>, torn: Effect.Effect<unknown, E, R> = Effect.void) =>
        Effect.suspend(() => {
          done++
          if (done <= steps) return work
          return Effect.zipRight(done === steps + 1 ? torn : Effect.void, Effect.dieMessage("stopped"))
        })
      return {
        ...fs,
        open: (path, options) =>
          step(
            Effect.map(fs.open(path, options), (file) => {
              const writeAll = (bytes: Uint8Array) => step(file.writeAll(bytes), file.writeAll(bytes.subarray(0, 20)))
              return new Proxy(file, {
                get: (of, name) =>
                  name === "writeAll" ? writeAll : name === "sync" ? step(of.sync) : Reflect.get(of, name, of)
              })
            })
          ),
        link: (from, to) => step(fs.link(from, to)),
        remove: (path, options) => step(fs.remove(path, options)),
        readFileString: (path) => step(fs.readFileString(path))
      }
    })
  ).pipe(Layer.provideMerge(NodeContext.layer))

type Entry = Option.Option<AttemptLog.Attempt>

const isSame = (one: AttemptLog.Attempt, other: AttemptLog.Attempt) => JSON.stringify(one) === JSON.stringify(other)

const swapsWhere: ReadonlyArray<readonly [string, before: Entry, next: Entry]> = [
  ["an entry is made", Option.none(), open(1, "next")],
  ["an entry is replaced", open(1, "before"), open(1, "next")],
  ["an entry is removed", open(1, "before"), Option.none()]
]

/** What a machine leaves that stops after so many steps of a swap, and whether the swap ended before. */
const stopped = (steps: number, before: Entry, next: Entry) =>
  Effect.gen(function* () {
    const directory = Fs.mkdtempSync(Path.join(home, "stopped-"))
    const survivor = yield* openIn(directory)
    yield* survivor.compareAndSwap(keyOf(1), Option.none(), before)
    const exit = yield* Effect.flatMap(FileAttemptLog.make({ directory }), (log) =>
      log.compareAndSwap(keyOf(1), before, next)
    ).pipe(Effect.provide(stopping(steps)), Effect.exit)
    const found = yield* survivor.find(keyOf(1))
    const goesOn = yield* survivor.compareAndSwap(keyOf(1), found, open(1, "after"))
    const another = yield* openIn(directory)
    return { ended: Exit.isSuccess(exit), found, goesOn, after: yield* another.find(keyOf(1)) }
  })

describe("a machine that stops between any two steps", () => {
  it.each(swapsWhere)("leaves the entry of before or the new one, and the log goes on: %s", (_, before, next) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const left = yield* Effect.forEach(Array.from({ length: 20 }), (_empty, steps) => stopped(steps, before, next))
        for (const { after, ended, found, goesOn } of left) {
          expect(ended ? [next] : [before, next]).toContainEqual(found)
          expect(goesOn).toBe(true)
          expect(after).toEqual(open(1, "after"))
        }
        // Each of them happened.
        const kinds = new Set(left.map(({ ended, found }) => `${ended} ${Option.getEquivalence(isSame)(found, next)}`))
        expect(kinds).toEqual(new Set(["false false", "false true", "true true"]))
      })
    )
  )
})

/** A disk of which one call fails. */
const failingAt = (method: "link" | "readFileString") =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fs): FileSystem.FileSystem => ({
      ...fs,
      [method]: () =>
        Effect.fail(new SystemError({ reason: "Unknown", module: "FileSystem", method, pathOrDescriptor: "a secret" }))
    }))
  ).pipe(Layer.provideMerge(NodeContext.layer))

describe("a disk that fails", () => {
  it.each(["link", "readFileString"] as const)(
    "is a failure and no answer, and repeats no path: %s",
    async (method) => {
      const directory = Path.join(home, `failing-${method}`)
      const failed = await Effect.runPromise(
        Effect.flatMap(FileAttemptLog.make({ directory }), (log) =>
          Effect.flip(log.compareAndSwap(keyOf(1), Option.none(), open(1)))
        ).pipe(Effect.provide(failingAt(method)))
      )
      expect(failed).toHaveProperty("_tag", "AttemptLogFailed")
      expect(JSON.stringify(failed)).not.toContain("secret")
    }
  )
})
