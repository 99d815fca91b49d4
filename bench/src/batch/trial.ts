/** A batch over real processes, a real database and a platform over HTTP. */
import * as BatchStore from "@effect-keysecure/batch/BatchStore"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import type * as Rows from "@effect-keysecure/batch/Rows"
import { Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { Scenario } from "@effect-keysecure/testkit"
import { Context, Effect, Either, Layer, Option, Stream } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { machine, stores } from "./machine.js"

/** The name of the batch of each trial. */
export const batch = "trial"

const row = (name: string, n: number): Rows.Row => ({
  line: n + 2,
  key: `employee-${n}`,
  application: {
    cardType: "Virtual",
    packageNo: CardProduct.PackageNo.make(Scenario.virtualPackageNo),
    cardholderNo: Cardholder.CardholderNo.make(Scenario.approvedCardholderNo),
    cardUniqueNo: Card.CardUniqueNo.make(`${name}-${n}`)
  }
})

/** Rows, made as they are taken. A name has numbers of its own. */
export const rows = (count: number, name: string = batch) =>
  Stream.map(Stream.range(0, count - 1), (n) => Either.right(row(name, n)))

/** Submits rows to a database. */
export const submit = (database: string, count: number) =>
  Effect.flatMap(CardBatch.CardBatch, (service) => service.submit(batch, rows(count))).pipe(
    Effect.provide(machine({ database, baseUrl: "http://127.0.0.1:1" }))
  )

/** The store of a database, for as long as the scope is open. */
export const storeOf = (database: string) =>
  Effect.map(Layer.build(stores(database)), (context) => Context.get(context, BatchStore.BatchStore))

/** What a runner says at its end. */
export interface Told {
  readonly rows: BatchStore.Counts["rows"]
  readonly cpuMillis: number
  readonly rssMb: number
}

/** A process that runs the batch. */
export interface Runner {
  readonly child: ChildProcess
  /** What it says at its end; `null` if it was killed. */
  readonly told: Promise<Told | null>
  /** How many MB it takes now. */
  readonly rssMb: () => Promise<number>
}

/** Starts a runner, which is ended with the scope. */
export const startRunner = (program: string, args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync((): Runner => {
      const child = fork(program, [...args], { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] })
      const told = new Promise<Told | null>((resolve) => {
        let last: Told | null = null
        child.on("message", (message: Told) => (last = message))
        child.once("exit", () => resolve(last))
      })
      const rssMb = () =>
        new Promise<number>((resolve) => {
          child.once("message", (message: Pick<Told, "rssMb">) => resolve(message.rssMb))
          child.send("rss")
        })
      return { child, told, rssMb }
    }),
    ({ child, told }) =>
      Effect.promise(() => {
        child.kill("SIGKILL")
        return told
      })
  )

/** How many rows are open still. */
export const openRows = ({ rows: counts }: BatchStore.Counts): number => counts.queued + counts.unsettled

/** Waits until a look at the batch fits. While the database is down, nothing is seen. */
export const until = (
  store: BatchStore.Service,
  fits: (counts: BatchStore.Counts) => boolean
): Effect.Effect<BatchStore.Counts> =>
  Effect.flatMap(Effect.delay(Effect.option(store.counts(batch)), "250 millis"), (counts) =>
    Option.isSome(counts) && fits(counts.value) ? Effect.succeed(counts.value) : until(store, fits)
  )
