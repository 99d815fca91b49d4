/** The checks of each operation, by name and in the order in which they are made, and the rules that each rests on. */
import type { Endpoints } from "@effect-keysecure/schema"
import { orderOf } from "../requests/bodyRules.js"
import { applicationChecks, checks, listChecks, type Rules } from "../state/rules.js"

type Names = ReadonlyArray<string>

const list = ({ listCheckOrder }: Rules): Names => ["body", ...orderOf(listCheckOrder, listChecks)]
const managing: Names = ["body", "fields", "card"]
const secret: Names = [...managing, "secretReadable", "cardholder", "cardType", "cardStatus"]

/** The checks of a request whose headers passed. */
const afterHeaders: { readonly [Name in Endpoints.EndpointName]: (rules: Rules) => Names } = {
  getToken: () => [],
  applyForCard: ({ applicationCheckOrder }) => ["body", ...orderOf(applicationCheckOrder, applicationChecks)],
  listCards: list,
  getCard: () => ["card"],
  getCardPrivateInfo: () => ["pci", "card"],
  activateCard: () => [...secret, "cvv", "card_last_no"],
  updateCardStatus: () => [...managing, "cardStatus"],
  setCardPin: () => [...secret, "pin"],
  listConsumptions: list,
  getConsumption: () => ["consumption"],
  listPackages: list,
  listBins: list,
  applyForCardholder: () => ["body", "fields", "shareToken", "cardholder", "uniqueNo", "verification"],
  listCardholders: list,
  getCardholder: () => ["cardholder"],
  transfer: () => ["body", "fields", "cardholder", "uniqueNo", "balance"],
  getAccount: () => ["cardholder"],
  listTransfers: list,
  issueClientToken: ({ clientTokenNeedsPci }) => (clientTokenNeedsPci ? ["pci", "card"] : ["card"])
}

/** The checks before an operation is known. */
export const onTheWay: Names = ["path", "method"]

/** Every check of an operation's requests. */
export const checksOf = (operation: Endpoints.EndpointName, rules: Rules): Names => [
  ...onTheWay,
  "answers",
  "rateLimit",
  ...orderOf(rules.checkOrder, checks),
  ...afterHeaders[operation](rules)
]

type RuleNames = ReadonlyArray<keyof Rules>

const byCheck: Readonly<Record<string, RuleNames>> = {
  answers: ["answers"],
  rateLimit: ["rateLimit"],
  tokenValid: ["tokenLifeMillis", "newTokenEndsOld", "bearerTokens"],
  mode: ["onlyForMode"],
  fields: ["nullIsAbsent", "blankIsAbsent"],
  addressFields: ["nullIsAbsent", "blankIsAbsent"],
  product: ["unknownProductCode", "otherProductNo"],
  cardholder: ["unapprovedCodes", "cardholderNoStored"],
  addressContent: ["addressSymbols", "unsupportedCountries", "phoneWithoutCode"],
  timezone: ["timezones"],
  span: ["listSpan", "endDate", "futureEnd"],
  pci: ["clientTokenNeedsPci"],
  card: ["unknownCardCode"],
  consumption: ["unknownConsumptionCode"],
  cardStatus: ["refusedStatusCode"],
  secretReadable: ["wrongSecretCode"],
  cvv: ["wrongSecretCode"],
  card_last_no: ["wrongSecretCode"],
  shareToken: ["unusableShareTokens"],
  balance: ["insufficientBalanceCode"]
}

const ofUniqueNo: { readonly [Name in Endpoints.EndpointName]?: RuleNames } = {
  applyForCard: ["repeatedUniqueNo", "repeatedUniqueNoCode", "uniqueNoStored"],
  transfer: ["repeatedTransferNo", "repeatedTransferNoCode", "uniqueNoStored"]
}

const ofDated: RuleNames = ["listBounds", "listLagMillis", "listOrder", "endDate", "maxPageSize", "emptyList"]

/** The rules that an answer of an operation rests on when it is carried out. */
const ofSuccess: { readonly [Name in Endpoints.EndpointName]?: RuleNames } = {
  getToken: ["tokenLifeMillis", "newTokenEndsOld", "tokenEnd"],
  applyForCard: ["repeatedUniqueNo", "newCardStatus", "cardLife"],
  listCards: ["listTime", "listedStatuses", "uniqueNoFilter", "uniqueNoShown", ...ofDated],
  getCard: ["cardDetail"],
  listConsumptions: ofDated,
  applyForCardholder: ["newCardholderStatus", "cardholderLife"],
  listCardholders: ofDated,
  transfer: ["repeatedTransferNo"],
  listTransfers: ["transferListFields", ...ofDated],
  issueClientToken: ["clientTokenSeconds"]
}

const isIn = (names: Names, check: string): boolean => names.includes(check)

/** The rule about the order in which a check is made. */
const orderRule = (operation: Endpoints.EndpointName, check: string): RuleNames => {
  if (isIn(checks, check)) return ["checkOrder"]
  if (operation === "applyForCard" && isIn(applicationChecks, check)) return ["applicationCheckOrder"]
  return isIn(listChecks, check) && operation.startsWith("list") ? ["listCheckOrder"] : []
}

/** The rules that an answer rests on: that of a check that refuses, or of an operation that is carried out. */
export const rulesOf = (operation: Endpoints.EndpointName, check: string | undefined): RuleNames => {
  if (check === undefined) return ofSuccess[operation] ?? []
  const own = check === "uniqueNo" ? ofUniqueNo[operation] : byCheck[check]
  return [...(own ?? []), ...orderRule(operation, check)]
}
