/**
 * The operations.
 *
 * Source: docs/api.md, Endpoints.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { IssuedToken } from "./AccessToken.js"
import { CardListQuery, CardPage } from "./Card.js"
import { AppliedCard, CardApplication } from "./CardApplication.js"
import * as Endpoint from "./Endpoint.js"

/**
 * Get token: the one call that needs no token.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getToken = Endpoint.make({
  name: "getToken",
  method: "GET",
  path: "/open-api/v1/merchant/token",
  auth: "ApiKey",
  kind: "read",
  payload: Schema.Undefined,
  success: IssuedToken
})

/**
 * Apply for card.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const applyForCard = Endpoint.make({
  name: "applyForCard",
  method: "POST",
  path: "/open-api/v1/card/apply",
  auth: "AccessToken",
  kind: "write",
  payload: CardApplication,
  success: AppliedCard
})

/**
 * Card list: the only way to ask whether an application was carried out.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listCards = Endpoint.make({
  name: "listCards",
  method: "POST",
  path: "/open-api/v1/card/list",
  auth: "AccessToken",
  kind: "read",
  payload: CardListQuery,
  success: CardPage
})

/**
 * Every operation by its name.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const all = { getToken, applyForCard, listCards } as const

/**
 * The name of an operation.
 *
 * @since 0.1.0
 * @category models
 */
export type EndpointName = keyof typeof all
