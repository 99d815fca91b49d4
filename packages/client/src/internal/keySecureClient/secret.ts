/** Calls with a card's secrets: encrypted before they are sent, decrypted when they arrive. */
import type * as Card from "@effect-keysecure/schema/Card"
import type * as CardSecret from "@effect-keysecure/schema/CardSecret"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { CardCipher, decodePrivateInfo } from "../../CardCipher.js"
import {
  type CardCipherFailed,
  type ReadError,
  RequestInvalid,
  Unreadable,
  type WriteError
} from "../../ClientError.js"
import type { CallOptions } from "../call/pipeline.js"
import { encoding } from "../encoding/codec.js"
import { issuesOf } from "../encoding/issues.js"

/** A write whose payload holds one secret, which is checked in clear first. */
export const sending = <Name extends "cvv" | "pin", Clear extends { readonly [N in Name]: Redacted.Redacted }, Wire, A>(
  operation: string,
  schema: Schema.Schema<Clear, Wire>,
  name: Name,
  call: (
    payload: Omit<Clear, Name> & { readonly [N in Name]: CardSecret.Encrypted },
    options: CallOptions
  ) => Effect.Effect<A, WriteError>
) => {
  const encode = encoding(() => schema, { errors: "all" })
  return (payload: Clear, options: CallOptions = {}): Effect.Effect<A, WriteError | CardCipherFailed, CardCipher> => {
    const encoded = encode(payload)
    if (Either.isLeft(encoded)) return new RequestInvalid({ operation, issues: issuesOf(encoded.left) })
    return Effect.flatMap(CardCipher, (cipher) =>
      Effect.flatMap(cipher.encrypt(payload[name]), (encrypted) => call({ ...payload, [name]: encrypted }, options))
    )
  }
}

/** The read of a card's secrets. */
export const reading =
  (
    operation: string,
    call: (card: Card.CardRef, options: CallOptions) => Effect.Effect<CardSecret.Encrypted, ReadError>
  ) =>
  (
    card: Card.CardRef,
    options: CallOptions = {}
  ): Effect.Effect<CardSecret.CardPrivateInfo, ReadError | CardCipherFailed, CardCipher> =>
    Effect.flatMap(CardCipher, (cipher) =>
      Effect.flatMap(call(card, options), cipher.decrypt).pipe(
        Effect.flatMap((clear) =>
          Option.match(decodePrivateInfo(Redacted.value(clear)), {
            onNone: () =>
              new Unreadable({ operation, status: 200, detail: "what was decrypted is not a card's private info" }),
            onSome: (info) =>
              info.cardNo === undefined || info.cardNo === card.cardNo
                ? Effect.succeed(info)
                : new Unreadable({ operation, status: 200, detail: "the answer is for another card_no" })
          })
        )
      )
    )
