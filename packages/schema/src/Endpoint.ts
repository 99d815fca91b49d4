/**
 * An operation of the API as data: client and simulator are both written over it.
 *
 * Source: docs/api.md, Endpoints.
 *
 * @module Endpoint
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import { fieldNames } from "./internal/endpoint/fieldNames.js"

/**
 * The merchant's own number of a write. A write whose outcome is unknown is found by it.
 *
 * @since 0.2.0
 * @category models
 */
export interface OwnNumber {
  /** Its name in the domain, in payload and answer. */
  readonly field: "cardUniqueNo" | "transferUniqueNo" | "cardholderUniqueNo"
  /** Its name on the wire. */
  readonly name: "card_unique_no" | "transfer_unique_no" | "cardholder_unique_no"
  /** Other names that a message may use for it, in words. They are compared by their letters and digits alone. */
  readonly spoken: ReadonlyArray<string>
}

/**
 * One operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Endpoint<
  Name extends string,
  Kind extends "read" | "write",
  Payload extends Schema.Schema.AnyNoContext,
  Success extends Schema.Schema.AnyNoContext
> {
  /** The name of the client's method, and of the operation in trace spans and metrics. */
  readonly name: Name
  /** The HTTP method. */
  readonly method: "GET" | "POST"
  /** The path from the host on. A `{field}` in it stands for that field of the encoded payload. */
  readonly path: `/open-api/v1/${string}`
  /** The credentials of the call: the Api-Key alone, or the Access-Token too. */
  readonly auth: "ApiKey" | "AccessToken"
  /** Whether it changes anything. A write whose answer is lost may have been carried out. */
  readonly kind: Kind
  /** The only mode that has this operation; the other gets 1012 (`ModeNotSupported`). Both have it if it is left out. */
  readonly mode?: "CREDIT_EXTENSION" | "AUTHORIZATION"
  /** Whether its payload has a span of time, for which the `Timezone` header counts. Default no. */
  readonly dated?: true
  /**
   * Whether it answers a list page by page, so that an answer without rows says that there are none.
   *
   * @since 0.2.0
   */
  readonly list?: true
  /**
   * The merchant's own number of the write, if it has one.
   *
   * @since 0.2.0
   */
  readonly ownNumber?: OwnNumber
  /**
   * The fields of the payload, by their domain names, that tell beside the own number which write a row shows, when the
   * write is found again.
   *
   * @since 0.2.0
   */
  readonly identifiedBy?: ReadonlyArray<string>
  /** The schema of the payload: the body of a `POST`; for a `GET`, the fields that its path names, or `undefined`. */
  readonly payload: Payload
  /** The schema of the envelope's `data`. */
  readonly success: Success
}

/**
 * Any operation.
 *
 * @since 0.1.0
 * @category models
 */
export type Any = Endpoint<string, "read" | "write", Schema.Schema.AnyNoContext, Schema.Schema.AnyNoContext>

/**
 * Makes an operation; it adds nothing but types.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <
  const Name extends string,
  const Kind extends "read" | "write",
  Payload extends Schema.Schema.AnyNoContext,
  Success extends Schema.Schema.AnyNoContext
>(
  endpoint: Endpoint<Name, Kind, Payload, Success>
): Endpoint<Name, Kind, Payload, Success> => endpoint

/**
 * The path of a call: each `{field}` is replaced by that field of the encoded payload, percent-encoded.
 *
 * @since 0.1.0
 * @category getters
 */
export const pathOf = ({ path }: Pick<Any, "path">, encoded: unknown): string =>
  path.includes("{")
    ? path.replace(/\{(\w+)\}/g, (_, field: string) =>
        encodeURIComponent(Predicate.isReadonlyRecord(encoded) ? String(encoded[field]) : "")
      )
    : path

const fields = new WeakMap<Schema.Schema.AnyNoContext, ReadonlySet<string>>()

/**
 * The documented fields of an operation's request, by their names on the wire, with those that are within others
 * (`address_info` and `postal_code`).
 *
 * @since 0.2.0
 * @category getters
 */
export const fieldsOf = ({ payload }: Pick<Any, "payload">): ReadonlySet<string> => {
  const known = fields.get(payload)
  if (known !== undefined) return known
  const found = fieldNames(payload.ast)
  fields.set(payload, found)
  return found
}
