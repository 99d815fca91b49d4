/** The handlers of the control API: each calls the desk, and shows what it gives. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Iterable from "effect/Iterable"
import * as Predicate from "effect/Predicate"
import * as PubSub from "effect/PubSub"
import * as Record from "effect/Record"
import * as Struct from "effect/Struct"
import { Api, NotTaken, NotThere } from "../../SimulatorControl.js"
import type { ClockChange } from "../simulatorControl/inputs.js"
import type { State } from "../state/state.js"
import { callbackRow } from "./callbackRows.js"
import * as Callbacks from "./callbacks.js"
import type { Change } from "./changes.js"
import type { Desk } from "./desk.js"
import { entryOf, rowOf } from "./entries.js"
import { eventStream } from "./eventStream.js"
import * as Rows from "./rows.js"
import * as Session from "./session.js"
import { save } from "./snapshot.js"
import type * as Switches from "./switches.js"

/** What the program says of itself. */
export interface About {
  /** The origin of the vendor's API. */
  readonly simulator: string
  readonly version: string
}

const session = (desk: Desk, about: About) =>
  HttpApiBuilder.group(Api, "session", (handlers) =>
    handlers
      .handle("about", () => Effect.succeed(about))
      .handle("reset", () => desk.reset)
      .handle("events", () => Effect.succeed(eventStream(desk)))
      .handle("schedule", () => Effect.map(desk.session, Session.scheduleOf))
  )

/** What a list is asked for that is searched. */
interface Searched extends Rows.Asked {
  readonly text?: string
}

/** A list of the state: its items, the texts by which it is filtered, and how an item is shown. */
interface Listing<A, Row> {
  readonly items: (state: State) => Iterable<A>
  readonly texts: Readonly<Record<string, (item: A) => string>>
  readonly show: (asked: Rows.Asked, item: A, now: number) => Row
}

const listing =
  <A, Row>({ platform: { caughtUp, now } }: Desk, { items, show, texts }: Listing<A, Row>) =>
  ({ urlParams: asked }: { readonly urlParams: Searched & Readonly<Record<string, unknown>> }) =>
    Effect.zipWith(caughtUp, now, (state, time) => {
      // There may be 100,000 cards: none is looked at for a filter that was not given.
      const wanted = Record.toEntries(texts).filter(([name]) => asked[name] !== undefined)
      const searched = asked.text === undefined ? undefined : Record.values(Struct.omit(texts, "apiKey"))
      const isSought = (item: A) =>
        searched === undefined ||
        Rows.holds(
          asked.text,
          searched.map((textOf) => textOf(item))
        )
      const found = Iterable.filter(
        items(state),
        (item) => wanted.every(([name, textOf]) => asked[name] === textOf(item)) && isSought(item)
      )
      return Rows.paged(asked, found, (item) => show(asked, item, time))
    })

const state = (desk: Desk) =>
  HttpApiBuilder.group(Api, "state", (handlers) =>
    handlers
      .handle("merchants", listing(desk, Rows.merchants))
      .handle("cardholders", listing(desk, Rows.cardholders))
      .handle("cards", listing(desk, Rows.cards))
      .handle("transfers", listing(desk, Rows.transfers))
      .handle("consumptions", listing(desk, Rows.consumptions))
      .handle("tokens", listing(desk, Rows.tokens))
      .handle("save", () => Effect.map(desk.platform.caughtUp, save))
      .handle("load", ({ payload }) => Effect.orDie(desk.change({ _tag: "Load", payload })))
  )

/** What the request log is asked for. */
interface LogAsked extends Searched {
  readonly operation?: string
  readonly code?: number
  readonly answeredBy?: string
  readonly cardUniqueNo?: string
  readonly cardholderNo?: string
  readonly faulty?: boolean
}

const fits = (asked: LogAsked, entry: Session.Entry): boolean => {
  const last = entry.deliveries.at(-1)?.verdict
  return (
    (asked.operation === undefined || asked.operation === entry.operation) &&
    (asked.code === undefined || asked.code === last?.code) &&
    (asked.answeredBy === undefined || asked.answeredBy === last?.answeredBy) &&
    (asked.cardUniqueNo === undefined || asked.cardUniqueNo === entry.cardUniqueNo) &&
    (asked.cardholderNo === undefined || asked.cardholderNo === entry.cardholderNo) &&
    (asked.faulty === undefined || asked.faulty === (entry.fault !== undefined)) &&
    Rows.holds(asked.text, [
      entry.operation,
      entry.request.path,
      entry.cardUniqueNo,
      entry.cardholderNo,
      last?.why,
      last?.whyZh
    ])
  )
}

const log = (desk: Desk) =>
  HttpApiBuilder.group(Api, "log", (handlers) =>
    handlers
      .handle("list", ({ urlParams: asked }) =>
        Effect.map(desk.session, (session) => {
          const { after = 0 } = asked
          const later = Iterable.filter(Session.newestFirst(session), ({ id }) => id > after)
          return Rows.paged(
            asked,
            Iterable.filter(later, (entry) => fits(asked, entry)),
            (entry) => rowOf(asked, entry)
          )
        })
      )
      .handle("entry", ({ path: { id }, urlParams: asked }) =>
        Effect.flatMap(desk.session, (session) => {
          const entry = Session.entryOf(session, id)
          return entry === undefined
            ? new NotThere({ message: `there is no request ${id} in the log` })
            : Effect.succeed(entryOf(asked, entry))
        })
      )
  )

/** Changes the state by a step of a scenario. A step says what it misses. */
const step = (desk: Desk, change: Change) =>
  Effect.zipRight(
    desk.platform.caughtUp,
    Effect.catchTag(desk.change(change), "Misses", ({ message }) => new NotThere({ message }))
  )

const scenario = (desk: Desk) =>
  HttpApiBuilder.group(Api, "scenario", (handlers) =>
    handlers
      .handle("merchant", ({ payload }) => step(desk, { _tag: "Merchant", payload }))
      .handle("cardholder", ({ payload }) => step(desk, { _tag: "Cardholder", payload }))
      .handle("review", ({ payload }) => step(desk, { _tag: "Review", payload }))
      .handle("cardPackage", ({ payload }) => step(desk, { _tag: "CardPackage", payload }))
      .handle("bin", ({ payload }) => step(desk, { _tag: "Bin", payload }))
      .handle("cardStatus", ({ payload }) => step(desk, { _tag: "CardStatus", payload }))
      .handle("cancelCard", ({ payload }) => step(desk, { _tag: "CancelCard", payload }))
      .handle("consumption", ({ payload }) => step(desk, { _tag: "Consumption", payload }))
      .handle("authorization", ({ payload }) => step(desk, { _tag: "Authorization", payload }))
  )

/** So many faults may be switched on at a time. */
const mostSwitches = 1_000

const switchOf = ({ cardUniqueNo, fault, id, met, nth, operation, times }: Switches.Switch) => ({
  id,
  fault,
  met,
  times: times ?? ("always" as const),
  ...(operation === undefined ? {} : { operation }),
  ...(cardUniqueNo === undefined ? {} : { cardUniqueNo }),
  ...(nth === undefined ? {} : { nth })
})

const faults = (desk: Desk) =>
  HttpApiBuilder.group(Api, "faults", (handlers) =>
    handlers
      .handle("list", () => Effect.map(desk.switches, ({ on }) => on.map(switchOf)))
      .handle("add", ({ payload: { times = 1, ...waiting } }) =>
        Effect.flatMap(desk.switches, ({ on }) =>
          on.length >= mostSwitches
            ? new NotTaken({ message: `${mostSwitches} faults are switched on: remove some first` })
            : Effect.map(desk.changeSwitches({ _tag: "AddFault", payload: { ...waiting, times } }), (after) =>
                switchOf({ ...waiting, times: times === "always" ? undefined : times, id: after.count, met: 0 })
              )
        )
      )
      .handle("remove", ({ path: { id } }) =>
        Effect.flatMap(desk.switches, ({ on }) =>
          on.some((one) => one.id === id)
            ? Effect.asVoid(desk.changeSwitches({ _tag: "RemoveFault", id }))
            : new NotThere({ message: `no fault ${id} is switched on` })
        )
      )
      .handle("clear", () => Effect.asVoid(desk.changeSwitches({ _tag: "ClearFaults" })))
  )

/** Api-Keys are masked. */
const settingsOf = ({ url, urls, ...settings }: Callbacks.Settings) => ({
  ...settings,
  urls: Record.mapKeys(urls, (apiKey) => Rows.secret({}, apiKey)),
  ...(url === undefined ? {} : { url })
})

const callbacks = (desk: Desk) => {
  const { courier } = desk
  return HttpApiBuilder.group(Api, "callbacks", (handlers) =>
    handlers
      .handle("list", ({ urlParams: asked }) =>
        Effect.map(courier.callbacks, (all) => {
          const { action, apiKey } = asked
          const found = Iterable.filter(
            Callbacks.newestFirst(all),
            ({ event }) => (action ?? event.action) === event.action && (apiKey ?? event.apiKey) === event.apiKey
          )
          return Rows.paged(asked, found, (one) => callbackRow(asked, one))
        })
      )
      .handle("send", ({ path: { id }, payload }) =>
        Effect.mapBoth(courier.send(id, payload), {
          onFailure: ({ message }) => new NotThere({ message }),
          onSuccess: (one) => callbackRow({}, one)
        })
      )
      .handle("settings", () => Effect.map(courier.callbacks, ({ settings }) => settingsOf(settings)))
      .handle("change", ({ payload: { url, urls = {}, ...changed } }) =>
        Effect.map(
          courier.change((before) => ({
            ...before,
            ...changed,
            url: url === undefined ? before.url : (url ?? undefined),
            urls: Record.filter({ ...before.urls, ...urls }, Predicate.isNotNull)
          })),
          settingsOf
        ).pipe(Effect.zipLeft(PubSub.publish(desk.happened, { _tag: "Settings" })))
      )
  )
}

const rules = (desk: Desk) =>
  HttpApiBuilder.group(Api, "rules", (handlers) =>
    handlers
      .handle("get", () => Effect.sync(() => desk.platform.state().rules))
      .handle("change", ({ payload }) =>
        Effect.map(Effect.orDie(desk.change({ _tag: "Rules", payload })), () => desk.platform.state().rules)
      )
  )

const clockOf = ({ platform: { clock, now } }: Desk) =>
  Effect.zipWith(Effect.zip(now, clock.aheadMillis), clock.isStopped, ([time, skewMillis], frozen) => ({
    now: time,
    iso: DateTime.formatIso(DateTime.unsafeMake(time)),
    skewMillis,
    frozen
  }))

const changeClock = (desk: Desk, payload: ClockChange) =>
  Effect.gen(function* () {
    const { byMillis, frozen, skewMillis, to } = payload
    const { clock } = desk.platform
    // It stands first, so that it stands at the very moment that it is set to.
    if (frozen === true) yield* clock.stop
    if (to !== undefined) yield* clock.set(to)
    if (byMillis !== undefined) yield* clock.moveBy(byMillis)
    if (skewMillis !== undefined) yield* clock.setAhead(skewMillis)
    if (frozen === false) yield* clock.go
    yield* Effect.orDie(desk.change({ _tag: "Clock", payload }))
  })

const clock = (desk: Desk) =>
  HttpApiBuilder.group(Api, "clock", (handlers) =>
    handlers
      .handle("get", () => clockOf(desk))
      .handle("change", ({ payload }) => Effect.zipRight(changeClock(desk, payload), clockOf(desk)))
  )

/** The handlers of every group. */
export const handlersOf = (desk: Desk, about: About) =>
  [
    session(desk, about),
    state(desk),
    log(desk),
    scenario(desk),
    faults(desk),
    callbacks(desk),
    rules(desk),
    clock(desk)
  ] as const
