/** What is stored or sent on comes back as it was: the errors of a call, and the card that was issued. */
import { CardIssuance, ClientError } from "@effect-keysecure/client"
import { Rejection } from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck as fc, Schema } from "effect"

addEqualityTesters()

const roundTrip = <A, I>(schema: Schema.Schema<A, I>, value: A): A => {
  const json = Schema.parseJson(schema)
  return Schema.decodeSync(json)(Schema.encodeSync(json)(value))
}

/** Those that are written again in the same way, whatever they say. */
const stays = <A, I>(name: string, schema: Schema.Schema<A, I>) =>
  it(`${name} is the same after JSON`, () => {
    fc.assert(
      fc.property(Arbitrary.make(schema), (value) => {
        expect(roundTrip(schema, value)).toEqual(value)
      }),
      { numRuns: 300 }
    )
  })

describe("as JSON and back", () => {
  stays("a ReadError", ClientError.ReadError)
  stays("a WriteError", ClientError.WriteError)
  stays("an IssueError", ClientError.IssueError)
  stays("a ReconcileError", ClientError.ReconcileError)
  stays("an IssuedCard", CardIssuance.IssuedCard)
})

describe("a write", () => {
  const refused = Schema.encodeSync(Rejection.Rejection)(Rejection.fromFailure({ code: 1001, msg: "?" }))

  it("never fails with 1001, which is the reason of an unknown outcome", () => {
    expect(Either.isLeft(Schema.decodeUnknownEither(ClientError.WriteError)(refused))).toBe(true)
    expect(Either.isLeft(Schema.decodeUnknownEither(ClientError.IssueError)(refused))).toBe(true)
    expect(Schema.decodeUnknownSync(ClientError.ReadError)(refused)._tag).toBe("SystemError")
  })
})
