/**
 * What is concluded at platforms that are not our simulator, in whatever ways they store, list and fail: never two cards for one
 * number, never "none" while there is one, and a stream has each row once.
 */
import { AttemptLog, CardIssuance, KeySecureClient, type ServerTime } from "@effect-keysecure/client"
import { Account, Card } from "@effect-keysecure/schema"
import { VirtualClock } from "@effect-keysecure/testkit"
import { HttpClient } from "@effect/platform"
import {
  BigDecimal,
  Chunk,
  Clock,
  DateTime,
  Effect,
  Either,
  FastCheck as fc,
  Layer,
  Logger,
  LogLevel,
  Option,
  type Scope,
  Stream
} from "effect"
import { expect, it } from "vitest"
import * as Foreign from "../support/foreign/platform.js"
import * as Ways from "../support/foreign/ways.js"
import { storeOf } from "../support/issuing/stores.js"
import { applicationOf } from "../support/requests.js"
import { listed, reconcileTransfer } from "../support/services.js"
import { apiKey } from "../support/simulated.js"

/** Everyday. Each property has held for thousands. */
const numRuns = 25

const no = Card.CardUniqueNo.make("order-1")
const dayMillis = 86_400_000

type Parts =
  | CardIssuance.CardIssuance
  | KeySecureClient.KeySecureClient
  | ServerTime.ServerTime
  | AttemptLog.AttemptLog
  | Scope.Scope

/** Runs a program at such a platform. Whatever dies fails the test. */
const at = <A, E>(
  ways: Foreign.Ways,
  program: (platform: Foreign.Platform, now: number) => Effect.Effect<A, E, Parts>
): Promise<A> => {
  const platform = Foreign.make(ways)
  const log = AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(new Map())))
  return Effect.runPromise(
    VirtualClock.run(() =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => program(platform, now + ways.skewMillis)).pipe(
        Effect.scoped,
        Effect.withTracerEnabled(false),
        Effect.provide(
          CardIssuance.layer({ apiKey, baseUrl: "http://127.0.0.1:1" }).pipe(
            Layer.provideMerge(log),
            Layer.provide(Layer.succeed(HttpClient.HttpClient, platform.client))
          )
        ),
        Logger.withMinimumLogLevel(LogLevel.None)
      )
    )
  )
}

/** After how long each of three processes is stopped, if it is. */
const lives = fc
  .array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 2 })
  .map((stops): ReadonlyArray<number | undefined> => [...stops, undefined, undefined, undefined].slice(0, 4))

const living = <A, E, R>(work: Effect.Effect<A, E, R>, stop: number | undefined) =>
  stop === undefined ? Effect.asSome(Effect.either(work)) : Effect.timeoutOption(Effect.either(work), stop)

const leavesOpen = new Set(["OutcomeUnknown", "IssuanceFailed", "stopped", "card"])

/** Issues in a process of its own, which may be stopped; the third only finds out. The card, or what is said instead. */
const issuing = (turn: number, stop: number | undefined) =>
  Effect.scoped(
    Effect.flatMap(CardIssuance.make(), ({ issue, reconcile }) =>
      living(
        Effect.mapBoth(turn === 2 ? reconcile(no) : issue(applicationOf(no)), {
          onFailure: ({ _tag }) => _tag,
          onSuccess: ({ cardNo }) => cardNo
        }),
        stop
      )
    )
  ).pipe(
    Effect.map(
      Option.match({
        onNone: () => ({ said: "stopped", cardNo: undefined }),
        onSome: Either.match({
          onLeft: (said) => ({ said: String(said), cardNo: undefined }),
          onRight: (cardNo) => ({ said: "card", cardNo })
        })
      })
    )
  )

interface Neighbours {
  /** Whether there are cards of other applications, one of them of a number that ours is part of. */
  readonly areThere: boolean
  /** Whether the log knows one of them. */
  readonly isLogged: boolean
}

/** Issues again and again. What was said last. */
const repeatedly = (ways: Foreign.Ways, stops: ReadonlyArray<number | undefined>, { areThere, isLogged }: Neighbours) =>
  at({ ...ways, writes: isLogged ? [Ways.asUsual, ...ways.writes] : ways.writes }, (platform, now) =>
    Effect.gen(function* () {
      const ours = () => platform.cards.filter(({ uniqueNo }) => uniqueNo === no).map((card) => card.no)
      if (areThere)
        [`${no}0`, "order-2"].forEach((one, index) => platform.add(one, now - 3_600_000 - index * 40 * dayMillis))
      const { issue } = yield* CardIssuance.CardIssuance
      if (isLogged) yield* Effect.either(issue(applicationOf("order-9")))
      let last = ""
      for (const [turn, stop] of stops.entries()) {
        const { cardNo, said } = yield* issuing(turn, stop)
        // A number is another's, or of several cards, only where that is so. A refusal, and "none", are certain.
        if (!leavesOpen.has(said)) expect([said, ours()]).toEqual([said, []])
        if (cardNo !== undefined) expect(ours()).toEqual([cardNo])
        last = said
      }
      yield* Effect.sleep("10 minutes")
      expect(ours().length).toBeLessThanOrEqual(leavesOpen.has(last) ? 1 : 0)
      return last
    })
  )

const neighbours = fc.record({ areThere: fc.boolean(), isLogged: fc.boolean() })

it("a number never gets two cards, and is never said to have none, or several, while it has one", () =>
  fc.assert(
    fc.asyncProperty(Ways.any, lives, neighbours, async (ways, stops, others) => {
      await repeatedly(ways, stops, others)
    }),
    { numRuns }
  ))

it("where nothing but time hides it, it is found out whether there is a card", () =>
  fc.assert(
    fc.asyncProperty(Ways.clear, lives, neighbours, async (ways, stops, others) => {
      expect(["OutcomeUnknown", "stopped"]).not.toContain(await repeatedly(ways, stops, others))
    }),
    { numRuns }
  ))

it("a transfer is never made twice, nor said not to be made while it was, and is told as often as it is held", () =>
  fc.assert(
    fc.asyncProperty(Ways.any, lives, (ways, stops) =>
      at(ways, (platform) =>
        Effect.gen(function* () {
          const { transfer } = yield* KeySecureClient.KeySecureClient
          const transferUniqueNo = Account.TransferUniqueNo.make(no)
          const { cardholderNo } = applicationOf(no)
          let told = [0, 0]
          for (const stop of stops) {
            const sent = yield* living(
              transfer({ cardholderNo, transferUniqueNo, type: "In", balance: BigDecimal.make(1n, 0) }),
              stop
            )
            if (Option.exists(sent, Either.isRight)) break
            const error = Option.flatMap(sent, Either.getLeft)
            if (Option.isNone(error) || error.value._tag === "OutcomeUnknown") {
              const unknown =
                Option.isSome(error) && error.value._tag === "OutcomeUnknown" ? error.value : transferUniqueNo
              const found = yield* Effect.either(reconcileTransfer(unknown))
              const count = Either.match(found, { onLeft: () => 0, onRight: ({ length }) => length })
              if (count > 0 && ways.odd.length === 0) told = [count, platform.transfers.length]
              if (Either.isRight(found) || found.left._tag !== "NotTransferred") break
            }
            expect(platform.transfers).toEqual([])
          }
          const [count, moved] = told
          expect(count).toBe(moved)
          yield* Effect.sleep("10 minutes")
          expect(platform.transfers.length).toBeLessThanOrEqual(1)
        })
      )
    ),
    { numRuns }
  ))

const ages = fc.array(fc.integer({ min: 1, max: 250 * 86_400 }), { maxLength: 12 })

it("a stream has each card that can be read once, or fails where the list does", () =>
  fc.assert(
    fc.asyncProperty(Ways.consistent, ages, Ways.shortly, (ways, seconds, lists) =>
      at({ ...ways, lists }, (platform, now) =>
        Effect.gen(function* () {
          seconds.forEach((age, index) => platform.add(`order-${index}`, now - age * 1000 - 500_000))
          const isReadable = (kept: Foreign.Kept) => typeof platform.rowOf(kept, now)["card_no"] === "string"
          const there = platform.cards.filter(isReadable).map((card) => card.no)
          const span = { from: DateTime.unsafeMake(now - 260 * dayMillis), to: DateTime.unsafeMake(now + dayMillis) }
          const got = yield* Effect.either(Stream.runCollect(listed(({ cards }) => cards(span))))
          const seen = Chunk.toReadonlyArray(Either.getOrElse(got, () => Chunk.empty())).map(
            ({ cardNo }): string => cardNo
          )
          const mayFail = lists.length > 0
          expect(mayFail || Either.isRight(got)).toBe(true)
          expect(new Set(seen).size).toBe(seen.length)
          expect(seen).toEqual(expect.arrayContaining(Either.isRight(got) ? there : []))
        })
      )
    ),
    { numRuns: 4 * numRuns }
  ))
