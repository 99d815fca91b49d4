/** Callbacks for programs with promises: plain data for their handlers, and a store of theirs. */
import type * as Callback from "@effect-keysecure/schema/Callback"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { SystemError } from "@effect/platform/Error"
import * as BigDecimal from "effect/BigDecimal"
import * as ConfigError from "effect/ConfigError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Callbacks from "../../Callbacks.js"
import * as HandledCallbacks from "../../HandledCallbacks.js"

const digitsOf = (amount: BigDecimal.BigDecimal): string => BigDecimal.format(amount)

const timed = ({ time }: { readonly time?: DateTime.Utc }) =>
  time === undefined ? {} : { timeMillis: DateTime.toEpochMillis(time) }

const localOf = ({ localAmount }: { readonly localAmount?: BigDecimal.BigDecimal }) =>
  localAmount === undefined ? {} : { localAmount: digitsOf(localAmount) }

const authOf = ({ amount, localAmount, time, ...rest }: Callback.Auth) => ({
  ...rest,
  ...timed(time === undefined ? {} : { time }),
  ...localOf(localAmount === undefined ? {} : { localAmount }),
  amount: digitsOf(amount)
})

const feeOf = ({ amount, ...rest }: Callback.Fee) => ({
  ...rest,
  ...(amount === undefined ? {} : { amount: digitsOf(amount) })
})

const consumptionOf = ({ amount, fee, feeDetail, localAmount, time, ...rest }: Callback.Consumption) => ({
  ...rest,
  ...timed(time === undefined ? {} : { time }),
  ...localOf(localAmount === undefined ? {} : { localAmount }),
  ...(amount === undefined ? {} : { amount: digitsOf(amount) }),
  ...(fee === undefined ? {} : { fee: digitsOf(fee) }),
  ...(feeDetail === undefined ? {} : { feeDetail: feeDetail.map(feeOf) })
})

const cardUpdateOf = ({ time, ...rest }: Callback.CardUpdate) => ({
  ...rest,
  ...timed(time === undefined ? {} : { time })
})

/**
 * An `Auth`, `amount` and `localAmount` as decimal digits, `timeMillis` in Unix ms.
 *
 * @since 0.2.0
 * @category models
 */
export type AuthData = ReturnType<typeof authOf>

/**
 * A consumption, its amounts and fees as decimal digits, `timeMillis` in Unix ms.
 *
 * @since 0.2.0
 * @category models
 */
export type ConsumptionData = ReturnType<typeof consumptionOf>

/**
 * A card's new status, `timeMillis` in Unix ms.
 *
 * @since 0.2.0
 * @category models
 */
export type CardUpdateData = ReturnType<typeof cardUpdateOf>

/**
 * The decision on an `Auth`. A message is told to the platform: nothing secret or personal.
 *
 * @since 0.2.0
 * @category models
 */
export type AuthDecision = { readonly approved: true } | { readonly approved: false; readonly message?: string }

/**
 * The handlers of a backend, by the action of the callback. They are given the data alone, because nothing else is signed. If one
 * throws or rejects, the platform is told a failure, and the log says only that there was one: log the error yourself.
 *
 * @since 0.2.0
 * @category models
 */
export interface CallbackHandlers {
  /** Decides on a transaction within 700 ms. After that the platform was told a failure. */
  readonly onAuth: (auth: AuthData) => AuthDecision | Promise<AuthDecision>
  /** Takes note of a consumption. */
  readonly onConsumption: (consumption: ConsumptionData) => void | Promise<void>
  /** Takes note of a card's new status. */
  readonly onCardUpdate: (cardUpdate: CardUpdateData) => void | Promise<void>
}

/**
 * A store of texts for the callbacks that were handled, such as a table or Redis, that all processes share.
 *
 * @since 0.2.0
 * @category models
 */
export interface HandledStore {
  /** The text of a key; `null` or `undefined` if there is none. */
  readonly get: (key: string) => Promise<string | null | undefined>
  /** Writes the text of a key. */
  readonly set: (key: string, text: string) => Promise<unknown>
}

/**
 * Where the answers to callbacks are kept: a store of yours, a layer of `HandledCallbacks`, or `"memory"`.
 *
 * @since 0.2.0
 * @category models
 */
export type Handled =
  HandledStore | Layer.Layer<HandledCallbacks.HandledCallbacks, { readonly _tag: string }> | "memory"

/** A handler failed. What it failed with may hold anything. */
const failure = { _tag: "HandlerFailed" } as const

const run = <A>(handler: () => A | Promise<A>) =>
  Effect.tryPromise({ try: () => Promise.resolve(handler()), catch: () => failure })

const decided = (decision: AuthDecision): Callbacks.AuthDecision =>
  decision.approved ? Callbacks.approved : Callbacks.declined(decision.message)

/** The handlers as Effects. */
export const handlersOf = ({ onAuth, onCardUpdate, onConsumption }: CallbackHandlers): Callbacks.Handlers => ({
  onAuth: (auth) =>
    Effect.map(
      Effect.suspend(() => run(() => onAuth(authOf(auth)))),
      decided
    ),
  onConsumption: (consumption) => Effect.suspend(() => run(() => onConsumption(consumptionOf(consumption)))),
  onCardUpdate: (cardUpdate) => Effect.suspend(() => run(() => onCardUpdate(cardUpdateOf(cardUpdate))))
})

/** A step of the store. What it fails with may repeat a value. */
const step = <A>(method: string, use: () => Promise<A>) =>
  Effect.tryPromise({
    try: () => Promise.resolve(use()),
    catch: () => new SystemError({ module: "KeyValueStore", method, reason: "Unknown" })
  })

const unused = Effect.die("not used")

/** The store of handled callbacks over such a store. */
const handledIn = ({ get, set }: HandledStore): Layer.Layer<HandledCallbacks.HandledCallbacks> =>
  Layer.provide(
    HandledCallbacks.layerKeyValueStore(),
    Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: (key) =>
          Effect.map(
            step("get", () => get(key)),
            Option.fromNullable
          ),
        set: (key, text) => Effect.asVoid(step("set", () => set(key, text))),
        remove: () => unused,
        clear: unused,
        size: unused
      })
    )
  )

const isStore = (handled: unknown): handled is HandledStore =>
  Predicate.hasProperty(handled, "get") && Predicate.hasProperty(handled, "set") && !Layer.isLayer(handled)

const noStore = ConfigError.InvalidData(["handled"], 'expected "memory", get and set, or a layer of HandledCallbacks')

/** The store that is meant; a program in JavaScript may mean none. */
export const handledOf = (
  handled: Handled
): Layer.Layer<HandledCallbacks.HandledCallbacks, { readonly _tag: string }> => {
  if (handled === "memory") return HandledCallbacks.layerMemory()
  if (isStore(handled)) return handledIn(handled)
  return Layer.isLayer(handled) ? handled : Layer.fail(noStore)
}
