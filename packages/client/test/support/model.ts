/**
 * A small model of the platform, by the documents alone: what becomes of cards and balances. It imports nothing, so that it
 * shares no mistake with the simulator.
 */

/** What is done, by the places of cards and cardholders in their rows. */
export type Step =
  | { readonly _tag: "apply"; readonly holder: number; readonly type: "Virtual" | "Physical"; readonly no: number }
  | { readonly _tag: "status"; readonly card: number; readonly to: "Activated" | "Frozen" | "Delete" }
  | { readonly _tag: "activate"; readonly card: number; readonly cvv: "right" | "wrong" }
  | { readonly _tag: "pin"; readonly card: number }
  | {
      readonly _tag: "transfer"
      readonly holder: number
      readonly type: "In" | "Out"
      readonly cents: number
      readonly no: number
    }

interface ModelCard {
  readonly type: "Virtual" | "Physical"
  readonly holder: number
  status: "Activated" | "ToActivate" | "Frozen" | "Delete"
}

/** The state of the model. */
export interface Model {
  readonly cards: Array<ModelCard>
  readonly cardNos: Set<number>
  readonly transferNos: Set<number>
  readonly balances: Array<number>
}

export const empty = (holders: number): Model => ({
  cards: [],
  cardNos: new Set(),
  transferNos: new Set(),
  balances: Array.from({ length: holders }, () => 0)
})

/** The code that a step is answered; 0 if it is carried out. A card that there is not is nobody's: 4002. */
export const step = (model: Model, what: Step): number => {
  switch (what._tag) {
    case "apply": {
      if (model.cardNos.has(what.no)) return 4001
      model.cardNos.add(what.no)
      const status = what.type === "Virtual" ? "Activated" : "ToActivate"
      model.cards.push({ type: what.type, holder: what.holder, status })
      return 0
    }
    case "status": {
      const card = model.cards[what.card]
      if (card === undefined) return 4002
      if (what.to === "Frozen" && card.status !== "Activated") return 4005
      if (what.to === "Activated" && card.status !== "Frozen" && card.status !== "Activated") return 4004
      if (what.to === "Delete" && card.status === "Delete") return 4004
      card.status = what.to
      return 0
    }
    case "activate": {
      const card = model.cards[what.card]
      if (card === undefined) return 4002
      if (card.type === "Virtual") return 4017
      if (card.status !== "ToActivate") return 4004
      if (what.cvv === "wrong") return 4010
      card.status = "Activated"
      return 0
    }
    case "pin": {
      const card = model.cards[what.card]
      if (card === undefined) return 4002
      if (card.type === "Virtual") return 4017
      return card.status === "Activated" ? 0 : 4005
    }
    case "transfer": {
      if (model.transferNos.has(what.no)) return 3002
      const before = model.balances[what.holder] ?? 0
      const after = what.type === "In" ? before + what.cents : before - what.cents
      if (after < 0) return 3001
      model.transferNos.add(what.no)
      model.balances[what.holder] = after
      return 0
    }
  }
}
