/** What is changed by hand while the program runs, as data: it can be written down, and made again. */
import * as Schema from "effect/Schema"
import * as Scenario from "../../Scenario.js"
import type { Scenario as Step } from "../scenario/changes.js"
import * as Inputs from "../simulatorControl/inputs.js"
import { Saved } from "../simulatorControl/saved.js"
import { load } from "./snapshot.js"
import { cancelled, changedCard, reviewed } from "./steps.js"
import * as Switches from "./switches.js"

/** A change of the state, or of the clock, which is no part of it. */
export const Change = Schema.Union(
  Schema.TaggedStruct("Merchant", { payload: Inputs.Merchant }),
  Schema.TaggedStruct("Cardholder", { payload: Inputs.Cardholder }),
  Schema.TaggedStruct("Review", { payload: Inputs.Review }),
  Schema.TaggedStruct("CardPackage", { payload: Inputs.CardPackage }),
  Schema.TaggedStruct("Bin", { payload: Inputs.Bin }),
  Schema.TaggedStruct("CardStatus", { payload: Inputs.CardStatus }),
  Schema.TaggedStruct("CancelCard", { payload: Inputs.CardNo }),
  Schema.TaggedStruct("Consumption", { payload: Inputs.Consumption }),
  Schema.TaggedStruct("Authorization", { payload: Inputs.Authorization }),
  Schema.TaggedStruct("Rules", { payload: Inputs.RulesInput }),
  Schema.TaggedStruct("Load", { payload: Saved }),
  Schema.TaggedStruct("Clock", { payload: Inputs.ClockInput })
)

/** A change of the state or of the clock. */
export type Change = typeof Change.Type

/** A change of the faults that are switched on. */
export const SwitchChange = Schema.Union(
  Schema.TaggedStruct("AddFault", { payload: Inputs.FaultInput }),
  Schema.TaggedStruct("RemoveFault", { id: Schema.Int }),
  Schema.TaggedStruct("ClearFaults", {})
)

/** A change of the faults that are switched on. */
export type SwitchChange = typeof SwitchChange.Type

/** The step that a change at a time is. It fails if something is missed. */
export const stepOf = (change: Change, now: number): Step => {
  switch (change._tag) {
    case "Merchant":
      return Scenario.merchant(change.payload)
    case "Cardholder":
      return Scenario.cardholder({ createdAt: now, ...change.payload })
    case "Review":
      return reviewed(change.payload)
    case "CardPackage":
      return Scenario.cardPackage(change.payload)
    case "Bin":
      return Scenario.bin(change.payload)
    case "CardStatus":
      return changedCard(change.payload, now)
    case "CancelCard":
      return cancelled(change.payload.cardNo, now)
    case "Consumption":
      return Scenario.consumption({ time: now, ...change.payload })
    case "Authorization":
      return Scenario.authorization({ time: now, ...change.payload })
    case "Rules":
      return Scenario.rules(change.payload)
    case "Load":
      return () => load(change.payload)
    case "Clock":
      return (state) => state
  }
}

/** What is switched on after a change. */
export const switched = (before: Switches.Switches, change: SwitchChange): Switches.Switches => {
  switch (change._tag) {
    case "AddFault": {
      const { times = 1, ...waiting } = change.payload
      return Switches.add(before, { ...waiting, times: times === "always" ? undefined : times })
    }
    case "RemoveFault":
      return Switches.remove(before, change.id)
    case "ClearFaults":
      return { count: before.count, on: [] }
  }
}
