/** The transfers and consumptions of the platform, the newest first in their merchants' lists. */
import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import * as Trie from "../collections/trie.js"
import type { Consumption, State, Transfer } from "./state.js"

/** The state with one more transfer, which is its merchant's newest. */
export const withTransfer = (state: State, transfer: Transfer): State => {
  const sequence = state.transferCount + 1
  return {
    ...state,
    transferCount: sequence,
    transfers: Trie.set(state.transfers, sequence, transfer),
    merchants: HashMap.modify(state.merchants, transfer.apiKey, (owner) => ({
      ...owner,
      transfers: List.prepend(owner.transfers, sequence),
      transfersByUniqueNo: HashMap.set(owner.transfersByUniqueNo, transfer.transferUniqueNo, sequence)
    }))
  }
}

/** The state with one more consumption, which is its merchant's newest. It moves no balance. */
export const withConsumption = (state: State, consumption: Consumption): State => {
  const sequence = state.consumptionCount + 1
  return {
    ...state,
    consumptionCount: sequence,
    consumptions: Trie.set(state.consumptions, sequence, consumption),
    merchants: HashMap.modify(state.merchants, consumption.apiKey, (owner) => ({
      ...owner,
      consumptions: List.prepend(owner.consumptions, sequence)
    }))
  }
}
