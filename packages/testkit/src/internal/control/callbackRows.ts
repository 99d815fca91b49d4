/** Callbacks as they are shown. */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { jsonOf } from "../callbackDelivery/signature.js"
import type { Event } from "../state/state.js"
import type { Callback } from "./callbacks.js"
import { type Asked, secret } from "./rows.js"

const read = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The data as the platform writes it. */
const dataOf = ({ data }: Event): Readonly<Record<string, unknown>> => {
  const written = Option.getOrUndefined(read(jsonOf(data)))
  return Predicate.isReadonlyRecord(written) ? written : {}
}

/** A callback, and what was answered each time that it was sent. */
export const callbackRow = (asked: Asked, { attempts, event, id }: Callback) => ({
  id,
  at: event.time,
  apiKey: secret(asked, event.apiKey),
  event: event.id,
  action: event.action,
  data: dataOf(event),
  attempts
})
