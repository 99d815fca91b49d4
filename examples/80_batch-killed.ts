/**
 * A batch of 300 rows that is killed in the middle and started again: one card for each row, and a reason for each of the
 * others. `pnpm demo:batch` runs it.
 *
 * It serves a simulator that takes 60 calls per second, and loses every 20th answer to an application that was carried out.
 * Over that it runs the program `keysecure` as a merchant does, kills it with SIGKILL, and starts it again.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { fileURLToPath } from "node:url"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { Command, FileSystem, HttpServer, Path } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Array, Console, Effect, Layer, Schedule } from "effect"

const rowCount = 300

/** The cells of some rows that get no card: three are wrong, and the platform refuses the others. */
const badRows: ReadonlyMap<number, string> = new Map([
  [20, "U0001,Plastic,P0001"],
  [150, "U0001,Virtual,"],
  [280, ",Virtual,P0001"],
  [40, "U9999,Virtual,P0001"],
  [90, `${Scenario.pendingCardholderNo},Virtual,P0001`],
  [200, `${Scenario.rejectedCardholderNo},Virtual,P0001`]
])

const file = [
  "order,cardholder_no,card_type,package_no",
  ...Array.makeBy(
    rowCount,
    (row) =>
      `order-${row + 1},${badRows.get(row) ?? `${Scenario.approvedCardholderNo},Virtual,${Scenario.virtualPackageNo}`}`
  )
].join("\n")

let carriedOut = 0
let lost = 0

/** Loses every 20th answer to an application that was carried out. */
const loseAnswers = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.url?.endsWith("/card/apply") !== true) return
  const end = response.end.bind(response)
  Object.assign(response, {
    end: (body: Uint8Array | string) => {
      if (!Buffer.from(body).toString().includes('"code":0')) return end(body)
      carriedOut += 1
      if (carriedOut % 20 !== 0) return end(body)
      lost += 1
      request.socket.resetAndDestroy()
      return response
    }
  })
}

const simulator = KeySecureSimulator.layerServer({
  scenario: Scenario.rules({ rateLimit: { perSecond: 60, burst: 10 } })
}).pipe(Layer.provideMerge(NodeHttpServer.layer(() => createServer(loseAnswers), { port: 0, host: "127.0.0.1" })))

const program = fileURLToPath(new URL("../packages/cli/src/bin.ts", import.meta.url))
const loader = import.meta.resolve("tsx")

/** Starts the program from its sources, as a process of its own. */
const keysecure = (cwd: string, baseUrl: string, ...args: ReadonlyArray<string>) =>
  Command.make(process.execPath, "--import", loader, program, ...args).pipe(
    Command.workingDirectory(cwd),
    Command.env({ KEYSECURE_API_KEY: Scenario.creditApiKey, KEYSECURE_BASE_URL: baseUrl }),
    Command.stdout("inherit"),
    Command.stderr("inherit"),
    Command.start
  )

const issueMay = ["issue", "cards.csv", "--batch", "may", "--key", "order"]

const cardsByNumber = Effect.map(
  Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ cards }) => cards),
  (cards) => Object.values(Array.groupBy(cards, ({ cardUniqueNo }) => cardUniqueNo))
)

const title = (text: string) => Console.log(`\n== ${text}`)

const demo = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const cwd = yield* files.makeTempDirectoryScoped({ prefix: "keysecure-demo-" })
  yield* files.writeFileString(join(cwd, "cards.csv"), file)
  const url = yield* HttpServer.addressFormattedWith(Effect.succeed)
  const { setSkew } = yield* KeySecureSimulator.KeySecureSimulator

  yield* title(
    `keysecure issue cards.csv: ${rowCount} rows, ${badRows.size} of them bad, 60 calls per second, lost answers`
  )
  const first = yield* keysecure(cwd, url, ...issueMay)
  yield* cardsByNumber.pipe(
    Effect.repeat({ schedule: Schedule.spaced("100 millis"), until: ({ length }) => length >= 120 }),
    Effect.raceFirst(first.exitCode)
  )
  yield* first.kill("SIGKILL")
  yield* title(
    `Killed (SIGKILL) with ${(yield* cardsByNumber).length} cards. What was under way, it could write down nowhere.`
  )

  yield* Console.log(
    "The platform's clock is set two minutes ahead: by then it is certain which applications were lost."
  )
  yield* setSkew(130_000)
  yield* title("The same again: keysecure issue cards.csv. The rows of the killed process are free after 12 s.")
  const second = yield* keysecure(cwd, url, ...issueMay)
  const code = yield* second.exitCode

  yield* title("keysecure failures")
  const failures = yield* keysecure(cwd, url, "failures")
  yield* failures.exitCode

  const cards = yield* cardsByNumber
  const most = Math.max(...cards.map(({ length }) => length))
  const wanted = rowCount - badRows.size
  yield* title(`${cards.length} rows have a card, at most ${most} each; ${lost} answers were lost; exit code ${code}`)
  if (cards.length !== wanted || most !== 1 || code !== 1) {
    return yield* Effect.dieMessage(`expected ${wanted} rows with 1 card each, and exit code 1 for the bad rows`)
  }
})

demo.pipe(Effect.scoped, Effect.provide([simulator, NodeContext.layer]), NodeRuntime.runMain)
