/** The simulator that the program serves while it is under control: its platform, its faults, and its session. */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as PubSub from "effect/PubSub"
import * as Scope from "effect/Scope"
import type { Fault, Schedule } from "../../Fault.js"
import type { Handle } from "../keySecureSimulator/clientTransport.js"
import { makeSilence } from "../keySecureSimulator/silence.js"
import { connectionReset, type Delivery, type Travel, travel } from "../keySecureSimulator/travel.js"
import type { Request } from "../requests/http.js"
import { type Answered, makePlatform, type Platform, type Witness } from "../simulation/platform.js"
import { route } from "../simulation/route.js"
import { cardByNo, type State } from "../state/state.js"
import { cut } from "../text/cut.js"
import type { Settings } from "./callbacks.js"
import { type Change, stepOf, type SwitchChange, switched } from "./changes.js"
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
  readonly changeSwitches: (change: SwitchChange) => Effect.Effect<Switches.Switches>
  /** Changes the state. A change of the clock, which has happened, is told alone. */
  readonly change: (change: Change) => Effect.Effect<void, Misses>
  /** What sends callbacks. */
  readonly courier: Courier
  /** Everything is as it was when the program started. The connections of those who wait for an answer are reset. */
  readonly reset: Effect.Effect<void>
  readonly happened: PubSub.PubSub<Happened>
}

/** A change is about something that is not there. */
export class Misses extends Data.TaggedError("Misses")<{ readonly message: string }> {}

/** What is told of everything that happens, at the very moment of each, so that it can happen again in the same order. */
export interface Watch extends Witness {
  readonly arrived: (arrival: Session.Arrival, state: State) => void
  /** A request has ended for its caller. */
  readonly ended: (request: Request, end: Session.End) => void
  readonly changed: (change: Change | SwitchChange, now: number) => void
  readonly reset: (now: number) => void
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
  readonly watch?: Watch | undefined
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
export const aboutOf = ({ body, method, path }: Request, state: State) => {
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

/** How a request ended for its caller at a time. */
export const endOf = (exit: Travelled, at: number): Session.End =>
  Exit.match(exit, {
    onSuccess: ({ code, response }) => ({ at, how: "answered", response, code }),
    onFailure: (cause) => ({ at, how: cause._tag === "Fail" ? "reset" : "left", response: undefined, code: undefined })
  })

/** What runs from the start, or from a reset, to the next one. */
interface Era {
  readonly scope: Scope.CloseableScope
  readonly isOver: Deferred.Deferred<void>
}

/** What a desk holds. It changes only synchronously, so that nothing is lost between requests. */
interface Held {
  readonly platform: Platform
  readonly happened: PubSub.PubSub<Happened>
  readonly silence: Effect.Effect<never>
  readonly watch: Watch | undefined
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
  const arrival = { ...about, request, at, fault, echoes: state.rules.echo !== false }
  held.session = Session.arrived(held.session, arrival)
  held.watch?.arrived(arrival, state)
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

/** The way of a request. A reset is for its caller what a new start of the program is: the connection is gone. */
const travelIn = (held: Held, era: Era, delivery: Delivery, fault: Fault | undefined): Travel => {
  const gone = Effect.suspend(() => connectionReset(delivery.from))
  return Effect.raceFirst(travel(delivery, fault), Effect.zipRight(Deferred.await(era.isOver), gone)).pipe(
    // A reset also ends what the platform does with the request.
    Effect.catchAllCause((cause) => (era === held.era ? Effect.failCause(cause) : gone))
  )
}

const handleOf =
  (held: Held): Handle =>
  (request, from) =>
    Effect.flatMap(held.platform.now, (at) => {
      const { era } = held
      const { fault, id } = arrive(held, request, at)
      const delivery = { platform: platformFor(held, era, id), scope: era.scope, request, from, silence: held.silence }
      return PubSub.publish(held.happened, { _tag: "Request", id }).pipe(
        Effect.zipRight(travelIn(held, era, delivery, fault)),
        Effect.onExit((exit) =>
          Effect.flatMap(held.platform.now, (endedAt) => {
            const end = endOf(exit, endedAt)
            held.watch?.ended(request, era === held.era ? end : { ...end, how: "left" })
            return tell(held, era, id, (before) => Session.ended(before, id, end))
          })
        ),
        Effect.map(({ response }) => response)
      )
    })

const happenedBy = ({ _tag }: Change): Happened => ({ _tag: _tag === "Rules" || _tag === "Clock" ? _tag : "State" })

/** Changes the state now, and tells it. */
const changeBy = ({ happened, platform, watch }: Held, change: Change): Effect.Effect<void, Misses> =>
  Effect.flatMap(platform.now, (now) =>
    Effect.try({
      try: () => {
        platform.update(stepOf(change, now))
        watch?.changed(change, now)
      },
      catch: (cause) => new Misses({ message: cause instanceof Error ? cause.message : "it is not there" })
    })
  ).pipe(Effect.zipRight(PubSub.publish(happened, happenedBy(change))), Effect.asVoid)

const switchBy = (held: Held, change: SwitchChange): Effect.Effect<Switches.Switches> =>
  Effect.flatMap(held.platform.now, (now) => {
    held.switches = switched(held.switches, change)
    held.watch?.changed(change, now)
    return Effect.as(PubSub.publish(held.happened, { _tag: "Faults" }), held.switches)
  })

/** Makes one in a scope: a request that arrived is carried out while the scope is open, and until a reset. */
export const makeDesk = ({
  callbacks,
  faults,
  initial,
  post,
  skewMillis,
  watch
}: DeskOptions): Effect.Effect<Desk, never, Scope.Scope> =>
  Effect.gen(function* () {
    const whole = yield* Effect.scope
    const newEra = Effect.zipWith(
      Scope.fork(whole, ExecutionStrategy.sequential),
      Deferred.make<void>(),
      (scope, isOver): Era => ({ scope, isOver })
    )
    const clockOptions = { driftPpm: 0, epochMillis: undefined, skewMillis }
    const happened = yield* PubSub.sliding<Happened>(eventsKept)
    const witness: Witness = {
      answered: (request, overrides, answer) => watch?.answered(request, overrides, answer),
      advanced: (now) => {
        watch?.advanced(now)
        happened.unsafeOffer({ _tag: "State" })
      }
    }
    const platform = yield* makePlatform({ ...clockOptions, initial, requestsKept: 0, explains: true, witness })
    const atStart = { session: Session.empty, switches: Switches.fromSchedule(Option.getOrElse(faults, () => [])) }
    const courier = yield* makeCourier(platform, callbacks, post, happened)
    const held: Held = { platform, happened, watch, silence: makeSilence(), era: yield* newEra, ...atStart }

    return {
      platform,
      happened,
      courier,
      handle: handleOf(held),
      session: Effect.sync(() => held.session),
      switches: Effect.sync(() => held.switches),
      changeSwitches: (change) => switchBy(held, change),
      change: (change) => changeBy(held, change),
      reset: Effect.gen(function* () {
        const { era } = held
        const now = yield* platform.now
        Object.assign(held, { era: yield* newEra, ...atStart })
        platform.update(() => initial)
        watch?.reset(now)
        yield* platform.clock.reset
        yield* courier.reset
        yield* Deferred.succeed(era.isOver, undefined)
        yield* Scope.close(era.scope, Exit.void)
        yield* PubSub.publish(happened, { _tag: "Reset" })
      })
    }
  })
