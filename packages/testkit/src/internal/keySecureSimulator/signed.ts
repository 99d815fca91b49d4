/** The callback of an event, signed for the merchant whose event it is, in the form that the rules say. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as CallbackDelivery from "../../CallbackDelivery.js"
import type { Event, State } from "../state/state.js"

/** The request with a stamp in Unix ms; none if the merchant is not there. */
export const signedFor = (
  { merchants, rules }: State,
  event: Event,
  timestamp: number
): Option.Option<CallbackDelivery.SignedRequest> =>
  Option.map(HashMap.get(merchants, event.apiKey), ({ apiSecret, appId }) =>
    CallbackDelivery.request(
      event,
      { apiSecret, appId, timestamp: Math.floor(timestamp) },
      { timestamp: rules.callbackTimestamp, numbers: rules.callbackNumbers, signature: rules.callbackSignature }
    )
  )
