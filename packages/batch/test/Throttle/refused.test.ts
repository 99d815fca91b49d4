import { Rejection } from "@effect-keysecure/schema"
import { expect, it } from "@effect/vitest"
import { Throttle } from "@effect-keysecure/batch"

it("only 1009 says that too many calls came", () => {
  expect(Throttle.isTooManyRequests(Rejection.TooManyRequests.from({}))).toBe(true)
  expect(Throttle.isTooManyRequests(Rejection.SystemError.from({}))).toBe(false)
  expect(Throttle.isTooManyRequests(undefined)).toBe(false)
})
