/** The simulator that the program serves while it is under control: its platform, its faults, and its session. */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as PubSub from "effect/PubSub"
import * as Scope from "effect/Scope"
import type { Schedule } from "../../Fault.js"
import type { Handle } from "../keySecureSimulator/clientTransport.js"
import { makeSilence } from "../keySecureSimulator/silence.js"
import { travel } from "../keySecureSimulator/travel.js"
import type { Request } from "../requests/http.js"
import { type Answered, makePlatform, type Platform } from "../simulation/platform.js"
import { route } from "../simulation/route.js"
import { cardByNo, type State } from "../state/state.js"
import { cut } from "../text/cut.js"
import type { Settings } from "./callbacks.js"
import { type Courier, makeCourier, type Post } from "./courier.js"
import type { Happened } from "./happened.js"
import * as Session from "./session.js"
import * as Switches from "./switches.js"

/** A simulator under control. */
export interface Desk {
  readonly platform: Platform
  readonly handle: Handle
  readonly session: Effect.Effect<Session.Session>
  readonly switches: Effect.Effect<Switches.Switches>
  /** Changes what is switched on, and gives what is then. */
  readonly changeSwitches: (f: (switches: Switches.Switches) => Switches.Switches) => Effect.Effect<Switches.Switches>
  /** What sends callbacks. */
  readonly courier: Courier
  /** Everything is as it was when the program started. */
  readonly reset: Effect.Effect<void>
  readonly happened: PubSub.PubSub<Happened>
}

/** How it starts. */
export interface DeskOptions {
  readonly initial: State
  readonly skewMillis: number
  /** Those that are switched on at the start. */
  readonly faults: Option.Option<Schedule>
  /** Where callbacks are sent, and how. */
  readonly callbacks: Settings
  readonly post: Post
}

/** Those who look on and are slower than this many events miss the oldest. */
const eventsKept = 1_024

const parsed = Option.liftThrowable((body: string): unknown => JSON.parse(body))

/** A number of the body, as long as numbers are. */
const numberIn = (body: unknown, name: string): string | undefined => {
  const value = Predicate.isReadonlyRecord(body) ? body[name] : undefined
  return typeof value === "string" && value !== "" ? cut(value, 128) : undefined
}

/** What a request is about. */
const aboutOf = ({ body, method, path }: Request, state: State) => {
  const found = route(method, path)
  const { operation, params } =
    found !== undefined && "operation" in found ? found : { operation: undefined, params: {} }
  const fields = body === "" ? undefined : Option.getOrUndefined(parsed(body))
  const cardNo = numberIn(params, "card_no") ?? numberIn(fields, "card_no") ?? ""
  return {
    operation,
    cardUniqueNo: numberIn(fields, "card_unique_no") ?? cardByNo(state, cardNo)?.cardUniqueNo,
    cardholderNo: numberIn(params, "cardholder_no") ?? numberIn(fields, "cardholder_no")
  }
}

type Travelled = Exit.Exit<Answered, HttpClientError.HttpClientError>

const endOf = (exit: Travelled, at: number): Session.End =>
  Exit.match(exit, {
    onSuccess: ({ code, response }) => ({ at, how: "answered", response, code }),
    onFailure: (cause) => ({ at, how: cause._tag === "Fail" ? "reset" : "left", response: undefined, code: undefined })
  })

/** What runs from the start, or from a reset, to the next one. */
interface Era {
  readonly scope: Scope.CloseableScope
}

/** What a desk holds. It changes only synchronously, so that nothing is lost between requests. */
interface Held {
  readonly platform: Platform
  readonly happened: PubSub.PubSub<Happened>
  readonly silence: Effect.Effect<never>
  era: Era
  session: Session.Session
  switches: Switches.Switches
}

/** Changes the session, unless what happens belongs to an earlier one. */
const tell = (held: Held, of: Era, id: number, f: (session: Session.Session) => Session.Session) =>
  Effect.suspend(() => {
    if (of !== held.era) return Effect.void
    held.session = f(held.session)
    return PubSub.publish(held.happened, { _tag: "Request", id })
  })

const arrive = (held: Held, request: Request, at: number) => {
  const state = held.platform.state()
  const about = aboutOf(request, state)
  const nth = Session.nextNth(held.session, about.operation)
  const [fault, left] =
    about.operation === undefined
      ? [undefined, held.switches]
      : Switches.meet(held.switches, { ...about, operation: about.operation, nth })
  held.switches = left
  held.session = Session.arrived(held.session, { ...about, request, at, fault, echoes: state.rules.echo !== false })
  return { id: held.session.entries.count, fault }
}

/** The platform as one request meets it: what it does with the request is told. */
const platformFor = (held: Held, of: Era, id: number): Platform => ({
  ...held.platform,
  answer: (request, overrides) =>
    Effect.tap(held.platform.answer(request, overrides), ({ response, verdict }) =>
      verdict === undefined
        ? Effect.void
        : tell(held, of, id, (before) => Session.delivered(before, id, { response, verdict }))
    )
})

const handleOf =
  (held: Held): Handle =>
  (request, from) =>
    Effect.flatMap(held.platform.now, (at) => {
      const { era } = held
      const { fault, id } = arrive(held, request, at)
      const delivery = { platform: platformFor(held, era, id), scope: era.scope, request, from, silence: held.silence }
      return PubSub.publish(held.happened, { _tag: "Request", id }).pipe(
        Effect.zipRight(travel(delivery, fault)),
        Effect.onExit((exit) =>
          Effect.flatMap(held.platform.now, (end) =>
            tell(held, era, id, (before) => Session.ended(before, id, endOf(exit, end)))
          )
        ),
        Effect.map(({ response }) => response)
      )
    })

/** Makes one in a scope: a request that arrived is carried out while the scope is open, and until a reset. */
export const makeDesk = ({
  callbacks,
  faults,
  initial,
  post,
  skewMillis
}: DeskOptions): Effect.Effect<Desk, never, Scope.Scope> =>
  Effect.gen(function* () {
    const whole = yield* Effect.scope
    const newEra = Effect.map(Scope.fork(whole, ExecutionStrategy.sequential), (scope): Era => ({ scope }))
    const clockOptions = { driftPpm: 0, epochMillis: undefined, skewMillis }
    const platform = yield* makePlatform({ ...clockOptions, initial, requestsKept: 0, explains: true })
    const happened = yield* PubSub.sliding<Happened>(eventsKept)
    const atStart = { session: Session.empty, switches: Switches.fromSchedule(Option.getOrElse(faults, () => [])) }
    const courier = yield* makeCourier(platform, callbacks, post, happened)
    const held: Held = { platform, happened, silence: makeSilence(), era: yield* newEra, ...atStart }

    return {
      platform,
      happened,
      courier,
      handle: handleOf(held),
      session: Effect.sync(() => held.session),
      switches: Effect.sync(() => held.switches),
      changeSwitches: (f) =>
        Effect.suspend(() => {
          held.switches = f(held.switches)
          return Effect.as(PubSub.publish(happened, { _tag: "Faults" }), held.switches)
        }),
      reset: Effect.gen(function* () {
        const { era } = held
        Object.assign(held, { era: yield* newEra, ...atStart })
        platform.update(() => initial)
        yield* platform.clock.reset
        yield* courier.reset
        yield* Scope.close(era.scope, Exit.void)
        yield* PubSub.publish(happened, { _tag: "Reset" })
      })
    }
  })
