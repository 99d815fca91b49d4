/** Where callbacks are received, as the command line says it. */
import * as CallbackConfig from "@effect-keysecure/client/CallbackConfig"
import { KeySecureSimulator } from "@effect-keysecure/testkit/KeySecureSimulator"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { Inbox } from "./inbox.js"
import * as Listener from "./listener.js"
import * as Office from "./office.js"
import type { Keys } from "./signing.js"

/** Where callbacks are received, and what they may be signed with. */
export interface Receiving {
  readonly inbox: Inbox
  /** None if the merchant has not told them: then nothing can be told from a forged delivery. */
  readonly keys: Redacted.Redacted<Keys> | undefined
}

/** What callbacks may be signed with: of the environment, as for `Callbacks`. */
const keysOf = (apiKey: Redacted.Redacted): Effect.Effect<Redacted.Redacted<Keys> | undefined> =>
  Effect.map(Effect.either(CallbackConfig.config), (credentials) =>
    Either.isLeft(credentials)
      ? undefined
      : Redacted.make({
          appId: credentials.right.appId,
          apiSecret: Redacted.value(credentials.right.apiSecret),
          apiKey: Redacted.value(apiKey)
        })
  )

/** Over HTTP, at a port of this machine, to which a public URL leads. */
export const listening = (url: string, port: number, apiKey: Redacted.Redacted) =>
  Effect.gen(function* () {
    return { inbox: yield* Listener.make(url, port), keys: yield* keysOf(apiKey) } satisfies Receiving
  })

/** From the simulator in this process. */
export const simulated = Effect.map(KeySecureSimulator, (simulator): Receiving => ({
  inbox: Office.make(simulator, Office.usual),
  keys: Redacted.make({ appId: Scenario.appId, apiSecret: Scenario.apiSecret, apiKey: Scenario.creditApiKey })
}))
