/** A callback that somebody has pasted into a file, verified as a backend would. */
import * as CallbackConfig from "@effect-keysecure/client/CallbackConfig"
import * as Callbacks from "@effect-keysecure/client/Callbacks"
import * as HandledCallbacks from "@effect-keysecure/client/HandledCallbacks"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Delivery } from "../facts.js"
import { firstFault } from "./target.js"

const headerIn = (line: string): ReadonlyArray<readonly [string, string]> => {
  const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/.exec(line) ?? []
  return name === undefined || value === undefined ? [] : [[name, value]]
}

/** Headers line by line, an empty line, and the body as it came; what an editor puts around it is no part of it. */
const deliveryIn = (text: string): Callbacks.Delivery => {
  const [head = ""] = text.split(/\r?\n\r?\n/, 1)
  return { headers: head.split(/\r?\n/).flatMap(headerIn), body: text.slice(head.length).trim() }
}

/** So old may it be: it was pasted, not delivered. */
const maxAge = "3650 days"

/** How keys may be made of the secret. The first is the default. */
const ways = ["utf8", "base64", "hex"] as const

/** Why a delivery is not taken; none where it is the platform's, whenever it was made. */
const refusalOf = (
  credentials: CallbackConfig.Credentials,
  keyFrom: (typeof ways)[number],
  delivery: Callbacks.Delivery
): Effect.Effect<string | undefined> =>
  Callbacks.make({ ...credentials, keyFrom, maxAge }).pipe(
    Effect.flatMap(({ verify }) => verify(delivery)),
    Effect.match({
      onSuccess: () => undefined,
      // A secret that is no Base64 or hex is none that keys are made of in that way.
      onFailure: (error) => (error._tag === "CallbackRejected" ? error.reason : "SignatureMismatch")
    }),
    // It is genuine, and this machine's clock is behind: other checks say so.
    Effect.map((reason) => (reason === "TimestampOutOfTolerance" ? undefined : reason)),
    Effect.provide(HandledCallbacks.layerMemory()),
    Effect.scoped
  )

const verified = (credentials: CallbackConfig.Credentials, delivery: Callbacks.Delivery): Effect.Effect<Delivery> =>
  Effect.gen(function* () {
    const reasons = yield* Effect.forEach(ways, (keyFrom) =>
      Effect.map(refusalOf(credentials, keyFrom, delivery), (reason) => ({ keyFrom, reason }))
    )
    const right = reasons.find(({ reason }) => reason === undefined)
    return right === undefined
      ? { _tag: "Refused", reason: reasons[0]?.reason ?? "" }
      : { _tag: "Genuine", keyFrom: right.keyFrom }
  })

/** What the client makes of the delivery in a file. */
export const read = (file: string): Effect.Effect<Delivery, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const credentials = yield* Effect.either(CallbackConfig.config)
    if (Either.isLeft(credentials)) {
      const { path } = firstFault(credentials.left)
      const variable = path.includes("KEYSECURE_APP_ID") ? "KEYSECURE_APP_ID" : "KEYSECURE_API_SECRET"
      return { _tag: "NotConfigured", variable }
    }
    const { readFileString } = yield* FileSystem.FileSystem
    const text = yield* Effect.option(readFileString(file))
    return Option.isNone(text) ? { _tag: "NoFile" } : yield* verified(credentials.right, deliveryIn(text.value))
  })
