/** The handler of every operation. A new endpoint breaks the build until it is simulated. */
import type { Endpoints } from "@effect-keysecure/schema"
import { getAccount, listTransfers, transfer } from "./accounts.js"
import { applyForCard } from "./applyForCard.js"
import { applyForCardholder, getCardholder, listCardholders } from "./cardholders.js"
import { activateCard, getCard, getCardPrivateInfo, issueClientToken, setCardPin, updateCardStatus } from "./cards.js"
import { getConsumption, listConsumptions } from "./consumptions.js"
import { getToken } from "./getToken.js"
import type { Handler } from "../../requests/handler.js"
import { listCards } from "./listCards.js"
import { listBins, listPackages } from "./products.js"

/** By the operation's name. */
export const handlers = {
  getToken,
  applyForCard,
  listCards,
  getCard,
  getCardPrivateInfo,
  activateCard,
  updateCardStatus,
  setCardPin,
  listConsumptions,
  getConsumption,
  listPackages,
  listBins,
  applyForCardholder,
  listCardholders,
  getCardholder,
  transfer,
  getAccount,
  listTransfers,
  issueClientToken
} satisfies {
  readonly [Name in Endpoints.EndpointName]: Handler<Name, unknown>
}
