/** The scenario file: the set-up of the program's platform. */
import { Card } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import * as Scenario from "../../Scenario.js"
import { cardholderStatus, fromZero, mode, rules, texts } from "./rules.js"
import type { State } from "../state/state.js"
import { byteLength } from "../text/utf8.js"

const maybe = <A>(schema: Schema.Schema<A>) => Schema.optionalWith(schema, { exact: true })

const named = Schema.NonEmptyString.annotations({ description: "a text that is not empty" })

/** A header can hold it. */
const apiKey = Schema.String.pipe(
  Schema.pattern(/^[!-~]+$/, { description: "a text of visible ASCII characters that is not empty" })
)

const keyLengths = new Set([16, 24, 32])

const apiSecret = Schema.String.pipe(
  Schema.filter((secret) => keyLengths.has(byteLength(secret)), {
    description: "a text of 16, 24 or 32 bytes",
    arbitrary: () => (fc) =>
      fc
        .constantFrom(...keyLengths)
        .chain((bytes) => fc.stringMatching(/^[ -~]$/).map((letter) => letter.repeat(bytes)))
  })
)

const cardTypes = Schema.Array(Card.CardType).annotations({ description: "a list of card types" })

type Of<Options> = Record<Exclude<keyof Options, "apiKey">, unknown>

const cardholder = Schema.Struct({
  cardholderNo: named,
  status: maybe(cardholderStatus),
  cardholderUniqueNo: maybe(Schema.String),
  email: maybe(Schema.String),
  createdAt: maybe(fromZero)
} satisfies Of<Scenario.CardholderOptions>).annotations({ description: "a cardholder: an object" })

const cardPackage = Schema.Struct({
  packageNo: named,
  cardTypes,
  organization: maybe(Schema.String)
} satisfies Of<Scenario.CardPackageOptions>).annotations({ description: "a package: an object" })

const bin = Schema.Struct({
  cardBinNo: named,
  cardTypes: maybe(cardTypes),
  organization: maybe(Schema.String)
} satisfies Of<Scenario.BinOptions>).annotations({ description: "a BIN: an object" })

/** A list in which no two items have the same name in a field: it would not be clear which of them counts. */
const unique = <Name extends string, A extends { readonly [Key in Name]: string }>(
  item: Schema.Schema<A>,
  name: Name,
  description: string
) =>
  Schema.Array(item)
    .annotations({ description })
    .pipe(
      Schema.filter(
        (items) => {
          const seen = new Set<string>()
          return items.flatMap((one, index) => {
            if (!seen.has(one[name])) {
              seen.add(one[name])
              return []
            }
            return [{ path: [index, name], message: `expected another ${name} than that of one before` }]
          })
        },
        { description }
      )
    )

const merchant = Schema.Struct({
  ...({
    apiKey,
    mode,
    status: maybe(Schema.Literal("Enabled", "NotEnabled", "Expired", "Abnormal")),
    ipWhitelist: maybe(
      Schema.Union(Schema.Literal("any"), texts).annotations({ description: `"any" or a list of addresses` })
    ),
    apiSecret: maybe(apiSecret),
    appId: maybe(Schema.String),
    pci: maybe(Schema.Boolean)
  } satisfies Record<keyof Scenario.MerchantOptions, unknown>),
  cardholders: maybe(unique(cardholder, "cardholderNo", "a list of cardholders")),
  packages: maybe(unique(cardPackage, "packageNo", "a list of packages")),
  bins: maybe(unique(bin, "cardBinNo", "a list of BINs"))
}).annotations({ description: "a merchant: an object" })

/** A scenario file. */
export const ScenarioFile = Schema.Struct({
  merchants: maybe(
    unique(merchant, "apiKey", "a list of merchants").pipe(
      Schema.filter((merchants) => merchants.length > 0, {
        description: "a list of at least one merchant; leave the field out for those of the default scenario"
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
