/** Secrets and personal data that are found wherever they come out. */
import type { CardApplication } from "@effect-keysecure/schema"
import { Sample } from "@effect-keysecure/testkit"

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

/** What must not come out of it. */
export const personal = [
  "Perpetua",
  "Quackenbush",
  "2125357710",
  "K1A 0B1",
  "Gotham Heights",
  "1000 Canary Row",
  "Belfry 7",
  "4000 0012 3456 7899"
]
