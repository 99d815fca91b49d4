/** The `Date` header's format (RFC 7231, 7.1.1.1): `Sun, 06 Nov 1994 08:49:37 GMT`. */
import * as DateTime from "effect/DateTime"
import { rememberingLast } from "../collections/rememberingLast.js"

/** 9999-12-31T23:59:59Z: the format has years of four digits. */
const latest = 253_402_300_799_000

/** Answers of one second have the same date. */
const textOf = rememberingLast((second: number): string =>
  DateTime.toDateUtc(DateTime.unsafeMake(second * 1000)).toUTCString()
)

/** A moment, in Unix ms, as a `Date` header has it. Moments before 1970 or after 9999 are moved to the nearest. */
export const httpDate = (millis: number): string =>
  textOf(Math.floor((millis >= 0 ? Math.min(millis, latest) : 0) / 1000))
