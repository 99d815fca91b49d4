/** The probe against a simulator of drawn rules: what it concludes, compared with the rules that were drawn. */
import { KeySecureSimulator, Scenario, Simulation } from "@effect-keysecure/testkit"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Clock, Effect, FastCheck as fc, pipe, Random, Redacted, Struct } from "effect"
import { experiments, experimentsFor } from "../../src/internal/probe/experiments/index.js"
import { isAssumed } from "../../src/internal/probe/callbacks/signing.js"
import * as Office from "../../src/internal/probe/callbacks/office.js"
import type { Findings, RuleName } from "../../src/internal/probe/finding.js"
import * as LeapingClock from "../../src/internal/probe/leapingClock.js"
import { type Done, knownBy, probing } from "../../src/internal/probe/probing.js"
import * as Sender from "../../src/internal/probe/sender.js"
import * as Session from "../../src/internal/probe/session.js"
import * as Simulated from "../../src/internal/probe/simulated.js"
import { applicationChecks, checks, listChecks } from "../../../testkit/src/internal/state/rules.js"
import * as EmptyList from "../../../testkit/src/internal/state/emptyList.js"
import { oddItems } from "../../../testkit/src/internal/state/oddItem.js"
import { answered, type Gateway } from "./gateways.js"
import { echoes } from "../../../testkit/src/internal/text/echo.js"
import { dateForms } from "../../../testkit/src/internal/text/httpDate.js"
import { writings } from "../../../testkit/src/internal/text/writing.js"

type Rules = Scenario.Rules
type EndpointName = keyof Rules["onlyForMode"]

/** Mostly the default, so that one rule does not hide the others behind it. */
const rare = <A>(byDefault: A, value: fc.Arbitrary<A>, weight = 1) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(byDefault) }, { weight, arbitrary: value })

const code = fc.oneof(fc.constantFrom(1004, 2002, 2004, 4001, 4010), fc.integer({ min: 3000, max: 4999 }))
const cut = fc.integer({ min: 8, max: 60 }).map((first): Scenario.Writing => ({ first }))
const { rules: byDefault } = Scenario.empty

const ways: fc.Arbitrary<Scenario.Writing> = fc.constantFrom(...Struct.keys(writings))
const writing: fc.Arbitrary<Scenario.Writing> = fc.oneof(ways, ways, ways, cut)

const showing: fc.Arbitrary<Scenario.Showing> = fc.oneof(
  writing,
  fc.constantFrom<Scenario.Showing>("absent", "null", "empty", "masked", "prefixed", "number")
)

/** Values of every rule that an experiment decides. */
const drawn = {
  checkOrder: rare(byDefault.checkOrder, fc.shuffledSubarray([...checks], { minLength: checks.length })),
  applicationCheckOrder: rare(
    byDefault.applicationCheckOrder,
    fc.shuffledSubarray([...applicationChecks], { minLength: applicationChecks.length })
  ),
  listCheckOrder: rare(
    byDefault.listCheckOrder,
    fc.shuffledSubarray([...listChecks], { minLength: listChecks.length })
  ),
  nullIsAbsent: fc.boolean(),
  blankIsAbsent: fc.boolean(),
  fieldInMessage: fc.constantFrom("before", "after"),
  tokenLifeMillis: fc.oneof(fc.constant(86_400_000), fc.integer({ min: 1_000, max: 200_000_000 })),
  tokenEnd: rare<Rules["tokenEnd"]>(
    "millis",
    fc.constantFrom("seconds", "text", "unreadable", "null", "absent", "never")
  ),
  bearerTokens: fc.boolean(),
  newTokenEndsOld: fc.boolean(),
  repeatedUniqueNo: fc.constantFrom("refused", "sameCard", "anotherCard", "acceptedLater"),
  repeatedUniqueNoCode: code,
  uniqueNoStored: rare<Rules["uniqueNoStored"]>("asIs", writing),
  uniqueNoFilter: fc.constantFrom("asStored", "exact"),
  uniqueNoShown: rare<Rules["uniqueNoShown"]>("asIs", showing),
  cardholderNoStored: rare(
    byDefault.cardholderNoStored,
    fc.constantFrom<Scenario.Writing>("upperCase", "trimmed", "nfkc", "printable", { first: 5 })
  ),
  cardholderNoShown: rare<Rules["cardholderNoShown"]>("asIs", showing),
  cardTypeShown: rare<Rules["cardTypeShown"]>("asIs", showing),
  cardDetail: fc.constantFrom("asStored", "asListed"),
  newCardStatus: fc
    .constantFrom("Activated", "Pending", "Frozen")
    .map((Virtual) => ({ Virtual, Physical: "ToActivate" })),
  cardLife: rare(
    byDefault.cardLife,
    fc
      .array(
        fc.record({
          status: fc.constantFrom("Activated", "Frozen"),
          afterMillis: fc.integer({ min: 1_500, max: 90_000 })
        }),
        {
          minLength: 1,
          maxLength: 3
        }
      )
      .map((Virtual) => ({ Virtual, Physical: [] }))
  ),
  unknownCardCode: code,
  unknownConsumptionCode: code,
  refusedStatusCode: code,
  wrongSecretCode: code,
  clientTokenSeconds: fc.integer({ min: 1, max: 9_999 }),
  addressRequiredFor: fc.subarray(["P0001", "P0002"]),
  otherProductNo: fc.constantFrom("ignored", "checked"),
  unknownProductCode: code,
  unapprovedCodes: fc.record({ Unknown: code, Pending: code, In_progress: code, Rejected: code }),
  phoneWithoutCode: fc.constantFrom("digits", "refused"),
  onlyForMode: rare<Rules["onlyForMode"]>(
    {},
    fc
      .tuple(
        fc.subarray<EndpointName>(["activateCard", "setCardPin", "listConsumptions", "issueClientToken"]),
        fc.subarray<EndpointName>(["getCardPrivateInfo", "applyForCardholder", "getConsumption", "getCard"], {
          maxLength: 2
        }),
        fc.constantFrom<"AUTHORIZATION" | "CREDIT_EXTENSION">("AUTHORIZATION", "CREDIT_EXTENSION")
      )
      .map(([some, others, mode]) => ({
        ...Object.fromEntries(some.map((name) => [name, mode])),
        ...Object.fromEntries(others.map((name) => [name, "AUTHORIZATION"]))
      }))
  ),
  listTime: fc.constantFrom("creation", "lastChange"),
  listBounds: fc.constantFrom("inclusive", "startOnly", "exclusive"),
  endDate: fc.constantFrom("startOfDay", "endOfDay"),
  listSpan: fc.constantFrom("hours", "days"),
  futureEnd: fc.constantFrom<Rules["futureEnd"]>("allowed", 1004, 1019, 1020),
  listOrder: fc.constantFrom("newestFirst", "oldestFirst"),
  maxPage: rare(byDefault.maxPage, fc.oneof(fc.integer({ min: 3, max: 1_000 }), fc.maxSafeNat()), 1),
  maxPageSize: rare(100, fc.integer({ min: 1, max: 100 })),
  emptyList: rare<Rules["emptyList"]>(
    "list",
    fc.constantFrom(...Struct.keys(EmptyList.none), ...Struct.keys(EmptyList.anything))
  ),
  oddItem: rare<Rules["oddItem"]>("none", fc.constantFrom(...Struct.keys(oddItems))),
  listLagMillis: rare(0, fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 140_000 }))),
  listedStatuses: rare<Rules["listedStatuses"]>(
    "all",
    fc.subarray(["Activated", "Pending", "Frozen", "Delete"], { minLength: 2 })
  ),
  timezones: rare<Rules["timezones"]>(
    "offsets",
    fc.subarray(Array.from({ length: 13 }, (_, hours) => `UTC+${hours}` as const))
  ),
  dateHeader: rare(true, fc.constant(false)),
  dateSkewMillis: rare<Rules["dateSkewMillis"]>(
    0,
    fc.oneof(
      fc.integer({ min: -90_000, max: 90_000 }),
      fc.array(fc.integer({ min: -20_000, max: 20_000 }), { minLength: 2, maxLength: 3 })
    )
  ),
  dateForm: rare<Rules["dateForm"]>("standard", fc.constantFrom(...dateForms)),
  ageSeconds: rare<Rules["ageSeconds"]>("none", fc.nat(90)),
  echo: rare<Rules["echo"]>(false, fc.constantFrom(true, ...Struct.keys(Struct.omit(echoes, "asIs")))),
  delayMillis: rare<Rules["delayMillis"]>(
    {},
    fc.record({ listCards: fc.integer({ min: 1, max: 1_500 }), getToken: fc.nat(400) })
  ),
  answers: rare<Rules["answers"]>(
    {},
    fc
      .tuple(
        fc.constantFrom<"listCards" | "getCard" | "applyForCard" | "getCardholder" | "getToken">(
          "listCards",
          "getCard",
          "applyForCard",
          "getCardholder",
          "getToken"
        ),
        fc.array(fc.constantFrom(500, 503, 429, 1001, 1009), { minLength: 1, maxLength: 4 })
      )
      .map(([operation, codes]) => ({ [operation]: codes }))
  ),
  callbackTimestamp: fc.constantFrom("millis", "seconds"),
  callbackNumbers: fc.constantFrom("number", "text"),
  callbackSignature: fc.constantFrom("lowerCase", "upperCase"),
  rateLimit: rare<Rules["rateLimit"]>(
    "none",
    fc.record({
      perSecond: fc.oneof(fc.integer({ min: 8, max: 60 }), fc.double({ min: 8, max: 40, noNaN: true })),
      burst: fc.integer({ min: 1, max: 60 })
    })
  )
} satisfies { readonly [Name in RuleName]?: fc.Arbitrary<Rules[Name]> }

/** A set of rules, and what the platform has beside them. */
export interface Drawn {
  readonly rules: Partial<Rules>
  /** How many cards there are before the probe makes one. */
  readonly cards: number
  readonly seed: number
  readonly startMillis: number
  readonly skewMillis: number
  /** How it delivers callbacks; as usual if there is nothing. */
  readonly habits?: Omit<Office.Habits, "onTheWay">
}

const habits: fc.Arbitrary<Omit<Office.Habits, "onTheWay">> = fc.record({
  afterMillis: fc.integer({ min: 0, max: 12_000 }),
  retries: fc.nat(4),
  retryMillis: fc.integer({ min: 1_000, max: 30_000 }),
  patienceMillis: fc.integer({ min: 500, max: 60_000 }),
  sameStamp: fc.boolean()
})

/** Sets of rules. */
export const sets: fc.Arbitrary<Drawn> = fc.record({
  rules: fc.record(drawn),
  cards: fc.constantFrom(0, 0, 7, 120),
  seed: fc.nat(),
  // Days of one digit and of two, so that the forms of a date can be told apart on some.
  startMillis: fc.integer({ min: 1_769_990_400_000, max: 1_771_200_000_000 }),
  skewMillis: fc.integer({ min: -100_000, max: 100_000 }),
  habits
})

/** The names of the rules that an experiment decides. */
export const observable: ReadonlyArray<RuleName> = experiments.flatMap(({ rules }) => [...rules])

/** Those of them that are not drawn. */
export const neverDrawn = observable.filter((name) => !Object.hasOwn(drawn, name))

/** The clock moves so far at the most, in ms. */
export const mostMillis = 600_000

/** How it is tried. */
export interface Options {
  /** Whether 1 % of the answers are lost, 1 % are 1009, and lists are slow. */
  readonly faults: boolean
  /** Whether the clock leaps, or is the machine's. */
  readonly leaps: boolean
  readonly budget?: number
  /** What stands before the platform; not beside faults. */
  readonly gateway?: Gateway
}

/** A sender whose answers are lost or refused now and then, before or after the platform has carried out what was asked. */
const faulty: Gateway = (sender) => ({
  send: (ask) =>
    Effect.gen(function* () {
      const draw = yield* Random.nextIntBetween(0, 400)
      const slow = ask.path.endsWith("/card/list") && draw % 10 === 0 ? yield* Random.nextIntBetween(1, 4_000) : 0
      const sentAt = yield* Clock.currentTimeMillis
      yield* Effect.sleep(slow)
      const lost = { ask, sentAt, receivedAt: sentAt + slow, answer: { _tag: "Lost" as const, why: "reset" } }
      if (draw < 2) return lost
      if (draw < 6) return { ...lost, answer: answered(1009) }
      const sent = yield* sender.send(ask)
      return draw < 8 ? { ...sent, sentAt, answer: lost.answer } : { ...sent, sentAt }
    })
})

const withBody = (parcel: Office.Parcel, change: (body: string) => string): Office.Parcel => ({
  ...parcel,
  posted: { ...parcel.posted, body: change(parcel.posted.body) }
})

/** The signature of somebody who does not know the secret. */
const forged = (parcel: Office.Parcel): Office.Parcel => ({
  ...parcel,
  posted: { ...parcel.posted, headers: { ...parcel.posted.headers, signature: "A".repeat(64), timestamp: "17" } }
})

/** A network on which callbacks are lost, come late or twice, are changed, and have forged ones beside them. */
const badNetwork: Office.Habits["onTheWay"] = (parcel) =>
  Effect.map(Random.nextIntBetween(0, 40), (draw) => {
    if (draw < 2) return []
    if (draw < 6) return [{ ...parcel, dueAt: parcel.dueAt + draw * 3_000 }]
    if (draw < 10) return [parcel, { ...parcel, dueAt: parcel.dueAt + (draw - 6) * 700 }]
    if (draw < 12) return [withBody(parcel, (body) => body.replace('"merchant"', '"fraud"'))]
    if (draw < 16) return [forged(parcel), parcel]
    return [parcel]
  })

/** What the probe tells of callbacks against what the platform does. Without a bad network it is known to the ms. */
export const mistoldCallbacks = ({ done, drawn: { habits: known } }: Judged, faults: boolean): string | undefined => {
  const seen = done.find(({ id }) => id === "callbacks")?.facts.callbacks
  if (seen === undefined || known === undefined) return undefined
  if (!seen.ways.some(isAssumed)) return "the way of signing"
  if (faults) return undefined
  const { patienceMillis, retries, retryMillis } = known
  const wrong = seen.rounds.filter(({ again, reply, sameId, sameStamp, waited, watched }) => {
    const gap = retryMillis + (reply === "silent" ? patienceMillis : 0)
    const times = reply === "taken" ? 0 : Math.min(retries, Math.floor(watched / gap))
    return (
      again.length !== times ||
      again.some((one) => one !== gap) ||
      (times > 0 && (sameId !== true || sameStamp !== known.sameStamp)) ||
      (reply === "silent" && waited !== (patienceMillis <= watched ? patienceMillis : null))
    )
  })
  return wrong.length === 0 && seen.inOrder !== false && seen.strange === 0 ? undefined : JSON.stringify([known, seen])
}

/** What became of a set. */
export interface Judged {
  readonly drawn: Drawn
  readonly done: ReadonlyArray<Done>
  readonly findings: Findings
  readonly requests: number
  readonly waitedMillis: number
  /** Cards that the probe made, by the platform, and those that it tells. */
  readonly cards: ReadonlyArray<string>
  readonly told: ReadonlyArray<Session.Made>
}

/** What is wrong with the cards of a set: more than the budget, or one that is not told. */
export const untold = ({ cards, told }: Judged, budget: number): string | undefined => {
  const named = new Set(told.flatMap(({ cardNo }) => cardNo ?? []))
  const perhaps = told.filter(({ cardNo }) => cardNo === undefined).length
  const hidden = cards.filter((card) => !named.has(card)).length
  return cards.length > budget || hidden > perhaps ? `${cards.length} cards, ${hidden} of them not told` : undefined
}

const request = (operation: "getToken" | "applyForCard", headers: Record<string, string>, body: unknown) => ({
  method: operation === "getToken" ? "GET" : "POST",
  path: operation === "getToken" ? "/open-api/v1/merchant/token" : "/open-api/v1/card/apply",
  headers: { "api-key": Scenario.creditApiKey, ...headers },
  body: JSON.stringify(body),
  remoteAddress: "127.0.0.1"
})

const statuses = { U0001: "Approved", U0002: "Pending", U0003: "Rejected" } as const

/** The merchant of the default scenario, with cardholders of yesterday. */
const merchantAt = (now: number): ReturnType<Scenario.Scenario> => {
  const apiKey = Scenario.creditApiKey
  const holders = Struct.keys(statuses).map((cardholderNo) =>
    Scenario.cardholder({ apiKey, cardholderNo, status: statuses[cardholderNo], createdAt: now - 86_400_000 })
  )
  const empty = pipe(
    Scenario.empty,
    Scenario.merchant({ apiKey, mode: "CREDIT_EXTENSION" }),
    Scenario.cardPackage({ apiKey, packageNo: Scenario.virtualPackageNo, cardTypes: ["Virtual"] }),
    Scenario.cardPackage({ apiKey, packageNo: Scenario.physicalPackageNo, cardTypes: ["Physical"] })
  )
  return holders.reduce((state, holder) => holder(state), empty)
}

/** The platform with cards of earlier weeks, which were made one after the other. */
const withCards =
  (count: number, now: number): Scenario.Scenario =>
  (initial) => {
    let state = initial
    for (let n = 0; n < count; n++) {
      const at = now - (count - n) * 900_000
      const [token, next] = Simulation.transition(state, request("getToken", { timestamp: String(at) }, {}), at)
      const headers = { timestamp: String(at), "access-token": JSON.parse(token.body).data.access_token }
      const application = {
        package_no: "P0001",
        cardholder_no: "U0001",
        card_unique_no: `earlier-${n}`,
        card_type: "Virtual"
      }
      state = Simulation.transition(next, request("applyForCard", headers, application), at)[1]
    }
    return state
  }

/** A conversation with the simulator that is served. */
export const conversation = (options: Partial<Session.Options>, gateway: Gateway = (platform) => platform) =>
  Effect.gen(function* () {
    const sender = yield* Effect.provide(Sender.Sender, Sender.layer(yield* Simulated.baseUrl))
    return yield* Session.make({
      apiKey: Redacted.make(Scenario.creditApiKey),
      budget: 6,
      made: [],
      keep: () => Effect.void,
      ...options
    }).pipe(Effect.provideService(Sender.Sender, gateway(sender)))
  })

const chosen = { cardholderNo: undefined, packageNo: undefined, cardBinNo: undefined }

const probe = (drawn: Drawn, { budget = 6, faults, gateway }: Options) =>
  Effect.gen(function* () {
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    yield* simulator.setSkew(drawn.skewMillis)
    const before = (yield* simulator.cards).length
    const started = yield* Clock.currentTimeMillis
    const session = yield* conversation({ budget }, faults ? faulty : gateway)
    const hooks = { begun: () => Effect.void, ended: () => Effect.void }
    const platform = { ...Office.usual, ...drawn.habits, ...(faults ? { onTheWay: badNetwork } : {}) }
    const keys = Redacted.make({
      appId: Scenario.appId,
      apiSecret: Scenario.apiSecret,
      apiKey: Scenario.creditApiKey
    })
    const all = experimentsFor(chosen, { inbox: Office.make(simulator, platform), keys })
    const done = yield* Effect.provideService(probing(all, [], hooks), Session.Session, session)
    return {
      drawn,
      done,
      findings: knownBy(done).findings,
      requests: session.exchanges().length,
      waitedMillis: (yield* Clock.currentTimeMillis) - started,
      cards: (yield* simulator.cards).slice(before).map(({ cardNo }) => cardNo),
      told: session.made()
    } satisfies Judged
  })

/** Probes a simulator of a set. */
export const judged = (drawn: Drawn, options: Options): Effect.Effect<Judged> => {
  const start = options.leaps ? drawn.startMillis : Clock.make().unsafeCurrentTimeMillis()
  const now = start + drawn.skewMillis
  const scenario: Scenario.Scenario = () =>
    pipe(merchantAt(now), withCards(drawn.cards, now), Scenario.rules(drawn.rules))
  return probe(drawn, options).pipe(
    Effect.provide([Simulated.layer(scenario), UndiciHttpClient.layer]),
    Effect.withRandom(Random.make(drawn.seed)),
    options.leaps ? Effect.withClock(LeapingClock.make(start)) : (program) => program
  )
}
