/**
 * Cards in bulk: rows of a file, a table or a stream, one card each, on one machine or many.
 *
 * The rows are kept in a `BatchStore` and worked on by every machine that runs the batch. Any of them may die at any
 * moment: nothing is issued twice, and nothing is lost, because each card is issued by `CardIssuance` over an attempt log
 * that all machines share.
 *
 * @module CardBatch
 * @since 0.2.0
 */
import {
  AccessTokens,
  type AttemptLog,
  CardIssuance,
  ClientError,
  KeySecureClient,
  KeySecureConfig,
  Listing,
  RetryPolicy,
  ServerTime,
  type TokenStore
} from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as BatchDesk from "./BatchDesk.js"
import { type BatchNotFound, RowNotUnclear, type Submission, SubmissionRefused } from "./BatchError.js"
import * as BatchEngine from "./BatchEngine.js"
import * as BatchStore from "./BatchStore.js"
import { after } from "./internal/rowStates/after.js"
import { found, look, lookForWork } from "./internal/batchLook/look.js"
import { applicationOf, type Entry } from "./internal/cardBatch/newRow.js"
import * as Submitting from "./internal/cardBatch/submit.js"
import { makeRunner, takePart } from "./internal/cardBatch/taking.js"
import * as PayloadCipher from "./PayloadCipher.js"
import * as Throttle from "./Throttle.js"

/**
 * How an input is submitted.
 *
 * @since 0.2.0
 * @category options
 */
export interface SubmitOptions {
  /** Refuse the whole input if one row is wrong. Default no: wrong rows are `failed`, and the others are applied for. */
  readonly strict?: boolean
  /** Only check. Default no. */
  readonly dryRun?: boolean
}

/**
 * A person's answer about a row that is unclear.
 *
 * @since 0.2.0
 * @category options
 */
export type Answer =
  /** This card is the row's. */
  | { readonly card: Card.CardNo }
  /** These cards are others'. */
  | { readonly others: ReadonlyArray<Card.CardNo> }

type StoreFailed = BatchStore.BatchStoreFailed

/**
 * Cards in bulk.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service extends BatchDesk.Service {
  /**
   * Hands in the rows of a batch. The whole input is checked first; it is read twice. The same input may be handed in
   * again at any time: a row that is there already stays as it is. A `failed` row makes way for the one that is handed in.
   * Another application under an old key is a wrong row. From then on the batch is running, unless it is paused or
   * cancelled.
   */
  readonly submit: <E>(
    name: string,
    input: Stream.Stream<Entry, E>,
    options?: SubmitOptions
  ) => Effect.Effect<Submission, E | SubmissionRefused | StoreFailed | PayloadCipher.PayloadCipherFailed>
  /**
   * Takes part in the batch until no row is left to be worked on, and tells how far it is then. Several machines may run
   * a batch. A paused batch is waited for. An interruption loses nothing.
   *
   * If a refusal concerns everybody (1003, 1008, 1010, 1011, 1012, 1021, 1022), the batch is paused, for all machines. A
   * key that does not open the batch's applications fails at once, and the batch goes on elsewhere.
   */
  readonly run: (
    name: string
  ) => Effect.Effect<
    BatchDesk.Progress,
    BatchNotFound | StoreFailed | BatchEngine.BatchEngineFailed | PayloadCipher.PayloadCipherFailed
  >
  /**
   * Answers for a row that is `unclear`, and tells the row. A card that is not among the row's candidates is refused with
   * `RequestInvalid`: its number is mistyped, or it is another row's. A row without candidates takes any.
   */
  readonly resolve: (
    name: string,
    key: string,
    answer: Answer
  ) => Effect.Effect<BatchStore.Row, RowNotUnclear | StoreFailed | ClientError.RequestInvalid>
  /**
   * Looks through the card list for cards that were `Pending`, and tells how many are ready or failed now. `run` does so at
   * its end. Callbacks (`Card_update`) may tell it too: `showCards` of the store.
   */
  readonly sweep: (name: string) => Effect.Effect<number, BatchNotFound | StoreFailed | ClientError.ReadError>
}

/**
 * Cards in bulk, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class CardBatch extends Context.Tag("@effect-keysecure/batch/CardBatch")<CardBatch, Service>() {}

const told = (batch: string, reason: string) => Effect.logWarning(`Batch ${batch} is paused: ${reason}`)

/** The parts that a batch is made of. */
interface Parts {
  readonly store: BatchStore.Service
  readonly cipher: PayloadCipher.Service
  readonly issuance: CardIssuance.Service
  readonly listing: Listing.Service
}

const now = Clock.currentTimeMillis

/** How often a machine that runs a batch counts its rows, for the metric. A large batch takes a while to count. */
const countedEvery = "5 seconds"

/** A step, again and again while the store is down. */
const patiently = <A, E extends { readonly _tag: string }, R>(step: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(step, { while: ({ _tag }) => _tag === "BatchStoreFailed", schedule: Schedule.spaced("1 second") })

/** Whether the key opens what the batch holds. A machine with another one must not touch it. */
const checkKey = ({ cipher, store }: Parts, name: string) =>
  Effect.flatMap(store.sealed(name), (row) =>
    row === null ? Effect.void : applicationOf(cipher, name, row.key, row.payload)
  )

const submit =
  (parts: Parts): Service["submit"] =>
  (name, input, { dryRun = false, strict = false } = {}) =>
    Effect.gen(function* () {
      const checked = yield* Submitting.check(parts, name, input)
      if (strict && checked.wrong > 0) return yield* new SubmissionRefused({ submission: checked })
      if (dryRun) return checked
      yield* checkKey(parts, name)
      yield* parts.store.open(name, yield* now)
      const submission = yield* Submitting.hand(parts, name, input)
      yield* parts.store.enter(name, ["submitting"], "running", "")
      return submission
    })

const dayMillis = 86_400_000

const sweep =
  ({ listing, store }: Parts): Service["sweep"] =>
  (name) =>
    Effect.gen(function* () {
      const { submittedAt } = yield* found(store, name)
      const span = {
        from: DateTime.unsafeMake(submittedAt - dayMillis),
        to: DateTime.unsafeMake((yield* now) + dayMillis)
      }
      return yield* listing.cards(span).pipe(
        Stream.filter(({ status }) => status !== "Pending"),
        Stream.grouped(100),
        Stream.mapEffect((cards) => store.showCards(name, Chunk.toReadonlyArray(cards))),
        Stream.runSum
      )
    })

/** A list that does not answer leaves rows `issued`: the next sweep looks again. */
const sweepAtTheEnd = (parts: Parts, name: string) =>
  Effect.flatMap(look(parts.store, name), ({ counts }) =>
    counts.rows.issued === 0
      ? Effect.void
      : Effect.catchAll(sweep(parts)(name), (error) => Effect.logWarning(`Batch ${name}: ${error.message}`))
  )

const notACandidate = (candidates: ReadonlyArray<string>): ClientError.Issue => ({
  field: "card",
  expected: `one of the row's candidates: ${candidates.join(", ")}`
})

const resolve =
  ({ issuance, store }: Parts): Service["resolve"] =>
  (name, key, answer) =>
    Effect.gen(function* () {
      const row = yield* store.row(name, key)
      if (row?.state !== "unclear") return yield* new RowNotUnclear({ batch: name, key })
      const answered = "card" in answer ? [answer.card] : answer.others
      if (row.candidates.length > 0 && answered.some((cardNo) => !row.candidates.includes(cardNo))) {
        return yield* new ClientError.RequestInvalid({ operation: "resolve", issues: [notACandidate(row.candidates)] })
      }
      const number = Card.CardUniqueNo.make(row.cardUniqueNo, true)
      const asked = "card" in answer ? { ours: answer.card } : { others: answer.others }
      const end = yield* Effect.either(issuance.reconcile(number, asked))
      if (Either.isLeft(end) && end.left._tag === "RequestInvalid") return yield* end.left
      const { change } = after(row, end, yield* now)
      yield* store.change(name, row, change)
      return { ...row, ...change }
    })

/**
 * Cards in bulk over these parts. As long as the scope is open, this machine can take part in batches.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<
  Service,
  never,
  | BatchStore.BatchStore
  | BatchEngine.BatchEngine
  | PayloadCipher.PayloadCipher
  | Throttle.Throttle
  | CardIssuance.CardIssuance
  | KeySecureClient.KeySecureClient
  | Scope.Scope
> = Effect.gen(function* () {
  const engine = yield* BatchEngine.BatchEngine
  const throttle = yield* Throttle.Throttle
  const parts: Parts = {
    store: yield* BatchStore.BatchStore,
    cipher: yield* PayloadCipher.PayloadCipher,
    issuance: yield* CardIssuance.CardIssuance,
    listing: yield* Listing.make
  }
  const { store } = parts
  const desk = yield* BatchDesk.make
  const runner = yield* makeRunner({ ...parts, throttled: throttle.run }, engine, told)

  return {
    ...desk,
    submit: submit(parts),
    sweep: sweep(parts),
    run: (name) =>
      patiently(checkKey(parts, name)).pipe(
        Effect.zipRight(takePart(engine, runner, name, patiently(lookForWork(store, name)))),
        Effect.raceFirst(Effect.forever(Effect.zipRight(Effect.ignore(look(store, name)), Effect.sleep(countedEvery)))),
        Effect.zipRight(sweepAtTheEnd(parts, name)),
        Effect.zipRight(desk.progress(name))
      ),
    resolve: resolve(parts)
  }
})

/**
 * The policy of a batch's client: `RetryPolicy.standard`, but what is refused because too many came (1009) is not sent again
 * by the client. The throttle slows down, and the row has its turn again.
 *
 * @since 0.2.0
 * @category options
 */
export const retryPolicy: RetryPolicy.RetryPolicy = {
  ...RetryPolicy.standard,
  schedule: Schedule.whileInput(
    RetryPolicy.standard.schedule,
    (cause: RetryPolicy.RetryCause) => cause !== "TooManyRequests"
  )
}

/**
 * Cards in bulk over a `CardIssuance` of your own. Let its client use `retryPolicy`: the throttle
 * has to learn of what is refused with 1009.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerWithoutDependencies: Layer.Layer<
  CardBatch,
  never,
  | BatchStore.BatchStore
  | BatchEngine.BatchEngine
  | PayloadCipher.PayloadCipher
  | Throttle.Throttle
  | CardIssuance.CardIssuance
  | KeySecureClient.KeySecureClient
> = Layer.scoped(CardBatch, make)

type Options = KeySecureConfig.Options & KeySecureClient.Options & CardIssuance.Options

type WithClient = Layer.Layer<
  CardBatch,
  ConfigError.ConfigError,
  | BatchStore.BatchStore
  | BatchEngine.BatchEngine
  | PayloadCipher.PayloadCipher
  | Throttle.Throttle
  | HttpClient.HttpClient
  | AttemptLog.AttemptLog
  | TokenStore.TokenStore
>

/**
 * Cards in bulk, with its own client. It needs an `HttpClient`, and what all machines share: the `AttemptLog` and the
 * `TokenStore`. Without a shared store of tokens, machines end each other's tokens on a platform where a new one ends the old.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (options: Options): WithClient =>
  layerWithoutDependencies.pipe(
    Layer.provide(CardIssuance.layerWithoutDependencies(options)),
    Layer.provide(KeySecureClient.layerWithoutDependencies({ retryPolicy, ...options })),
    Layer.provide(AccessTokens.layerStore(options)),
    Layer.provide(KeySecureConfig.layer(options)),
    Layer.provide(ServerTime.layer(options.serverTime))
  )

/**
 * Cards in bulk for the merchant that the environment names (`KeySecureConfig.config`), or that `Config`s of your own do.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerConfig = (options: Config.Config.Wrap<Options> = KeySecureConfig.config): WithClient =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))
