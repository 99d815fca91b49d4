import { Endpoints } from "@effect-keysecure/schema"
import { FastCheck as fc, pipe } from "effect"
import { Scenario, type Simulation } from "../../src/index.js"
import { address, aroundNow, headersOf, now, paths, physical, Session, virtual } from "./session.js"

const keys = {
  notEnabled: "not_enabled_key",
  expired: "expired_key",
  elsewhere: "elsewhere_key",
  abnormal: "abnormal_key"
}

/** Every kind of merchant, each cardholder status, and the card list for credit extension mode only. */
const scenario = pipe(
  Scenario.initial,
  Scenario.merchant({ apiKey: keys.notEnabled, mode: "CREDIT_EXTENSION", status: "NotEnabled" }),
  Scenario.merchant({ apiKey: keys.expired, mode: "CREDIT_EXTENSION", status: "Expired" }),
  Scenario.merchant({ apiKey: keys.elsewhere, mode: "CREDIT_EXTENSION", ipWhitelist: ["203.0.113.7"] }),
  Scenario.merchant({ apiKey: keys.abnormal, mode: "CREDIT_EXTENSION" }),
  Scenario.rules({ onlyForMode: { listCards: "CREDIT_EXTENSION" } })
)

const credit = new Session(scenario)
credit.apply({ ...virtual, card_unique_no: "used" })
const authorization = new Session(credit.state, Scenario.authorizationApiKey)
const abnormal = new Session(authorization.state, keys.abnormal)

/** The state in which the generated requests are sent: with tokens and a card. */
export const generatedState: Simulation.State = Scenario.merchant({
  apiKey: keys.abnormal,
  mode: "CREDIT_EXTENSION",
  status: "Abnormal"
})(abnormal.state)

const get = (session: Session, path: string): Simulation.Request => ({
  ...session.request(path, ""),
  method: "GET",
  body: ""
})

const post = (operation: Endpoints.EndpointName, body: object, session = credit): Simulation.Request =>
  session.request(Endpoints.all[operation].path, body)

/** The rest of the API: of the card that there is, of its cardholder, and of what is not there. */
const others: ReadonlyArray<Simulation.Request> = [
  get(credit, "/open-api/v1/card/C0000000001/detail"),
  get(credit, "/open-api/v1/card/C0000000001/private/info"),
  get(credit, "/open-api/v1/card/consume/X0000000001/info"),
  get(credit, "/open-api/v1/cardholder/U0001/info"),
  get(credit, "/open-api/v1/account/U0001/info"),
  get(credit, "/open-api/v1/merchant/client/C0000000001/token"),
  get(credit, "/open-api/v1/card/%E0%A4%A/detail"),
  post("updateCardStatus", { card_no: "C0000000001", status: "Frozen" }),
  post("activateCard", { cardholder_no: "U0001", card_no: "C0000000001", cvv: "AAAA", card_last_no: "0001" }),
  post("setCardPin", { cardholder_no: "U0001", card_no: "C0000000001", pin: "AAAA" }),
  post("listConsumptions", aroundNow),
  post("listPackages", { type: "Virtual" }),
  post("listBins", {}, authorization),
  post("applyForCardholder", { cardholder_unique_no: "holder-1", sumsub_share_token: "share-token" }),
  post("listCardholders", { ...aroundNow, cardholder_no: "U0001" }),
  post("transfer", { cardholder_no: "U0001", transfer_unique_no: "t-1", type: "In", balance: "10.50" }),
  post("listTransfers", aroundNow)
]

const valid: ReadonlyArray<Simulation.Request> = [
  credit.request(paths.applyForCard, virtual),
  credit.request(paths.applyForCard, physical),
  credit.request(paths.applyForCard, { ...physical, address_info: { ...address, country: "CN", state: "Beijing" } }),
  authorization.request(paths.applyForCard, { ...physical, package_no: "", card_bin_no: "B0001" }),
  credit.request(paths.listCards, { ...aroundNow, page: 0, size: 10, card_unique_no: "used" }),
  credit.request(paths.listCards, aroundNow)
]

const someRequest = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...valid) },
  { weight: 1, arbitrary: fc.constantFrom(...others) }
)

const elsewhereValid = fc.constantFrom(
  "U0002",
  "U0003",
  "U0009",
  "P0002",
  "Physical",
  "Virtual",
  "used",
  "used",
  "2026-06-14 00:00:00",
  "2020-01-01"
)

/** Values that are good in another place, and values that have broken many a server. */
const odd = fc.oneof(
  elsewhereValid,
  elsewhereValid,
  fc.constantFrom("", " ", "__proto__", "C0000000001"),
  fc.constantFrom(null, 0, -1, 1.5, true, [], {}, "x".repeat(65), "Köln", "a\tb", "{}", "UK", "+1", "999"),
  fc.jsonValue(),
  fc.string({ unit: "binary" })
)

/** A value for each code that bodies get: for a field of an application, of its address or of a list. */
const mistakes: ReadonlyArray<readonly [field: string, value: string]> = [
  ["cardholder_no", "U0009"],
  ["cardholder_no", "U0002"],
  ["cardholder_no", "U0003"],
  ["card_unique_no", "used"],
  ["card_unique_no", "used"],
  ["address_line1", "1 Main {2}"],
  ["city", "Köln"],
  ["country", "UK"],
  ["postal_code", "94043-X"],
  ["end_time", "2020-01-01"],
  ["start_time", "2020-01-01"]
]

const mutatedBody = (body: string): fc.Arbitrary<string> => {
  if (body === "") return fc.constant(body)
  const parsed: Record<string, unknown> = JSON.parse(body)
  const info = Object(parsed["address_info"])
  const set = (object: Record<string, unknown>) =>
    fc
      .tuple(fc.constantFrom(...Object.keys(object), "other"), odd)
      .map(([name, value]) => ({ ...object, [name]: value }))
  const outer = set(parsed)
  const inner =
    Object.keys(info).length > 0 ? set(info).map((changed) => ({ ...parsed, address_info: changed })) : outer
  const known = mistakes.filter(([field]) => field in parsed || field in info)
  const wrong = (
    known.length === 0 ? fc.constant<(typeof mistakes)[number]>(["other", ""]) : fc.constantFrom(...known)
  ).map(([field, value]) =>
    field in info ? { ...parsed, address_info: { ...info, [field]: value } } : { ...parsed, [field]: value }
  )
  const cut = fc.nat(body.length).map((end) => body.slice(0, end))
  return fc.oneof(
    { weight: 4, arbitrary: outer.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: inner.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: wrong.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string({ unit: "binary" })) }
  )
}

/** Requests with valid headers, and a valid body with something changed in it. */
const mutated = someRequest.chain((request) => mutatedBody(request.body).map((body) => ({ ...request, body })))

const headerChanges: ReadonlyArray<Record<string, string>> = [
  { "api-key": "" },
  { "api-key": "unknown_key" },
  { "api-key": keys.notEnabled },
  { "api-key": keys.expired },
  { "api-key": keys.elsewhere },
  { "api-key": keys.abnormal, "access-token": abnormal.token },
  { timestamp: String(now + 1) },
  { timestamp: String(now - 60_001) },
  { timestamp: "" },
  { "access-token": "" },
  { "access-token": "sim_token_credit_999" },
  { language: "zh_CN" }
]

/** Requests with one header changed and a valid body; or lists asked for in a mode that has none. */
const headed = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(someRequest, fc.constantFrom(...headerChanges))
      .map(([request, changes]) => ({ ...request, headers: { ...request.headers, ...changes } }))
  },
  { weight: 1, arbitrary: fc.constant(authorization.request(paths.listCards, aroundNow)) }
)

const headerText = fc.stringMatching(/^[\x21-\x7e]{0,30}$/)
const anyHeaders = fc.record({
  "api-key": fc.oneof(fc.constantFrom(Scenario.creditApiKey, "__proto__"), headerText),
  timestamp: fc.oneof(fc.constant(String(now)), headerText, fc.integer().map(String)),
  "access-token": fc.oneof(fc.constant(credit.token), headerText),
  language: fc.constantFrom("", "zh_CN", "en_US", "fr"),
  timezone: fc.constantFrom("UTC+8", "UTC-5", "UTC", "Mars")
})

const anyMethod = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
const anyPath = fc.constantFrom(
  ...Object.values(paths),
  "/",
  "/open-api/v1/card",
  "/open-api/v1/card/apply/",
  "/constructor"
)

/** Requests with anything in them. */
const wild: fc.Arbitrary<Simulation.Request> = fc.record({
  method: anyMethod,
  path: anyPath,
  headers: fc.oneof(anyHeaders, fc.constant({}), fc.constant(headersOf(Scenario.creditApiKey))),
  body: fc.oneof(fc.constant(""), fc.json(), fc.string({ unit: "binary" })),
  remoteAddress: fc.constantFrom("127.0.0.1", "", "::1")
})

export type Kind = "mutated" | "headed" | "wild"

/** Requests of every kind: three fifths have valid headers and a mutated valid body. */
export const requests: fc.Arbitrary<readonly [Kind, Simulation.Request]> = fc.oneof(
  { weight: 6, arbitrary: mutated.map((request) => ["mutated", request] as const) },
  { weight: 3, arbitrary: headed.map((request) => ["headed", request] as const) },
  { weight: 1, arbitrary: wild.map((request) => ["wild", request] as const) }
)
