/** What the control API tells: rows of the state, the request log and its verdicts, faults, and the clock. */
import * as Schema from "effect/Schema"
import { fault, step } from "../program/faults.js"
import { mode, operation } from "../program/rules.js"
import { SendInput } from "./inputs.js"

const named = <A, I>(identifier: string, schema: Schema.Schema<A, I>) => schema.annotations({ identifier })
const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const texts = Schema.Array(Schema.String)
const facts = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** Some of the items of a list, and how many there are in all. */
export const pageOf = <A, I>(identifier: string, item: Schema.Schema<A, I>) =>
  named(identifier, Schema.Struct({ total: Schema.Int, items: Schema.Array(item) }))

const product = Schema.Struct({ no: Schema.String, cardTypes: texts, organization: Schema.String })

/** A merchant. */
export const MerchantRow = named(
  "Merchant",
  Schema.Struct({
    apiKey: Schema.String,
    mode,
    status: Schema.String,
    ipWhitelist: Schema.Union(Schema.Literal("any"), texts),
    apiSecret: Schema.String,
    appId: Schema.String,
    pci: Schema.Boolean,
    packages: Schema.Array(product),
    bins: Schema.Array(product),
    cardholders: Schema.Int,
    tokens: Schema.Int
  })
)

/** A cardholder. */
export const CardholderRow = named(
  "Cardholder",
  Schema.Struct({
    apiKey: Schema.String,
    cardholderNo: Schema.String,
    cardholderUniqueNo: Schema.String,
    status: Schema.String,
    failReason: Schema.String,
    email: Schema.String,
    balance: Schema.String,
    createdAt: Schema.Number
  })
)

/** A card. */
export const CardRow = named(
  "Card",
  Schema.Struct({
    cardNo: Schema.String,
    apiKey: Schema.String,
    cardUniqueNo: Schema.String,
    cardholderNo: Schema.String,
    productNo: Schema.String,
    cardType: Schema.String,
    cardLastNo: Schema.String,
    organization: Schema.String,
    status: Schema.String,
    createdAt: Schema.Number,
    changedAt: Schema.Number
  })
)

/** A transfer. */
export const TransferRow = named(
  "Transfer",
  Schema.Struct({
    transferNo: Schema.String,
    apiKey: Schema.String,
    transferUniqueNo: Schema.String,
    cardholderNo: Schema.String,
    type: Schema.String,
    amount: Schema.String,
    before: Schema.String,
    after: Schema.String,
    time: Schema.Number
  })
)

/** A consumption. */
export const ConsumptionRow = named(
  "Consumption",
  Schema.Struct({
    consumeNo: Schema.String,
    apiKey: Schema.String,
    relatedNo: Schema.String,
    cardNo: Schema.String,
    cardholderNo: Schema.String,
    type: Schema.String,
    amount: Schema.String,
    fee: Schema.String,
    localCurrency: Schema.String,
    status: Schema.String,
    merchantName: Schema.String,
    time: Schema.Number
  })
)

/** A token. */
export const TokenRow = named(
  "Token",
  Schema.Struct({ apiKey: Schema.String, token: Schema.String, expiresAt: Schema.Number, isGood: Schema.Boolean })
)

/** Why a request was answered so. */
const Verdict = named(
  "Verdict",
  Schema.Struct({
    operation: maybe(operation),
    at: Schema.Number,
    code: maybe(Schema.Number),
    passed: texts,
    answeredBy: maybe(Schema.String),
    notMade: texts,
    field: maybe(Schema.String),
    why: Schema.String,
    whyZh: Schema.String,
    accepted: facts,
    done: facts,
    restsOn: Schema.Array(Schema.Struct({ rule: Schema.String, value: Schema.Unknown, assumed: maybe(Schema.String) }))
  })
)

const response = Schema.Struct({
  status: Schema.Int,
  headers: Schema.Record({ key: Schema.String, value: Schema.String }),
  body: Schema.String
})

const how = Schema.Literal("answered", "reset", "left")

const row = {
  id: Schema.Int,
  operation: maybe(operation),
  nth: Schema.Int,
  method: Schema.String,
  path: Schema.String,
  apiKey: Schema.String,
  timestamp: Schema.String,
  /** While the platform takes it, or a copy of it, by its clock. */
  window: maybe(Schema.Struct({ from: Schema.Number, to: Schema.Number })),
  cardUniqueNo: maybe(Schema.String),
  cardholderNo: maybe(Schema.String),
  at: Schema.Number,
  fault: maybe(fault),
  end: maybe(Schema.Struct({ at: Schema.Number, how, status: maybe(Schema.Int), code: maybe(Schema.Number) }))
}

/** A request of the request log, in short. */
export const LogRow = named(
  "LogRow",
  Schema.Struct({
    ...row,
    deliveries: Schema.Array(
      Schema.Struct({
        at: Schema.Number,
        code: maybe(Schema.Number),
        answeredBy: maybe(Schema.String),
        why: Schema.String,
        whyZh: Schema.String,
        done: facts
      })
    )
  })
)

/** A request of the request log, whole. */
export const LogEntry = named(
  "LogEntry",
  Schema.Struct({
    ...row,
    headers: Schema.Record({ key: Schema.String, value: Schema.String }),
    body: Schema.String,
    remoteAddress: Schema.String,
    deliveries: Schema.Array(Schema.Struct({ verdict: Verdict, response })),
    response: maybe(response)
  })
)

/** A fault that is switched on. */
export const FaultSwitch = named(
  "FaultSwitch",
  Schema.Struct({
    id: Schema.Int,
    fault,
    operation: maybe(operation),
    cardUniqueNo: maybe(Schema.String),
    nth: maybe(Schema.Int),
    times: Schema.Union(Schema.Literal("always"), Schema.Int),
    met: Schema.Int
  })
)

const outcome = Schema.Union(
  Schema.Struct({ how: Schema.Literal("answered"), code: Schema.Number, message: maybe(Schema.String) }),
  Schema.Struct({ how: Schema.Literal("late", "Unreachable", "Status", "Unreadable"), detail: Schema.String })
)

/** An event for which a merchant is called back, and what its app answered each time. */
export const CallbackRow = named(
  "Callback",
  Schema.Struct({
    id: Schema.Int,
    at: Schema.Number,
    apiKey: Schema.String,
    event: Schema.String,
    action: Schema.String,
    data: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    attempts: Schema.Array(
      Schema.Struct({
        at: Schema.Number,
        stamp: Schema.Number,
        url: Schema.String,
        sending: SendInput,
        tookMillis: Schema.Number,
        outcome
      })
    )
  })
)

/** The faults that requests met, as a `Fault.Schedule`. */
export const Schedule = Schema.Array(step)

/** The server's clock. */
export const Clock = named(
  "Clock",
  Schema.Struct({ now: Schema.Number, iso: Schema.String, skewMillis: Schema.Number, frozen: Schema.Boolean })
)

/** The program. */
export const About = named("About", Schema.Struct({ simulator: Schema.String, version: Schema.String }))
