/** One call of every operation, for tests of what all of them have in common. */
import type { CardCipher, ClientError, KeySecureClient } from "@effect-keysecure/client"
import * as NodeCardCipher from "@effect-keysecure/client/NodeCardCipher"
import { Account, Card, Cardholder, Consumption, type Endpoints } from "@effect-keysecure/schema"
import { Scenario } from "@effect-keysecure/testkit"
import { BigDecimal, type Effect, Redacted } from "effect"
import { application, query } from "./requests.js"

/** The cipher of the default scenario's merchants. */
export const cipher = NodeCardCipher.layer({ apiSecret: Redacted.make(Scenario.apiSecret) })

const card = { cardNo: Card.CardNo.make("C0000000001") }
const cardholder = { cardholderNo: Cardholder.CardholderNo.make("U0001") }

type Call = (
  client: KeySecureClient.Service
) => Effect.Effect<
  object | string,
  ClientError.ReadError | ClientError.WriteError | ClientError.CardCipherFailed,
  CardCipher.CardCipher
>

/** By the operation's name. */
export const calls: { readonly [Name in Exclude<Endpoints.EndpointName, "getToken">]: Call } = {
  applyForCard: (client) => client.applyForCard(application),
  listCards: (client) => client.listCards(query),
  getCard: (client) => client.getCard(card),
  getCardPrivateInfo: (client) => client.getCardPrivateInfo(card),
  activateCard: (client) =>
    client.activateCard({ ...card, ...cardholder, cvv: Redacted.make("919"), cardLastNo: "0001" }),
  updateCardStatus: (client) => client.updateCardStatus({ ...card, status: "Frozen" }),
  setCardPin: (client) => client.setCardPin({ ...card, ...cardholder, pin: Redacted.make("159260") }),
  listConsumptions: (client) => client.listConsumptions(query),
  getConsumption: (client) => client.getConsumption({ consumeNo: Consumption.ConsumeNo.make("X0000000001") }),
  listPackages: (client) => client.listPackages({}),
  listBins: (client) => client.listBins({}),
  applyForCardholder: (client) =>
    client.applyForCardholder({
      cardholderUniqueNo: Cardholder.CardholderUniqueNo.make("customer-1"),
      sumsubShareToken: Redacted.make("share-token")
    }),
  listCardholders: (client) => client.listCardholders(query),
  getCardholder: (client) => client.getCardholder(cardholder),
  transfer: (client) =>
    client.transfer({
      ...cardholder,
      transferUniqueNo: Account.TransferUniqueNo.make("transfer-1"),
      type: "In",
      balance: BigDecimal.unsafeFromString("12.5")
    }),
  getAccount: (client) => client.getAccount(cardholder),
  listTransfers: (client) => client.listTransfers(query),
  issueClientToken: (client) => client.issueClientToken(card)
}
