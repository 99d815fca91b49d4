/** Sessions of a simulator under control that are recorded, and replays of their traces. */
import { HttpClientRequest } from "@effect/platform"
import { Effect, FastCheck as fc, Fiber, HashMap, Option, Schema } from "effect"
import { Fault, Scenario, type Simulation, VirtualClock } from "../../src/index.js"
import { addressBook } from "../../src/internal/addresses/book.js"
import type { Change, SwitchChange } from "../../src/internal/control/changes.js"
import { type Desk, makeDesk } from "../../src/internal/control/desk.js"
import { save } from "../../src/internal/control/snapshot.js"
import { encrypt } from "../../src/internal/simulation/handlers/cardSecrets.js"
import { makeRecorder } from "../../src/internal/trace/recorder.js"
import { replay } from "../../src/internal/trace/replay.js"
import { readTrace } from "../../src/internal/trace/trace.js"
import { generatedState, requests } from "./requests.js"
import type { RulesInput } from "../../src/internal/simulatorControl/inputs.js"
import { aroundNow, now, paths, physical, Session } from "./session.js"

/** A person who lives nowhere near the addresses that the testkit knows. */
export const person = {
  first_name: "Zaphodia",
  last_name: "Beeblebrox-O'Neil",
  phone_code: "1",
  phone: "2147485000",
  postal_code: "75219",
  country: "US",
  state: "TX",
  city: "Dallasville",
  address_line1: "4242 Heartofgold Boulevard, #7",
  address_line2: "Suite Magrathea"
}

export const key = "private_merchant_key"
export const shareToken = "private-share-token"
const apiSecret = "private-secret-of-32-characters."

/** Every kind of merchant, and one with secrets of its own. */
const merchant = Scenario.merchant({
  apiKey: key,
  mode: "CREDIT_EXTENSION",
  apiSecret,
  appId: "private_app",
  pci: true
})
const initial: Simulation.State = [
  merchant,
  Scenario.cardholder({ apiKey: key, cardholderNo: "U0001", email: "zaphodia@private.example" }),
  Scenario.cardPackage({ apiKey: key, packageNo: "P0002", cardTypes: ["Physical"] }),
  Scenario.rules({
    unusableShareTokens: [shareToken],
    cardLife: { Virtual: [{ status: "Frozen", afterMillis: 3_000 }], Physical: [] }
  })
].reduce((state, step) => step(state), generatedState)

const owner = Option.getOrThrow(HashMap.get(initial.merchants, key))

/** What a person at the control does, and requests of the app. */
type Move =
  | { readonly _tag: "Ask"; readonly request: Simulation.Request; readonly isOwn: boolean }
  | { readonly _tag: "Change"; readonly change: (now: number) => Change }
  | { readonly _tag: "Switch"; readonly change: SwitchChange }
  | { readonly _tag: "Clock"; readonly byMillis: number }
  | { readonly _tag: "Reset" | "Look" }

const session = new Session(initial, key)
const places = fc.oneof(
  fc.constant(person),
  fc.constantFrom(...addressBook).map((place) => ({ ...person, ...place }))
)
const broken = fc.constantFrom(
  {},
  {},
  { phone: "123" },
  { phone_code: "" },
  { postal_code: "7521" },
  { city: "Zürichville" },
  { address_line1: "Ünter {1}" },
  { country: "XX" },
  { first_name: 7 },
  { state: " " }
)

const forPerson = fc.tuple(places, broken, fc.constantFrom("Physical", "Virtual"), fc.constantFrom("a", "b", "c"))

const cardNo = fc.constantFrom("C0000000001", "C0000000002", "C0000000003")
const cvvs = fc.constantFrom("0", ...[1, 2, 3].map((n) => String((n * 7_919) % 1_000).padStart(3, "0")))

const own = (request: Simulation.Request): readonly [Move, number] => [{ _tag: "Ask", request, isOwn: true }, 1_000]

/** A physical card is applied for, activated with the right CVV, and gets a good PIN. */
export const physicalCard = (() => {
  const card_no = "C0000000002"
  const of = { cardholder_no: "U0001", card_no }
  const cvv = encrypt(owner, String((2 * 7_919) % 1_000).padStart(3, "0"))
  return [
    own(session.request(paths.applyForCard, { ...physical, card_unique_no: "a", address_info: person })),
    own(session.request("/open-api/v1/card/active", { ...of, cvv, card_last_no: "0002" })),
    own(session.request("/open-api/v1/card/pin/set", { ...of, pin: encrypt(owner, "135790") }))
  ]
})()

/** Under some rules, numbers that hold the key and the token are given, and asked for. */
export const secretNumbers = (payload: typeof RulesInput.Type): ReadonlyArray<readonly [Move, number]> => [
  [{ _tag: "Change", change: () => ({ _tag: "Rules", payload }) }, 0],
  ...[key, `order-${session.token}`, `${session.token}-1`].flatMap((card_unique_no) => [
    own(session.request(paths.applyForCard, { ...physical, card_unique_no })),
    own(session.request(paths.listCards, { ...aroundNow, card_unique_no }))
  ])
]

/** Requests with what no trace may hold. */
const ownRequest = fc.oneof(
  fc.constant(session.request(paths.applyForCard, { ...physical, cardholder_no: "U0009", address_info: person })),
  forPerson.map(([place, mistake, card_type, card_unique_no]) =>
    session.request(paths.applyForCard, {
      ...physical,
      card_type,
      card_unique_no,
      address_info: { ...place, ...mistake }
    })
  ),
  fc.tuple(cardNo, cvvs).map(([card_no, cvv]) =>
    session.request("/open-api/v1/card/active", {
      cardholder_no: "U0001",
      card_no,
      cvv: encrypt(owner, cvv),
      card_last_no: card_no.slice(-4)
    })
  ),
  fc
    .tuple(cardNo, fc.constantFrom("135790", "111111"))
    .map(([card_no, pin]) =>
      session.request("/open-api/v1/card/pin/set", { cardholder_no: "U0001", card_no, pin: encrypt(owner, pin) })
    ),
  cardNo.map((card) => ({ ...session.request(`/open-api/v1/card/${card}/private/info`, ""), method: "GET", body: "" })),
  cardNo.map((card) => ({
    ...session.request(`/open-api/v1/merchant/client/${card}/token`, ""),
    method: "GET",
    body: ""
  })),
  fc.constant({ ...session.request(paths.getToken, ""), method: "GET", body: "" }),
  fc
    .constantFrom(shareToken, "another-share-token")
    .map((sumsub_share_token) =>
      session.request("/open-api/v1/cardholder/apply", { cardholder_unique_no: "own", sumsub_share_token })
    )
)

const asks: fc.Arbitrary<Move> = fc.oneof(
  requests.map(([, request]) => ({ _tag: "Ask" as const, request, isOwn: false })),
  ownRequest.map((request) => ({ _tag: "Ask" as const, request, isOwn: true }))
)

const changes: fc.Arbitrary<Change> = fc.constantFrom<Change>(
  { _tag: "Review", payload: { apiKey: Scenario.creditApiKey, cardholderNo: "U0002", status: "Approved" } },
  { _tag: "CardStatus", payload: { cardNo: "C0000000001", status: "Frozen" } },
  { _tag: "CardStatus", payload: { cardNo: "C0000000002", status: "Activated", reason: "by hand" } },
  { _tag: "Consumption", payload: { cardNo: "C0000000001", amount: "12.50" } },
  { _tag: "Rules", payload: { repeatedUniqueNo: "sameCard" } },
  { _tag: "Rules", payload: { echo: true, tokenLifeMillis: 5_000 } },
  { _tag: "Rules", payload: { echo: false, answers: { listCards: [1001, 0, 1009] } } },
  { _tag: "Rules", payload: { uniqueNoShown: "masked", newTokenEndsOld: true } },
  { _tag: "Merchant", payload: { apiKey: key, mode: "CREDIT_EXTENSION", apiSecret, pci: false } },
  { _tag: "Load", payload: save(initial) }
)

const faults = Fault.schedules({ maxFaults: 1 })
  .map(([step]) => step?.fault)
  .filter((fault) => fault !== undefined)
  .filter((fault) => fault._tag !== "ConnectionRefused")

const around: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: changes.map((change) => ({ _tag: "Change" as const, change: () => change })) },
  {
    weight: 4,
    arbitrary: faults.map((fault) => ({
      _tag: "Switch" as const,
      change: { _tag: "AddFault" as const, payload: { fault } }
    }))
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -10_000, max: 100_000 }).map((byMillis) => ({ _tag: "Clock" as const, byMillis }))
  },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ _tag: "Reset" }, { _tag: "Look" }) }
)

export const moves = fc.array(
  fc.tuple(fc.oneof({ weight: 4, arbitrary: asks }, { weight: 1, arbitrary: around }), fc.nat(2_000)),
  { minLength: 5, maxLength: 25 }
)

const unnamed = HttpClientRequest.get("/")
const readToken = Schema.decodeUnknownOption(
  Schema.parseJson(Schema.Struct({ data: Schema.Struct({ access_token: Schema.String }) }))
)

/** Requests with the right time, and the last token of the own merchant, are good for as long as the session lasts. */
const fresh = ({ headers, ...request }: Simulation.Request, at: number, token: string | undefined) => ({
  ...request,
  headers: {
    ...headers,
    ...(headers["timestamp"] === String(now) ? { timestamp: String(at) } : {}),
    ...(token === undefined ? {} : { "access-token": token })
  }
})

const move = (desk: Desk, one: Move, tokens: Array<string>): Effect.Effect<unknown> => {
  switch (one._tag) {
    case "Ask":
      return Effect.flatMap(desk.platform.now, (at) =>
        desk.handle(fresh(one.request, at, one.isOwn ? tokens.at(-1) : undefined), unnamed).pipe(
          Effect.timeoutOption("1 minute"),
          Effect.tap((answer) => {
            const told = Option.flatMap(answer, ({ body }) => readToken(body))
            if (Option.isSome(told) && one.isOwn) tokens.push(told.value.data.access_token)
          }),
          Effect.ignore
        )
      )
    case "Change":
      return Effect.ignore(Effect.zipRight(desk.platform.caughtUp, desk.change(one.change(now))))
    case "Switch":
      return desk.changeSwitches(one.change)
    case "Clock":
      return Effect.zipRight(
        desk.platform.clock.moveBy(one.byMillis),
        Effect.ignore(desk.change({ _tag: "Clock", payload: { byMillis: one.byMillis } }))
      )
    case "Reset":
      return desk.reset
    case "Look":
      return desk.platform.caughtUp
  }
}

const nowhere = { url: undefined, urls: {}, held: false, retries: 0, retryMillis: 0 }

/** The text of a session's trace, and the tokens that were given in it. */
export const recorded = (all: ReadonlyArray<readonly [Move, number]>) =>
  VirtualClock.run(
    () =>
      Effect.gen(function* () {
        const recorder = makeRecorder({ initial: session.state, faults: [], version: "0.0.0" })
        const lines = [...recorder.take(false)]
        const tokens = [session.token]
        const desk = yield* makeDesk({
          initial: session.state,
          skewMillis: 0,
          faults: Option.none(),
          callbacks: nowhere,
          post: () => Effect.never,
          watch: recorder
        })
        const fibers: Array<Fiber.RuntimeFiber<unknown>> = []
        for (const [one, afterMillis] of all) {
          yield* Effect.sleep(afterMillis)
          fibers.push(yield* Effect.fork(move(desk, one, tokens)))
          lines.push(...recorder.take(false))
        }
        yield* Fiber.awaitAll(fibers)
        lines.push(...recorder.take(true))
        return { text: lines.join(""), tokens }
      }).pipe(Effect.scoped),
    { startMillis: now }
  )

/** What a replay of a trace tells. */
export const replayed = (text: string) =>
  Effect.flatMap(readTrace(text), (trace) => Effect.map(replay(trace), (changed) => ({ changed, trace })))
