import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { Card, CardApplication, RequestHeaders } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import type { HttpClient } from "@effect/platform"
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, ManagedRuntime, Schema, type Scope } from "effect"
import { transports } from "../support/transports.js"
import { bundled } from "../../../testkit/test/support/bundled.js"
import * as Door from "../support/sockets/door.js"
import { codesOf, issuing, later } from "../support/sockets/world.js"

const program = Effect.cached(
  Effect.promise(() => bundled(fileURLToPath(new URL("../support/sockets/issuing.program.ts", import.meta.url))))
).pipe(Effect.runSync)
const encode = Schema.encodeSync(CardApplication.CardApplication)

/** A physical card's application: it has personal data. */
const applicationOf = (cardUniqueNo: string): CardApplication.CardApplication => ({
  ...Sample.physicalApplication,
  cardUniqueNo: Card.CardUniqueNo.make(cardUniqueNo)
})

/** The applications that were under way over one transport when the process was killed. */
const underWay = (transport: string) => ({
  transport,
  /** It became a card. */
  made: applicationOf(`made, over ${transport}`),
  /** It was lost on its way. */
  lost: applicationOf(`lost, over ${transport}`),
  /** It became a card, and its entry in the log was being written. */
  torn: applicationOf(`torn, over ${transport}`)
})

const everyOne = transports.map(([name]) => underWay(name))

interface Ended {
  readonly signal: string | null
  readonly output: string
}

interface Running {
  readonly kill: Effect.Effect<void>
  readonly ended: Effect.Effect<Ended>
}

interface Order {
  readonly transport: string
  readonly application: CardApplication.CardApplication
}

/** Runs the program that issues cards. It is killed with the scope, if it has not ended by then. */
const run = (
  directory: string,
  port: number,
  orders: ReadonlyArray<Order>
): Effect.Effect<Running, never, Scope.Scope> => {
  let output = ""
  const start = Effect.map(program, (file): ChildProcess => {
    const child = spawn(process.execPath, [file], {
      env: {
        PATH: process.env["PATH"],
        KEYSECURE_API_KEY: Scenario.creditApiKey,
        KEYSECURE_BASE_URL: `${KeySecureSimulator.baseUrl}:${port}`,
        STORE_DIRECTORY: directory,
        ORDERS: JSON.stringify(orders.map((order) => ({ ...order, application: encode(order.application) })))
      }
    })
    const keep = (bytes: unknown) => {
      output += String(bytes)
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    return child
  })
  const ended = (child: ChildProcess) =>
    Effect.async<Ended>((resume) => {
      // Without the lines of the log.
      const said = () => output.replace(/^(?:\[\d|timestamp=).*\n/gm, "")
      const now = () => resume(Effect.succeed({ signal: child.signalCode, output: said() }))
      if (child.exitCode !== null || child.signalCode !== null) now()
      else child.once("close", now)
    })
  const kill = (child: ChildProcess) => Effect.sync(() => void child.kill("SIGKILL"))
  return Effect.map(
    Effect.acquireRelease(start, (child) => Effect.zipRight(kill(child), ended(child))),
    (child) => ({ kill: kill(child), ended: ended(child) })
  )
}

/** A directory that is gone with the scope. */
const temporaryDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "keysecure-attempts-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
)

/** What the process has left. */
class Left extends Context.Tag("@effect-keysecure/client/test/CardIssuance/killed.test/Left")<
  Left,
  {
    readonly door: Door.Door
    readonly directory: string
    /** The names and contents of the log's files when it was killed. */
    readonly files: ReadonlyArray<string>
    readonly ended: Ended
  }
>() {}

const filesIn = (directory: string) =>
  readdirSync(directory).map((name) => `${name}: ${readFileSync(join(directory, name), "utf8")}`)

/** A process with three applications under way over each transport is killed before any of them was answered. */
const killed = Layer.scoped(
  Left,
  Effect.gen(function* () {
    const directory = yield* temporaryDirectory
    const door = yield* Door.make
    yield* door.open()
    const stopped = yield* Effect.forEach(everyOne, ({ lost, made, torn }) =>
      Effect.all([
        door.stopAt("carriedOut", made.cardUniqueNo),
        door.stopAt("arrived", lost.cardUniqueNo),
        door.stopAt("carriedOut", torn.cardUniqueNo)
      ])
    )
    const orders = everyOne.flatMap(({ lost, made, torn, transport }) =>
      [made, lost, torn].map((application) => ({ transport, application }))
    )
    const child = yield* run(directory, door.port(), orders)
    const tooEarly = Effect.flatMap(child.ended, ({ output }) => Effect.dieMessage(`it has ended: ${output}`))
    yield* Effect.raceFirst(Effect.all(stopped.flat(), { concurrency: "unbounded" }), tooEarly)
    yield* child.kill
    const ended = yield* child.ended
    return { door, directory, ended, files: filesIn(directory) }
  })
).pipe(
  Layer.provideMerge(
    KeySecureSimulator.layer({
      scenario: Scenario.rules({ repeatedUniqueNo: "anotherCard" })
    })
  )
)

/** Issuing in this process, by what the other one has left in a log, or by nothing. */
const successor = (transport: Layer.Layer<HttpClient.HttpClient>, log: Layer.Layer<AttemptLog.AttemptLog>) =>
  Effect.flatMap(Left, ({ door }) =>
    Effect.map(Layer.build(Layer.provide(issuing(transport, door.port), log)), Context.get(CardIssuance.CardIssuance))
  )

const logIn = (directory: string) =>
  Layer.orDie(AttemptLog.layerKeyValueStore().pipe(Layer.provide(NodeKeyValueStore.layerFileSystem(directory))))

/** What must not be written down: personal data, the key, the tokens. */
const secrets = Effect.map(
  Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ requests }) => requests),
  (requests) => [
    Scenario.creditApiKey,
    ...requests.flatMap(({ request }) => request.headers[RequestHeaders.names.accessToken.toLowerCase()] ?? []),
    Sample.physicalApplication.cardholderNo,
    // One or two signs may be anywhere in a digest or a timestamp.
    ...Object.values(encode(Sample.physicalApplication).address_info ?? {}).filter((value) => value.length > 2)
  ]
)

/** The numbers of the cards of one application. */
const cardsOf = ({ cardUniqueNo }: CardApplication.CardApplication) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ cards }) => cards),
    (cards) => cards.flatMap((card) => (card.cardUniqueNo === cardUniqueNo ? [card.cardNo] : []))
  )

describe("a process killed before the answers", () => {
  const world = ManagedRuntime.make(killed)
  afterAll(() => world.dispose())

  it("has said nothing, and has left an open entry of each application", () =>
    world.runPromise(
      Effect.gen(function* () {
        const { ended, files } = yield* Left
        expect(ended).toEqual({ signal: "SIGKILL", output: "" })
        expect(files).toHaveLength(3 * transports.length)
        expect(files.filter((file) => !file.includes('"_tag":"Open"'))).toEqual([])
      })
    ))

  it("has written down no personal data, no key and no token", () =>
    world.runPromise(
      Effect.gen(function* () {
        const { files } = yield* Left
        const known = yield* secrets
        expect(known).toEqual(expect.arrayContaining([Scenario.creditApiKey, "Lovelace", "U0001"]))
        expect(known.length).toBeGreaterThan(10)
        expect(known.filter((secret) => files.join("\n").includes(secret))).toEqual([])
      })
    ))

  it.concurrent.each(transports)("over %s: from a number alone the card is found", (name, transport) =>
    world.runPromise(
      Effect.gen(function* () {
        const { made } = underWay(name)
        const { reconcile } = yield* successor(transport, AttemptLog.layerMemory())
        const { cardNo } = yield* reconcile(made.cardUniqueNo)
        expect(yield* cardsOf(made)).toEqual([cardNo])
      }).pipe(Effect.scoped)
    )
  )

  it(
    "the next process gets the cards that were made, and sends no application",
    () =>
      world.runPromise(
        Effect.gen(function* () {
          const { directory, door } = yield* Left
          const sentBefore = yield* codesOf("applyForCard")
          const orders = everyOne.map(({ made, transport }) => ({ transport, application: made }))
          const next = yield* run(directory, door.port(), orders)
          const cardNos = yield* Effect.forEach(orders, ({ application }) => cardsOf(application))
          expect(yield* next.ended).toEqual({ signal: null, output: JSON.stringify(cardNos.flat()) })
          expect(yield* Effect.forEach(orders, ({ application }) => cardsOf(application))).toEqual(cardNos)
          expect(yield* codesOf("applyForCard")).toEqual(sentBefore)
          const known = yield* secrets
          expect(known.filter((secret) => filesIn(directory).join("\n").includes(secret))).toEqual([])
        }).pipe(Effect.scoped)
      ),
    120_000
  )

  it.each(transports)("over %s: the next one finds out that there is none, and makes one", (name, transport) =>
    world.runPromise(
      Effect.gen(function* () {
        const { directory, door } = yield* Left
        const { lost } = underWay(name)
        yield* later
        const { issue } = yield* successor(transport, logIn(directory))
        expect(yield* cardsOf(lost)).toEqual([])
        const { cardNo } = yield* issue(lost)
        expect(yield* cardsOf(lost)).toEqual([cardNo])
        // The first copy, should it come at last, is too old.
        expect(JSON.parse((yield* door.carryOn(lost.cardUniqueNo)).body)).toMatchObject({ code: 1005 })
        expect(yield* cardsOf(lost)).toEqual([cardNo])
      }).pipe(Effect.scoped)
    )
  )

  it.concurrent.each(transports)(
    "over %s: where an entry was cut short the card is found all the same",
    (name, transport) =>
      world.runPromise(
        Effect.gen(function* () {
          const { directory } = yield* Left
          const { torn } = underWay(name)
          for (const file of readdirSync(directory)) {
            const path = join(directory, file)
            const text = readFileSync(path, "utf8")
            if (text.includes(torn.cardUniqueNo)) truncateSync(path, 10)
          }
          expect(filesIn(directory).filter((file) => file.includes(torn.cardUniqueNo))).toEqual([])
          const sentBefore = yield* codesOf("applyForCard")
          const { issue } = yield* successor(transport, logIn(directory))
          const { cardNo } = yield* issue(torn)
          expect(yield* cardsOf(torn)).toEqual([cardNo])
          expect(yield* codesOf("applyForCard")).toEqual(sentBefore)
        }).pipe(Effect.scoped)
      )
  )
})
