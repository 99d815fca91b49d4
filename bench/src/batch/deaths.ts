/** Batches whose machines die, hang, or lose their database. */
import { FileSystem } from "@effect/platform"
import { Console, Effect } from "effect"
import * as Path from "node:path"
import { freePort as findFreePort } from "../../../packages/sql/test/support/ports.js"
import { startServer } from "../../../packages/sql/test/support/postgresServer.js"
import { buildPrograms } from "../children.js"
import { type Check, judge, now, seconds } from "./judging.js"
import { cardsOf, servePlatform } from "./platform.js"
import { batch, openRows, startRunner, storeOf, submit, until } from "./trial.js"

/** The database of a server. */
export const urlOf = (port: number): string => `postgres://postgres:simulated@127.0.0.1:${port}/postgres`

const freePort = Effect.map(Effect.promise(findFreePort), String)
const noPort = Effect.succeed("")

/** A batch in a database that is ready to be run. 2 % of the answers get lost, and a repeated number makes another card. */
const prepare = (database: string, rows: number, onCluster = false) =>
  Effect.gen(function* () {
    const platform = yield* servePlatform({ loseOneOf: 50, rules: { repeatedUniqueNo: "anotherCard" } })
    const programOf = yield* buildPrograms(["batchRunner"])
    yield* submit(database, rows)
    const store = yield* storeOf(database)
    const start = Effect.flatMap(onCluster ? freePort : noPort, (port) =>
      startRunner(programOf("batchRunner"), [database, platform.baseUrl, batch, "", port])
    )
    const started = yield* now
    const say = (what: string) => Effect.flatMap(now, (at) => Console.log(`${seconds(at - started)}: ${what}`))
    const doneAtLeast = (share: number) => until(store, (counts) => openRows(counts) <= rows * (1 - share))
    /** Waits for the end, and judges it. */
    const end = (more: (took: number, tries: number) => ReadonlyArray<Check>) =>
      Effect.gen(function* () {
        const { rows: counts, tries } = yield* until(store, (each) => openRows(each) === 0)
        const took = (yield* now) - started
        const { cards, mostOfOne, numbers } = yield* cardsOf(platform.simulator)
        yield* say(`${rows} rows, ${tries} executions, ${platform.applications()} applications, ${cards} cards`)
        yield* judge([
          ["every row has its card", numbers === rows && counts.issued + counts.ready === rows],
          ["no number has two cards", mostOfOne === 1 && cards === rows],
          ...more(took, tries)
        ])
      })
    return { doneAtLeast, end, platform, say, start, store }
  })

/** Runners that are killed. */
export const kill = ({
  cluster,
  kill: killed,
  rows,
  runners
}: {
  readonly cluster: boolean
  readonly kill: number
  readonly rows: number
  readonly runners: number
}) =>
  Effect.gen(function* () {
    const { port } = yield* startServer
    const { doneAtLeast, end, say, start } = yield* prepare(urlOf(port), rows, cluster)
    const all = yield* Effect.replicateEffect(start, runners)
    yield* Effect.forEach(all.slice(0, killed), ({ child }, index) =>
      Effect.gen(function* () {
        yield* doneAtLeast((index + 1) / (killed + 1))
        child.kill("SIGKILL")
        yield* say(`killed runner ${index + 1}`)
      })
    )
    yield* end((took, tries) => [
      ["rows were taken up twice", tries > rows],
      ["all rows at an end within 200 s", took <= 200_000]
    ])
  }).pipe(Effect.scoped)

/** A runner that hangs and wakes. */
export const zombie = ({
  rows,
  runners,
  stop
}: {
  readonly rows: number
  readonly runners: number
  readonly stop: number
}) =>
  Effect.gen(function* () {
    const { port } = yield* startServer
    const { doneAtLeast, end, platform, say, start, store } = yield* prepare(urlOf(port), rows)
    const [hung] = yield* Effect.replicateEffect(start, runners)
    yield* doneAtLeast(0.2)
    hung?.child.kill("SIGSTOP")
    const stopped = yield* now
    yield* say("runner 1 hangs")
    // At most 64 calls are under way on a machine at once.
    yield* until(store, (counts) => openRows(counts) <= 64)
    const others = (yield* now) - stopped
    yield* say("others have finished its rows, but for those in flight")
    yield* until(store, (counts) => openRows(counts) === 0)
    const inFlight = (yield* now) - stopped
    yield* Effect.sleep(Math.max(0, stop * 1_000 - inFlight))
    hung?.child.kill("SIGCONT")
    yield* say("runner 1 wakes")
    yield* Effect.promise(() => hung?.told ?? Promise.resolve(null))
    const { mostOfOne } = yield* cardsOf(platform.simulator)
    yield* end(() => [
      ["the others finished its rows within 45 s, but for those in flight", others <= 45_000],
      ["those in flight within 150 s", inFlight <= 150_000],
      ["one card each after it woke", mostOfOne === 1]
    ])
  }).pipe(Effect.scoped)

/** A database that goes down and comes back. */
export const pgRestart = ({ rows, runners }: { readonly rows: number; readonly runners: number }) =>
  Effect.gen(function* () {
    const server = yield* startServer
    const { doneAtLeast, end, platform, say, start, store } = yield* prepare(urlOf(server.port), rows)
    yield* Effect.replicateEffect(start, runners)
    yield* doneAtLeast(0.3)
    yield* server.stop
    yield* say("the database is down")
    // What was recorded before may still be on its way.
    yield* Effect.sleep("2 seconds")
    const before = platform.applications()
    yield* Effect.sleep("8 seconds")
    const meanwhile = platform.applications() - before
    yield* server.start
    const up = yield* now
    yield* say("the database is up")
    const { rows: then } = yield* until(store, () => true)
    yield* until(store, (counts) => counts.rows.issued + counts.rows.ready > then.issued + then.ready)
    const goesOn = (yield* now) - up
    yield* say("goes on")
    yield* end(() => [
      ["nothing was sent while it was down", meanwhile === 0],
      ["it went on within 30 s", goesOn <= 30_000]
    ])
  }).pipe(Effect.scoped)

/** One process over a file, killed again and again. */
export const embeddedKill = ({ kill: killed, rows }: { readonly kill: number; readonly rows: number }) =>
  Effect.gen(function* () {
    const folder = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const { doneAtLeast, end, say, start } = yield* prepare(Path.join(folder, "keysecure.db"), rows)
    for (let time = 1; time <= killed; time++) {
      const { child, told } = yield* start
      yield* doneAtLeast(time / (killed + 1))
      child.kill("SIGKILL")
      yield* Effect.promise(() => told)
      yield* say(`killed for the ${time}. time`)
    }
    yield* start
    yield* end(() => [])
  }).pipe(Effect.scoped)
