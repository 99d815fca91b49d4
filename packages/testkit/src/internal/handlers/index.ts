/** The handler of every operation. A new endpoint breaks the build until it is simulated. */
import type { Endpoints } from "@effect-keysecure/schema"
import { applyForCard } from "./applyForCard.js"
import { getToken } from "./getToken.js"
import type { Handler } from "./handler.js"
import { listCards } from "./listCards.js"

/** By the operation's name. */
export const handlers = { getToken, applyForCard, listCards } satisfies {
  readonly [Name in Endpoints.EndpointName]: Handler<Name>
}
