/**
 * A warning for programs that build their client anew for each call. Each client fetches a token of its own, which costs a
 * round trip, and where a new token ends the old one, clients at the same time end each other's.
 */
import * as Effect from "effect/Effect"
import type { Settings } from "../../KeySecureConfig.js"
import { merchantKeyOf } from "./merchantKey.js"

/**
 * How many clients of each merchant this process has made. Layers that are built apart have nothing in common but the
 * module.
 */
const made = new Map<string, number>()

/**
 * Counts a client in. The second one of a merchant at a host is warned of, and no later one. On loopback there is a
 * simulator, and each test has a client of its own.
 */
export const noticed = (settings: Settings): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (settings.platform === "loopback") return Effect.void
    const key = merchantKeyOf(settings)
    const count = (made.get(key) ?? 0) + 1
    made.set(key, count)
    return count === 2
      ? Effect.logWarning(
          `This process has made a second client of one merchant at ${settings.baseUrl}. Each client fetches a token, and may end ` +
            "the other one's. Build the layer once: provide it around the whole program and not to each call, or keep a " +
            "ManagedRuntime. Clients that must be apart share a token by AccessTokens.layerStore (docs/tokens.md)."
        )
      : Effect.void
  })
