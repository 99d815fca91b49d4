/**
 * A warning for programs that build their client anew for each call. Each client fetches a token of its own, which costs a
 * round trip, and where a new token ends the old one, clients at the same time end each other's.
 */
import * as Effect from "effect/Effect"
import type { Settings } from "../../KeySecureConfig.js"
import { say } from "../saying/say.js"
import { merchantKeyOf } from "./merchantKey.js"

/**
 * How many clients of each merchant this process has made, less those that were given up. Layers that are built apart have
 * nothing in common but the module.
 */
const made = new Map<string, number>()

/** There each test has a client of its own. */
const isCounted = ({ platform }: Settings): boolean => platform !== "loopback"

/**
 * Counts a client in. The second one of a merchant at a host is warned of, and no later one. On loopback there is a
 * simulator, and each test has a client of its own. The end of a client does not count it out: a program that builds one for
 * each call, one after the other, is to be warned too.
 */
export const noticed = (settings: Settings): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (!isCounted(settings)) return Effect.void
    const key = merchantKeyOf(settings)
    const count = (made.get(key) ?? 0) + 1
    made.set(key, count)
    return count === 2
      ? say({
          event: "keysecure.second_client",
          attributes: { "keysecure.base_url": settings.baseUrl },
          level: "Warning",
          line:
            `This process has made a second client of one merchant at ${settings.baseUrl}. Each client fetches a token, and may end ` +
            "the other one's. Build the layer once: provide it around the whole program and not to each call, or keep a " +
            "ManagedRuntime. Clients that must be apart share a token by AccessTokens.layerStore (docs/tokens.md)."
        })
      : Effect.void
  })

/** Counts a client out that was given up on purpose, because it was idle: the next one of its merchant is no second one. */
export const givenUp = (settings: Settings): void => {
  if (!isCounted(settings)) return
  const key = merchantKeyOf(settings)
  const count = (made.get(key) ?? 0) - 1
  if (count > 0) made.set(key, count)
  else made.delete(key)
}
