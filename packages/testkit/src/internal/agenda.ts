/** What happens by itself, and what the merchants are called back about. */
import { HashMap, Option, SortedMap } from "effect"
import type { CallbackEvent } from "./callbackEvent.js"
import { type Agenda, type Card, cardByNo, type Change, type State, withCard, withCardholder } from "./state.js"

const maxEvents = 1_000

/** The state with something that a merchant is called back about. */
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

/** The state with a card of another status, of which its merchant is told. */
export const withCardStatus = (state: State, card: Card, status: string, reason: string, time: number): State =>
  withEvent(withCard(state, { ...card, status, changedAt: time }), card.apiKey, time, {
    action: "Card_update",
    data: { card_no: card.cardNo, before_status: card.status, after_status: status, reason, time }
  })

/** The state in which a change comes by itself after the first of its steps' time. */
export const planned = (state: State, change: Change, from: number): State => {
  const [step] = change.steps
  if (step === undefined || !Number.isFinite(step.afterMillis)) return state
  const order = state.eventCount + state.cardCount + SortedMap.size(state.agenda)
  return { ...state, agenda: withNext(state.agenda, from + step.afterMillis, order, change) }
}

/** Two that are due at the same time keep their order. */
const withNext = (agenda: Agenda, due: number, order: number, change: Change): Agenda =>
  SortedMap.has(agenda, [due, order])
    ? withNext(agenda, due, order + 1, change)
    : SortedMap.set(agenda, [due, order], change)

const carriedOut = (state: State, change: Change, time: number): State => {
  switch (change._tag) {
    case "Card": {
      const card = cardByNo(state, change.cardNo)
      const [step, ...steps] = change.steps
      // Somebody has changed it otherwise.
      if (card === undefined || step === undefined || card.status !== change.from) return state
      return planned(withCardStatus(state, card, step.status, "", time), { ...change, from: step.status, steps }, time)
    }
    case "Cardholder": {
      const merchant = Option.getOrUndefined(HashMap.get(state.merchants, change.apiKey))
      const cardholder =
        merchant === undefined
          ? undefined
          : Option.getOrUndefined(HashMap.get(merchant.cardholders, change.cardholderNo))
      const [step, ...steps] = change.steps
      if (merchant === undefined || cardholder === undefined || step === undefined) return state
      if (cardholder.status !== change.from) return state
      const failReason = step.status === "Rejected" ? "identity not verified" : ""
      const next = withCardholder(state, merchant, { ...cardholder, status: step.status, failReason })
      return planned(next, { ...change, from: step.status, steps }, time)
    }
  }
}

/** The state in which everything that is due has happened, each at its time. */
export const advance = (state: State, now: number): State => {
  let current = state
  for (;;) {
    const first = Option.getOrUndefined(SortedMap.headOption(current.agenda))
    if (first === undefined) return current
    const [key, change] = first
    if (key[0] > now) return current
    current = carriedOut({ ...current, agenda: SortedMap.remove(current.agenda, key) }, change, key[0])
  }
}
