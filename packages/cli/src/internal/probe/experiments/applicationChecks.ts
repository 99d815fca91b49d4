/** The checks of an application, by applications with mistakes: none of them should make a card. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import { codeOf, type Exchange, isOfHeaders, namedIn } from "../exchange.js"
import type { Experiment, Facts, Known } from "../experiment.js"
import { edgesAmong, type Expected, pairsOf, type Send, type Signs, signsOf } from "../faults.js"
import { concluding, type Findings, notDecided, observed, type Rules, undecided } from "../finding.js"
import type { Edge } from "../order.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { bodyOf, goodAddress } from "./applying.js"

/** The fields that a refusal may name. */
export const fields = [
  "card_type",
  "city",
  "country",
  "package_no",
  "card_bin_no",
  "cardholder_no",
  "card_unique_no",
  "address_info"
]

const lost = undecided(said("the answer to an application with faults was lost", "有误申请的响应丢失"))

/** Sends an application with mistakes. If its answer is lost it is sent again: whether a card was made shows in the budget. */
const sendFaulty = (body: Readonly<Record<string, unknown>>) =>
  Effect.gen(function* () {
    const { apply } = yield* Session
    const exchange = yield* apply("application-checks", body)
    return codeOf(exchange) === undefined ? yield* lost : exchange
  })

/** What an application has in place of what is right, by the check that it breaks. */
const faultOf = (facts: Facts, fresh: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  fields: { card_type: "Plastic" },
  product: { [facts.product?.field ?? "package_no"]: `none-${fresh}` },
  cardholder: { cardholder_no: `none-${fresh}` }
})

const withoutCity = Struct.omit(goodAddress, "city")

/** The application that breaks these checks, under a number. */
export const faulty = (facts: Facts, number: string, checks: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const faults = faultOf(facts, yield* fresh(10))
    const address = {
      ...(checks.includes("addressFields") ? withoutCity : goodAddress),
      ...(checks.includes("addressContent") ? { country: "ZZ" } : {})
    }
    return yield* sendFaulty({
      ...(yield* bodyOf(facts, number)),
      address_info: address,
      ...Object.fromEntries(checks.flatMap((check) => Object.entries(faults[check] ?? {})))
    })
  })

/** What a refusal by each check looks like: the field that it names. A code of its own may do without. */
export const looksOf = (facts: Facts): Expected => ({
  fields: ["card_type"],
  addressFields: ["city"],
  product: [facts.product?.field],
  cardholder: ["cardholder_no", 2002],
  addressContent: ["country", 2009]
})

const sendWith =
  (facts: Facts): Send<Session> =>
  (broken) =>
    Effect.gen(function* () {
      const { fresh } = yield* Session
      return yield* faulty(facts, `probe-${yield* fresh(20)}`, broken)
    })

const codeIn = (exchange: Exchange | undefined): number | undefined => {
  const code = exchange === undefined ? undefined : codeOf(exchange)
  return code === undefined || isOfHeaders(code) || code === 0 ? undefined : code
}

const productCode = ({ alone }: Signs): Findings => {
  const code = codeIn(alone["product"])
  return code === undefined
    ? notDecided("unknownProductCode", said("a code about something else", "代码与此无关"))
    : observed("unknownProductCode", code)
}

/** The codes for cardholders who are unknown or not approved, of the statuses that there is a cardholder of. */
const holderCodes = (facts: Facts, { alone }: Signs) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const Unknown = codeIn(alone["cardholder"])
    if (Unknown === undefined) return yield* undecided(said("a code about something else", "代码与此无关"))
    const found: Record<string, number> = { Unknown }
    for (const status of ["Pending", "In_progress", "Rejected"]) {
      const holder = facts.holders?.[status]
      if (holder === undefined) continue
      const body = yield* bodyOf({ ...facts, needsAddress: true }, `probe-${yield* fresh(20)}`)
      const code = codeIn(yield* sendFaulty({ ...body, cardholder_no: holder }))
      if (code !== undefined) found[status] = code
    }
    const seen = Object.keys(found).join(", ")
    return observed(
      "unapprovedCodes",
      { ...Scenario.empty.rules.unapprovedCodes, ...found },
      said(`seen: ${seen}; the others are assumed`, `已观测：${seen}；其余为假设`)
    )
  })

/** A blank cardholder's number is answered as none at all, or as an unknown one. */
const blank = (facts: Facts, { alone }: Signs) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const withNumber = (cardholder_no: string | undefined) =>
      Effect.gen(function* () {
        const body = yield* bodyOf({ ...facts, needsAddress: true }, `probe-${yield* fresh(20)}`)
        const exchange = yield* sendFaulty({ ...body, cardholder_no })
        return `${codeOf(exchange)} ${namedIn(exchange, fields) ?? ""}`
      })
    const none = yield* withNumber(undefined)
    const blanks = yield* withNumber("   ")
    const [unknown] = [alone["cardholder"]]
    const other = unknown === undefined ? "" : `${codeOf(unknown)} ${namedIn(unknown, fields) ?? ""}`
    if (none === other || (blanks !== none && blanks !== other)) {
      return yield* undecided(said(`blanks are answered ${blanks}`, `空白值得到 ${blanks}`))
    }
    return observed("blankIsAbsent", blanks === none)
  })

const isSeen = (edges: ReadonlyArray<Edge>, first: string, then: string): boolean =>
  edges.some((edge) => edge[0] === first && edge[1] === then)

/** The number that the mode does not ask for, with a mistake that is looked at later: so no card is made. */
const otherProduct = (facts: Facts, edges: ReadonlyArray<Edge>, signs: Signs) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const later = ["cardholder", "addressContent", "fields", "addressFields"].find((check) =>
      isSeen(edges, "product", check)
    )
    if (later === undefined || facts.product === undefined) {
      return yield* undecided(said("nothing is checked after the product", "产品之后没有其他检查"))
    }
    const field = facts.product.field === "package_no" ? "card_bin_no" : "package_no"
    const faults = faultOf(facts, yield* fresh(10))
    const exchange = yield* sendFaulty({
      ...(yield* bodyOf(facts, `probe-${yield* fresh(20)}`)),
      address_info:
        later === "addressFields"
          ? withoutCity
          : { ...goodAddress, ...(later === "addressContent" ? { country: "ZZ" } : {}) },
      ...faults[later],
      [field]: `none-${yield* fresh(10)}`
    })
    const named = namedIn(exchange, fields)
    if (signs.bySign.get(`${codeOf(exchange)} ${named ?? ""}`) === later) return observed("otherProductNo", "ignored")
    return named === field && codeOf(exchange) === codeIn(signs.alone["product"])
      ? observed("otherProductNo", "checked")
      : yield* undecided(
          said(`both numbers are answered ${codeOf(exchange)}`, `同时给出两个编号得到 ${codeOf(exchange)}`)
        )
  })

/** The fields that a refusal of a phone number may name, too. */
const phoneFields = [...fields, "phone", "phone_code"]

/** A phone number without a calling code, in an address whose country is refused: so no card is made. */
const phone = (facts: Facts, { bySign }: Signs) =>
  Effect.gen(function* () {
    const { fresh } = yield* Session
    const withPhone = (number: string) =>
      Effect.gen(function* () {
        const body = yield* bodyOf(facts, `probe-${yield* fresh(20)}`)
        const exchange = yield* sendFaulty({ ...body, address_info: { ...goodAddress, country: "ZZ", phone: number } })
        const isOfCountry = bySign.get(`${codeOf(exchange)} ${namedIn(exchange, fields) ?? ""}`) === "addressContent"
        return { code: codeOf(exchange), named: isOfCountry ? "country" : namedIn(exchange, phoneFields) }
      })
    const { code, named } = yield* withPhone("2025550123")
    if (named === "phone_code" && code === 1004) return observed("phoneWithoutCode", "refused")
    if (named !== "country") {
      return yield* undecided(
        said(`a phone number without a calling code is answered ${code}`, `不带国际区号的电话号码得到 ${code}`)
      )
    }
    // Only where letters are refused is it known that the number was looked at before the country.
    return (yield* withPhone("none")).named === "phone"
      ? observed("phoneWithoutCode", "digits")
      : yield* undecided(said("the phone number is not looked at before the country", "未在检查国家之前检查电话号码"))
  })

const run = ({ facts }: Known) =>
  Effect.gen(function* () {
    const send = sendWith(facts)
    const looks = looksOf(facts)
    const signs = yield* signsOf(looks, fields, send)
    const edges = yield* edgesAmong(pairsOf(Object.keys(looks)), signs, fields, send)
    const holders = yield* concluding(["unapprovedCodes"], holderCodes(facts, signs))
    const blanks = yield* concluding(["blankIsAbsent"], blank(facts, signs))
    const other = yield* concluding(["otherProductNo"], otherProduct(facts, edges, signs))
    const phones = yield* concluding(["phoneWithoutCode"], phone(facts, signs))
    return { findings: { ...productCode(signs), ...holders, ...blanks, ...other, ...phones }, facts: { edges } }
  })

/** The rules that the experiment decides. */
const rules: ReadonlyArray<keyof Rules> = [
  "unknownProductCode",
  "unapprovedCodes",
  "blankIsAbsent",
  "otherProductNo",
  "phoneWithoutCode"
]

/** The experiment. */
export const applicationChecks: Experiment = {
  id: "application-checks",
  title: said(
    "the checks of an application, by faulty ones that make no card",
    "申请的各项检查（用不会出卡的错误申请）"
  ),
  needs: [],
  cards: 0,
  seconds: 0,
  rules,
  run
}
