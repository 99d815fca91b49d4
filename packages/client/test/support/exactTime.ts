/** The server's time where it is our own clock, exactly: for tests of what only asks for the time. */
import { Timestamp } from "@effect-keysecure/schema"
import { Clock, Effect } from "effect"
import type { Service } from "../../src/ServerTime.js"

export const exactTime: Service = {
  timestamp: Effect.map(Clock.currentTimeMillis, Timestamp.clamp),
  observe: () => Effect.void,
  rejected: () => Effect.void,
  offset: Effect.succeedNone,
  earliest: Clock.currentTimeMillis,
  latest: Clock.currentTimeMillis
}
