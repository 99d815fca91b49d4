/** Deliveries, signed by `node:crypto`: neither by the client nor by the testkit. */
import { type CallbackConfig, Callbacks, HandledCallbacks } from "@effect-keysecure/client"
import { VirtualClock } from "@effect-keysecure/testkit"
import { createHmac } from "node:crypto"
import { Clock, type ConfigError, Effect, Layer, Redacted, TestClock } from "effect"

export const appId = "app_1001"
export const apiSecret = "sk_test_51d3a7"
/** 2026-01-01T00:00:00.123Z */
export const now = 1_767_225_600_123

export const hmac = (text: string, key = apiSecret): string =>
  createHmac("sha256", key).update(text, "utf8").digest("hex")

export const headersOf = (signature: string, timestamp = String(now)) => ({
  "Content-Type": "application/json",
  Timestamp: timestamp,
  Signature: signature,
  "Sign-Version": "V1",
  Timezone: "UTC+8"
})

/** A delivery as it was when it was signed, and its text on the wire. */
export interface Told {
  readonly action: string
  /** The `data` as JSON. */
  readonly data: string
  /** What was signed of it, but for `appId` and `timestamp`: pairs in any order. */
  readonly pairs: ReadonlyArray<readonly [string, string]>
}

export const auth: Told = {
  action: "Auth",
  data: `{"consume_no":"T0000000001","card_no":"C0000000001","type":"Consumption","amount":100.00,"local_amount":730.5,"local_currency":"CNY","merchant_info":{"merchant_name":"Corner Cafe","merchant_mcc":"5814"},"status":"Pending","time":1767225600000}`,
  pairs: [
    ["consume_no", "T0000000001"],
    ["card_no", "C0000000001"],
    ["type", "Consumption"],
    ["amount", "100.00"],
    ["local_amount", "730.5"],
    ["local_currency", "CNY"],
    ["merchant_info", `{"merchant_name":"Corner Cafe","merchant_mcc":"5814"}`],
    ["status", "Pending"],
    ["time", "1767225600000"]
  ]
}

export const consumption: Told = {
  action: "Consumption",
  data: `{"consume_no":"T0000000002","card_no":"C0000000001","amount":9.90,"fee":null,"remark":"coffee","time":1767225600000}`,
  pairs: [
    ["consume_no", "T0000000002"],
    ["card_no", "C0000000001"],
    ["amount", "9.90"],
    ["remark", "coffee"],
    ["time", "1767225600000"]
  ]
}

export const cardUpdate: Told = {
  action: "Card_update",
  data: `{"card_no":"C0000000001","before_status":"Activated","after_status":"Frozen","time":1767225600000}`,
  pairs: [
    ["card_no", "C0000000001"],
    ["before_status", "Activated"],
    ["after_status", "Frozen"],
    ["time", "1767225600000"]
  ]
}

export const told = [auth, consumption, cardUpdate]

export const signatureOf = (pairs: Told["pairs"], timestamp: string | number = now): string =>
  hmac(
    [...pairs, ["appId", appId], ["timestamp", String(timestamp)]]
      .map((pair) => pair.join("="))
      .sort((one, other) => (one.split("=", 1).join() < other.split("=", 1).join() ? -1 : 1))
      .join("&")
  )

export const bodyOf = ({ action, data }: Pick<Told, "action" | "data">, id = "cb-1"): string =>
  `{"id":"${id}","action":"${action}","data":${data}}`

/** A delivery of the platform. */
export const delivered = (what: Told, timestamp: number = now, id?: string): Callbacks.Delivery => ({
  headers: headersOf(signatureOf(what.pairs, timestamp), String(timestamp)),
  body: bodyOf(what, id)
})

/** The same delivery with `data` that somebody changed on the way. */
export const forged = (what: Told, changed: Partial<Pick<Told, "action" | "data">>): Callbacks.Delivery => ({
  headers: headersOf(signatureOf(what.pairs)),
  body: bodyOf({ ...what, ...changed })
})

export const layerOf = (rules: CallbackConfig.Rules = {}, store = HandledCallbacks.layerMemory()) =>
  Callbacks.layer({ appId, apiSecret: Redacted.make(apiSecret), ...rules }).pipe(Layer.provide(store))

/** Runs a program with callbacks of its own, at the time of the deliveries. */
export const inTestTime =
  (rules?: CallbackConfig.Rules, store?: Layer.Layer<HandledCallbacks.HandledCallbacks>) =>
  <A, E, R>(program: Effect.Effect<A, E, R | Callbacks.Callbacks>) =>
    Effect.zipRight(TestClock.setTime(now), program).pipe(Effect.provide(Layer.fresh(layerOf(rules, store))))

/** The same in as little time as it takes, for properties: a test clock waits for timers before it is set. */
export const atThatTime = <A, E>(
  program: Effect.Effect<A, E, Callbacks.Callbacks>
): Effect.Effect<A, E | ConfigError.ConfigError> =>
  VirtualClock.run(() => Effect.provide(program, Layer.fresh(layerOf())), { startMillis: now })

export const verify = (delivery: Callbacks.Delivery) =>
  Effect.flatMap(Callbacks.Callbacks, (callbacks) => callbacks.verify(delivery))

/** The reason of a refusal. */
export const refusal = (delivery: Callbacks.Delivery) =>
  Effect.map(Effect.flip(verify(delivery)), ({ reason }) => reason)

/** Handlers that count their calls. */
export const counting = (
  onAuth: Effect.Effect<Callbacks.AuthDecision, object> = Effect.succeed(Callbacks.approved)
) => {
  const calls: Array<string> = []
  const note = (name: string): Effect.Effect<void> => Effect.sync(() => void calls.push(name))
  return {
    calls,
    handlers: {
      onAuth: () => Effect.zipRight(note("Auth"), onAuth),
      onConsumption: () => note("Consumption"),
      onCardUpdate: () => note("Card_update")
    }
  }
}

export const elapsed = Effect.map(Clock.currentTimeMillis, (millis) => millis - now)
