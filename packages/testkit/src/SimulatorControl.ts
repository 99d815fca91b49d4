/**
 * The control API of the program `keysecure-simulator`: looks at the simulator while it runs, and changes it.
 *
 * The program serves it on a port of its own (`--control-port`), on the loopback address only, and its description in
 * OpenAPI at `/openapi.json`. `client` calls it with types; every other language takes HTTP and JSON.
 *
 * @example
 * import { FetchHttpClient } from "@effect/platform"
 * import { Effect } from "effect"
 * import * as SimulatorControl from "@effect-keysecure/testkit/SimulatorControl"
 *
 * const program = Effect.gen(function* () {
 *   const control = yield* SimulatorControl.client("http://127.0.0.1:4011")
 *   yield* control.faults.add({ payload: { fault: { _tag: "LoseAnswer", silent: false }, operation: "applyForCard" } })
 *   const { items } = yield* control.log.list({ urlParams: { operation: "applyForCard" } })
 *   yield* Effect.log(items.map(({ deliveries }) => deliveries.map(({ why }) => why)))
 * }).pipe(Effect.provide(FetchHttpClient.layer))
 *
 * @module SimulatorControl
 * @since 0.2.0
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { eventsAt } from "./internal/simulatorControl/events.js"
import * as Inputs from "./internal/simulatorControl/inputs.js"
import * as Models from "./internal/simulatorControl/models.js"
import { Saved } from "./internal/simulatorControl/saved.js"

/**
 * What was asked for, or what it needs, is not there: a request that is no longer in the request log, a merchant, a card. 404.
 *
 * @since 0.2.0
 * @category errors
 */
export class NotThere extends Schema.TaggedError<NotThere>()(
  "NotThere",
  { message: Schema.String },
  HttpApiSchema.annotations({ status: 404 })
) {}

/**
 * The request is not taken: it comes from a page of another origin, its body is no JSON, or there is too much of
 * something. `status` is 403, 413 or 415 for requests that are not looked at, and else 409.
 *
 * @since 0.2.0
 * @category errors
 */
export class NotTaken extends Schema.TaggedError<NotTaken>()(
  "NotTaken",
  { message: Schema.String },
  HttpApiSchema.annotations({ status: 409 })
) {}

const described = OpenApi.annotations

const session = HttpApiGroup.make("session")
  .add(
    HttpApiEndpoint.get("about", "/about")
      .addSuccess(Models.About)
      .annotateContext(described({ description: "The version of the program, and where it serves the vendor's API." }))
  )
  .add(
    HttpApiEndpoint.post("reset", "/reset").annotateContext(
      described({
        description:
          "Everything is as it was when the program started: the state, the rules, the faults, the clock, and an empty log. A caller that waits for an answer gets a reset connection."
      })
    )
  )
  .add(
    HttpApiEndpoint.get("events", "/events")
      .addSuccess(HttpApiSchema.Text({ contentType: "text/event-stream" }))
      .annotateContext(
        described({
          description:
            "Server-sent events without end: request (a LogRow, each time that it changes), callback (its id), settings (of callbacks), state, faults, rules, clock, reset."
        })
      )
  )
  .add(
    HttpApiEndpoint.get("schedule", "/schedule")
      .addSuccess(Models.Schedule)
      .annotateContext(
        described({
          description:
            "The faults that requests met, as a Fault.Schedule: the same requests meet them again. The last 10,000."
        })
      )
  )

const state = HttpApiGroup.make("state")
  .add(
    HttpApiEndpoint.get("merchants", "/merchants")
      .setUrlParams(Inputs.Paged)
      .addSuccess(Models.pageOf("Merchants", Models.MerchantRow))
  )
  .add(
    HttpApiEndpoint.get("cardholders", "/cardholders")
      .setUrlParams(Inputs.CardholdersQuery)
      .addSuccess(Models.pageOf("Cardholders", Models.CardholderRow))
  )
  .add(
    HttpApiEndpoint.get("cards", "/cards")
      .setUrlParams(Inputs.CardsQuery)
      .addSuccess(Models.pageOf("Cards", Models.CardRow))
  )
  .add(
    HttpApiEndpoint.get("transfers", "/transfers")
      .setUrlParams(Inputs.TransfersQuery)
      .addSuccess(Models.pageOf("Transfers", Models.TransferRow))
  )
  .add(
    HttpApiEndpoint.get("consumptions", "/consumptions")
      .setUrlParams(Inputs.ConsumptionsQuery)
      .addSuccess(Models.pageOf("Consumptions", Models.ConsumptionRow))
  )
  .add(
    HttpApiEndpoint.get("tokens", "/tokens")
      .setUrlParams(Inputs.OfMerchant)
      .addSuccess(Models.pageOf("Tokens", Models.TokenRow))
  )
  .add(
    HttpApiEndpoint.get("save", "/state")
      .addSuccess(Saved)
      .annotateContext(described({ description: "The whole state, secrets included, to be loaded again." }))
  )
  .add(
    HttpApiEndpoint.put("load", "/state")
      .setPayload(Saved)
      .annotateContext(described({ description: "Replaces the whole state by one that was saved. The log stays." }))
  )

const log = HttpApiGroup.make("log")
  .add(
    HttpApiEndpoint.get("list", "/log")
      .setUrlParams(Inputs.LogQuery)
      .addSuccess(Models.pageOf("Log", Models.LogRow))
      .annotateContext(described({ description: "The last 10,000 requests, the newest first." }))
  )
  .add(
    HttpApiEndpoint.get("entry", "/log/:id")
      .setPath(Inputs.Id)
      .setUrlParams(Inputs.Secrets)
      .addSuccess(Models.LogEntry)
      .addError(NotThere)
      .annotateContext(described({ description: "One request, whole, with the verdict on each of its deliveries." }))
  )

const scenario = HttpApiGroup.make("scenario")
  .add(HttpApiEndpoint.post("merchant", "/merchants").setPayload(Inputs.Merchant).addError(NotThere))
  .add(HttpApiEndpoint.post("cardholder", "/cardholders").setPayload(Inputs.Cardholder).addError(NotThere))
  .add(
    HttpApiEndpoint.post("review", "/cardholders/review")
      .setPayload(Inputs.Review)
      .addError(NotThere)
      .annotateContext(described({ description: "Ends the review of a cardholder: Approved, Rejected, …" }))
  )
  .add(HttpApiEndpoint.post("cardPackage", "/packages").setPayload(Inputs.CardPackage).addError(NotThere))
  .add(HttpApiEndpoint.post("bin", "/bins").setPayload(Inputs.Bin).addError(NotThere))
  .add(
    HttpApiEndpoint.post("cardStatus", "/cards/status")
      .setPayload(Inputs.CardStatus)
      .addError(NotThere)
      .annotateContext(described({ description: "Gives a card a status, such as Fail to one that is Pending." }))
  )
  .add(
    HttpApiEndpoint.post("cancelCard", "/cards/cancel")
      .setPayload(Inputs.CardNo)
      .addError(NotThere)
      .annotateContext(described({ description: "The platform cancels a card, since its management fee is not paid." }))
  )
  .add(
    HttpApiEndpoint.post("consumption", "/consumptions")
      .setPayload(Inputs.Consumption)
      .addError(NotThere)
      .annotateContext(described({ description: "Money is spent with a card, charged, or paid back." }))
  )
  .add(
    HttpApiEndpoint.post("authorization", "/authorizations")
      .setPayload(Inputs.Authorization)
      .addError(NotThere)
      .annotateContext(described({ description: "A person wants to pay with a card: its merchant is asked." }))
  )

const faults = HttpApiGroup.make("faults")
  .add(HttpApiEndpoint.get("list", "/faults").addSuccess(Schema.Array(Models.FaultSwitch)))
  .add(
    HttpApiEndpoint.post("add", "/faults")
      .setPayload(Inputs.FaultInput)
      .addSuccess(Models.FaultSwitch)
      .addError(NotTaken)
      .annotateContext(
        described({
          description:
            "Switches a fault on, for the next request that fits; for so many (times), or always. There are at most 1,000."
        })
      )
  )
  .add(HttpApiEndpoint.del("remove", "/faults/:id").setPath(Inputs.Id).addError(NotThere))
  .add(HttpApiEndpoint.del("clear", "/faults"))

const callbacks = HttpApiGroup.make("callbacks")
  .add(
    HttpApiEndpoint.get("list", "/callbacks")
      .setUrlParams(Inputs.CallbacksQuery)
      .addSuccess(Models.pageOf("Callbacks", Models.CallbackRow))
      .annotateContext(
        described({
          description:
            "The last 1,000 events for which a merchant is called back, the newest first, and what its app answered."
        })
      )
  )
  .add(
    HttpApiEndpoint.post("send", "/callbacks/:id/send")
      .setPath(Inputs.Id)
      .setPayload(Inputs.SendInput)
      .addSuccess(Models.CallbackRow)
      .addError(NotThere)
      .annotateContext(
        described({
          description:
            "Sends a callback again: so many times, with an old stamp (ageMillis) or that of the first time, with a wrong signature, or with data that was changed after signing."
        })
      )
  )
  .add(HttpApiEndpoint.get("settings", "/callbacks/settings").addSuccess(Inputs.CallbackSettings))
  .add(
    HttpApiEndpoint.patch("change", "/callbacks/settings")
      .setPayload(Inputs.CallbackSettingsInput)
      .addSuccess(Inputs.CallbackSettings)
      .annotateContext(
        described({
          description:
            "Changes where callbacks are sent (url, and urls by Api-Key), whether they wait for a person (held), and how often one is sent again that was not answered with the code 0 (retries, retryMillis)."
        })
      )
  )

const rules = HttpApiGroup.make("rules")
  .add(HttpApiEndpoint.get("get", "/rules").addSuccess(Inputs.RulesInput))
  .add(
    HttpApiEndpoint.patch("change", "/rules")
      .setPayload(Inputs.RulesInput)
      .addSuccess(Inputs.RulesInput)
      .annotateContext(described({ description: "Changes some of Scenario.Rules, and gives all of them." }))
  )

const clock = HttpApiGroup.make("clock")
  .add(HttpApiEndpoint.get("get", "/clock").addSuccess(Models.Clock))
  .add(
    HttpApiEndpoint.patch("change", "/clock")
      .setPayload(Inputs.ClockInput)
      .addSuccess(Models.Clock)
      .annotateContext(
        described({
          description:
            "Moves the clock to a moment (to), by so many ms (byMillis), or to so many ahead of the machine's (skewMillis); frozen lets it stand, or go on from where it stands."
        })
      )
  )

/**
 * The control API: its endpoints, with what they take and give. `HttpApiClient.make` makes a client of it.
 *
 * A request that does not fit is answered 400 (`HttpApiDecodeError`), with the path of each field that is wrong, and without
 * its value. Keys, tokens, secrets and personal data are masked in what is listed, unless `secrets=true` asks for them.
 *
 * @since 0.2.0
 * @category api
 */
export class Api extends HttpApi.make("KeySecureSimulator")
  .add(session)
  .add(state)
  .add(log)
  .add(scenario)
  .add(faults)
  .add(callbacks)
  .add(rules)
  .add(clock)
  .prefix("/api")
  .annotate(OpenApi.Title, "The control API of the KeySecure simulator") {}

/**
 * A client of the control API at an origin, such as `http://127.0.0.1:4011`.
 *
 * @since 0.2.0
 * @category constructors
 */
export const client = (baseUrl: string) => HttpApiClient.make(Api, { baseUrl })

/**
 * What happens from now on at an origin, such as `http://127.0.0.1:4011`: a request of the request log each time that it changes, and
 * that the state, the faults, the rules or the clock were changed, or everything was reset. The stream fails if the
 * connection does, and ends with the program.
 *
 * @since 0.2.0
 * @category streams
 */
export const events = (baseUrl: string) => eventsAt(`${baseUrl}/api/events`)
