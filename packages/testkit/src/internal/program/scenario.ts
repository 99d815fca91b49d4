/** The scenario file: the set-up of the program's platform. */
import { Card } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import * as Scenario from "../../Scenario.js"
import { unique } from "./lists.js"
import { cardholderStatus, mode, rules, texts } from "./rules.js"
import { time } from "./times.js"
import type { State } from "../state/state.js"
import { byteLength } from "../text/utf8.js"

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const named = Schema.NonEmptyString.annotations({ description: "a text that is not empty" })

/** An Api-Key: a header can hold it. */
export const apiKey = Schema.String.pipe(
  Schema.pattern(/^[!-~]+$/, { description: "a text of visible ASCII characters that is not empty" })
)

const keyLengths = new Set([16, 24, 32])

const apiSecret = Schema.String.pipe(
  Schema.filter((secret) => keyLengths.has(byteLength(secret)), {
    description: "a text of 16, 24 or 32 bytes",
    jsonSchema: { minLength: 4, maxLength: 32 },
    arbitrary: () => (fc) =>
      fc
        .constantFrom(...keyLengths)
        .chain((bytes) => fc.stringMatching(/^[ -~]$/).map((letter) => letter.repeat(bytes)))
  })
)

const cardTypes = Schema.Array(Card.CardType).annotations({ description: "a list of card types" })

type Of<Options> = Record<Exclude<keyof Options, "apiKey">, unknown>

/** A cardholder of a merchant. */
export const cardholder = Schema.Struct({
  cardholderNo: named,
  status: maybe(cardholderStatus),
  cardholderUniqueNo: maybe(Schema.String),
  email: maybe(Schema.String),
  createdAt: maybe(time)
} satisfies Of<Scenario.CardholderOptions>).annotations({ description: "a cardholder: an object" })

/** A package of a merchant. */
export const cardPackage = Schema.Struct({
  packageNo: named,
  cardTypes,
  organization: maybe(Schema.String)
} satisfies Of<Scenario.CardPackageOptions>).annotations({ description: "a package: an object" })

/** A BIN of a merchant. */
export const bin = Schema.Struct({
  cardBinNo: named,
  cardTypes: maybe(cardTypes),
  organization: maybe(Schema.String)
} satisfies Of<Scenario.BinOptions>).annotations({ description: "a BIN: an object" })

/** The fields of a merchant, but for what it has. */
export const merchantFields = {
  apiKey,
  mode,
  status: maybe(Schema.Literal("Enabled", "NotEnabled", "Expired", "Abnormal")),
  ipWhitelist: maybe(
    Schema.Union(Schema.Literal("any"), texts).annotations({ description: `"any" or a list of addresses` })
  ),
  apiSecret: maybe(apiSecret),
  appId: maybe(Schema.String),
  pci: maybe(Schema.Boolean)
} satisfies Record<keyof Scenario.MerchantOptions, unknown>

const merchant = Schema.Struct({
  ...merchantFields,
  cardholders: maybe(
    unique(
      cardholder,
      "a list of cardholders",
      { of: ({ cardholderNo }) => cardholderNo, field: "cardholderNo" },
      { of: ({ cardholderNo, cardholderUniqueNo = cardholderNo }) => cardholderUniqueNo, field: "cardholderUniqueNo" }
    )
  ),
  packages: maybe(unique(cardPackage, "a list of packages", { of: ({ packageNo }) => packageNo, field: "packageNo" })),
  bins: maybe(unique(bin, "a list of BINs", { of: ({ cardBinNo }) => cardBinNo, field: "cardBinNo" }))
}).annotations({ description: "a merchant: an object" })

/** What a merchant has of the other mode would never be asked for. */
const merchantOfMode = merchant.pipe(
  Schema.filter(({ bins = [], mode, packages = [] }) => {
    if (mode === "CREDIT_EXTENSION" && bins.length > 0) {
      return { path: ["bins"], message: "expected none: a merchant in CREDIT_EXTENSION mode has packages" }
    }
    return mode === "AUTHORIZATION" && packages.length > 0
      ? { path: ["packages"], message: "expected none: a merchant in AUTHORIZATION mode has BINs" }
      : undefined
  }),
  Schema.annotations({ description: "a merchant: an object", jsonSchema: {} })
)

/** A scenario file. */
export const ScenarioFile = Schema.Struct({
  $schema: maybe(Schema.String),
  merchants: maybe(
    unique(merchantOfMode, "a list of merchants", { of: ({ apiKey }) => apiKey, field: "apiKey" }).pipe(
      Schema.filter((merchants) => merchants.length > 0, {
        description: "a list of at least one merchant; leave the field out for those of the default scenario",
        jsonSchema: { minItems: 1 }
      })
    )
  ),
  rules: maybe(rules)
}).annotations({ description: "a scenario: an object with the fields merchants and rules, or one of them" })

type Merchant = typeof merchant.Type

const withMerchant = (state: State, { bins = [], cardholders = [], packages = [], ...options }: Merchant): State => {
  const { apiKey } = options
  return [
    Scenario.merchant(options),
    ...cardholders.map((one) => Scenario.cardholder({ ...one, apiKey })),
    ...packages.map((one) => Scenario.cardPackage({ ...one, apiKey })),
    ...bins.map((one) => Scenario.bin({ ...one, apiKey }))
  ].reduce((before, step) => step(before), state)
}

/** The platform that a scenario file describes. Without merchants it is the default scenario, under the file's rules. */
export const stateOf = ({ merchants, rules: changed = {} }: typeof ScenarioFile.Type): State =>
  Scenario.rules(changed)(merchants?.reduce(withMerchant, Scenario.empty) ?? Scenario.initial)
