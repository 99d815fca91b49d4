import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

it.live(
  "says what to do after every failure",
  () =>
    Effect.map(runExample("35_every-failure.ts"), ({ exitCode, output }) => {
      expect(output.trim().split("\n")).toEqual([
        "all is well → card C0000000001",
        "the number is too long → RequestInvalid: correct cardUniqueNo",
        "the cardholder is not verified yet → CardholderVerificationPending: try again when it is verified",
        "our address is not whitelisted → IpNotAllowed: Have the address that your calls leave from whitelisted for this Api-Key.",
        "no connection → NotSent: try again, with the same number",
        "the answer is lost, and the card is there → card C0000000001",
        "the request is lost → NotIssued: try again, with the same number",
        "the answer is lost, and the card came to nothing → IssuanceFailed: apply with another number",
        "the answer is lost, and the list cannot be read → OutcomeUnknown: find out, and do not apply again"
      ])
      expect(exitCode).toBe(0)
    }),
  60_000
)
