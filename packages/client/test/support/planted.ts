/** Secrets and personal data that are found wherever they come out. */
import { Array, Struct } from "effect"
import type { CardApplication } from "@effect-keysecure/schema"
import { Sample } from "@effect-keysecure/testkit"
import { echoes } from "../../../testkit/src/internal/text/echo.js"

export const key = "canary-key-7f3a"
export const token = "canary-token-91bc"

/** An application for a person whose data is not found anywhere by chance. */
export const application: CardApplication.CardApplication = {
  ...Sample.virtualApplication,
  address: {
    firstName: "Perpetua",
    lastName: "Quackenbush",
    phoneCode: "1",
    phone: "2125357710",
    postalCode: "K1A 0B1",
    country: "CA",
    state: "Ontario",
    city: "Gotham Heights",
    addressLine1: "1000 Canary Row",
    // What some people write into any field.
    addressLine2: "Belfry 7, card 4000 0012 3456 7899"
  }
}

const data = [
  "Perpetua",
  "Quackenbush",
  "2125357710",
  "K1A 0B1",
  "Gotham Heights",
  "1000 Canary Row",
  "Belfry 7",
  "4000 0012 3456 7899"
]

/** The forms in which the simulator repeats what it was sent. */
export const forms = Struct.keys(echoes)

/** What must not come out of it, in whatever form. */
export const personal = Array.dedupe(data.flatMap((text) => forms.map((form) => echoes[form](text))))
