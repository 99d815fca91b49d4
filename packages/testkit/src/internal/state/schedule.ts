/** The changes that come by themselves, and the events for which the merchants are called back. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as SortedMap from "effect/SortedMap"
import type { CallbackEvent } from "./callbackEvent.js"
import { type Card, cardByNo, type Change, type State, withCard, withCardholder } from "./state.js"

const maxEvents = 1_000

/** The state with one more event for which a merchant is called back. */
export const withEvent = (
  state: State,
  apiKey: string,
  time: number,
  { action, data }: Omit<CallbackEvent, "id">
): State => {
  const eventCount = state.eventCount + 1
  const event = { id: `sim_event_${eventCount}`, apiKey, time, action, data }
  return { ...state, eventCount, events: [...state.events.slice(1 - maxEvents), event] }
}

/**
 * The state with a card of another status, of which its merchant is told. A change that was scheduled for the card is
 * off.
 */
export const withCardStatus = (state: State, card: Card, status: string, reason: string, time: number): State =>
  withEvent(withCard(state, { ...card, status, changedAt: time, changeNo: 0 }), card.apiKey, time, {
    action: "Card_update",
    data: { card_no: card.cardNo, before_status: card.status, after_status: status, reason, time }
  })

const cardholderIn = (state: State, change: Extract<Change, { readonly _tag: "Cardholder" }>) =>
  HashMap.get(state.merchants, change.apiKey).pipe(
    Option.flatMap((merchant) =>
      Option.map(HashMap.get(merchant.cardholders, change.cardholderNo), (cardholder) => ({ cardholder, merchant }))
    )
  )

/** The state in which a card or a cardholder waits for the change of this number and for no other. */
const withChangeNo = (state: State, change: Change, changeNo: number): State => {
  if (change._tag === "Card") {
    const card = cardByNo(state, change.cardNo)
    return card === undefined ? state : withCard(state, { ...card, changeNo })
  }
  return Option.match(cardholderIn(state, change), {
    onNone: () => state,
    onSome: ({ cardholder, merchant }) => withCardholder(state, merchant, { ...cardholder, changeNo })
  })
}

/** The state in which a change comes by itself when the time of the first of its steps has come. */
export const scheduled = (state: State, change: Change, from: number): State => {
  const [step] = change.steps
  if (step === undefined || !Number.isFinite(step.afterMillis)) return state
  const changeNo = state.changeCount + 1
  const schedule = SortedMap.set(state.schedule, [from + step.afterMillis, changeNo], change)
  return withChangeNo({ ...state, schedule, changeCount: changeNo }, change, changeNo)
}

/** The state after the first step of a change, if it is still waited for; the next step is then scheduled. */
const carriedOut = (state: State, change: Change, changeNo: number, time: number): State => {
  switch (change._tag) {
    case "Card": {
      const card = cardByNo(state, change.cardNo)
      const [step, ...steps] = change.steps
      if (card?.changeNo !== changeNo || step === undefined) return state
      return scheduled(withCardStatus(state, card, step.status, "", time), { ...change, steps }, time)
    }
    case "Cardholder": {
      const [step, ...steps] = change.steps
      const found = Option.filter(cardholderIn(state, change), ({ cardholder }) => cardholder.changeNo === changeNo)
      if (Option.isNone(found) || step === undefined) return state
      const { cardholder, merchant } = found.value
      const failReason = step.status === "Rejected" ? "identity not verified" : ""
      const next = withCardholder(state, merchant, { ...cardholder, status: step.status, failReason, changeNo: 0 })
      return scheduled(next, { ...change, steps }, time)
    }
  }
}

/** When the next change comes by itself, by the server's clock, in Unix ms. */
export const nextDue = ({ schedule }: State): number | undefined =>
  Option.getOrUndefined(Option.map(SortedMap.headOption(schedule), ([[due]]) => due))

/** The state in which everything that is due has happened, each at its time. */
export const advance = (state: State, now: number): State => {
  let current = state
  for (;;) {
    const first = Option.getOrUndefined(SortedMap.headOption(current.schedule))
    if (first === undefined) return current
    const [key, change] = first
    if (key[0] > now) return current
    current = carriedOut({ ...current, schedule: SortedMap.remove(current.schedule, key) }, change, key[1], key[0])
  }
}
