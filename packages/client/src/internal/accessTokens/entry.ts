/** What stands in the store under a merchant's key: a token, the lease of the process that fetches one, both, or neither. */
import * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { decoding, encoding } from "../encoding/codec.js"

/** An entry. */
export interface Entry {
  readonly token: Option.Option<AccessToken.IssuedToken>
  /** Drawn by its owner. A lease is told from another one by this alone. */
  readonly lease: string | undefined
}

const decodeJson = decoding(() => Schema.parseJson())
const decodeToken = decoding(() => AccessToken.IssuedToken)
const encodeToken = encoding(() => AccessToken.IssuedToken)

/** Reads an entry. Rubbish says nothing, and is replaced. */
export const read = (text: Option.Option<string>): Entry => {
  const json = Option.flatMap(text, (found) => Either.getRight(decodeJson(found)))
  return {
    token: Option.flatMap(json, (found) => Either.getRight(decodeToken(found))),
    lease: Option.getOrUndefined(
      Option.filterMap(json, (found) =>
        Predicate.hasProperty(found, "lease") && typeof found.lease === "string"
          ? Option.some(found.lease)
          : Option.none()
      )
    )
  }
}

/** Writes an entry. A token without a lease is written as 0.1.0 wrote it. Version 0.1.0 reads the token of every entry, and ignores the lease. */
export const write = ({ lease, token }: Entry): string => {
  const fields = Option.flatMap(token, (issued) => Either.getRight(encodeToken(issued)))
  return JSON.stringify({ ...Option.getOrUndefined(fields), lease })
}
