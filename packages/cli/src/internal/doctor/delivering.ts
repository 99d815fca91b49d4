/** The finding on a callback that was given. Pure. */
import type { Facts } from "./facts.js"
import { type FindingOf, found } from "./findings.js"

/** Whether a delivery is the platform's. */
export const callback = ({ delivery }: Facts): FindingOf<"callback"> | undefined => {
  switch (delivery?._tag) {
    case undefined:
      return undefined
    case "NotConfigured":
      return found("callback.notConfigured", { variable: delivery.variable })
    case "NoFile":
      return found("callback.noFile", {})
    case "Refused":
      return delivery.reason === "SignatureMismatch"
        ? found("callback.mismatch", {})
        : found("callback.refused", { reason: delivery.reason })
    case "Genuine":
      return delivery.keyFrom === "utf8"
        ? found("callback.ok", {})
        : found("callback.keyFrom", { keyFrom: delivery.keyFrom })
  }
}
