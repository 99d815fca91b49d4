/** Steps of a scenario that only a person at the control takes. */
import * as Option from "effect/Option"
import { cardOf, changeState, type Scenario } from "../scenario/changes.js"
import { withCardStatus } from "../state/schedule.js"
import { type CardholderStatus, cardholderOf, withCardholder } from "../state/state.js"

/** A cardholder, and the status that its review ends with. */
export interface Review {
  readonly apiKey: string
  readonly cardholderNo: string
  readonly status: CardholderStatus
}

/** The review of a cardholder ends so. A review that was scheduled is off. */
export const reviewed = ({ apiKey, cardholderNo, status }: Review): Scenario =>
  changeState(apiKey, (state, owner) => {
    const cardholder = Option.getOrThrowWith(
      Option.fromNullable(cardholderOf(owner, cardholderNo)),
      () => new Error(`No cardholder ${cardholderNo}`)
    )
    const failReason = status === "Rejected" ? "identity not verified" : ""
    return withCardholder(state, owner, { ...cardholder, status, failReason, changeNo: 0 })
  })

/** A card, and the status that it gets. */
export interface NewStatus {
  readonly cardNo: string
  readonly status: string
  /** As its merchant is told. */
  readonly reason?: string
}

/** A card gets a status at a time. */
export const changedCard =
  ({ cardNo, reason = "platform", status }: NewStatus, now: number): Scenario =>
  (state) =>
    withCardStatus(state, cardOf(state, cardNo), status, reason, now)

/** The platform cancels a card by itself, since its management fee is not paid. */
export const cancelled = (cardNo: string, now: number): Scenario =>
  changedCard({ cardNo, status: "Delete", reason: "management fee not paid" }, now)
