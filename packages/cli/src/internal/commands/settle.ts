/** The commands for a single card whose outcome is not known: `reconcile` and `resolve`. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import * as CardIssuance from "@effect-keysecure/client/CardIssuance"
import * as Card from "@effect-keysecure/schema/Card"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import * as Machine from "../parts/machine.js"
import { Output } from "../saying/output.js"
import * as Rows from "../saying/rows.js"
import { progressOf } from "./look.js"
import * as Shared from "./options.js"

/** The options of `reconcile`. */
export const reconcileOptions = { database: Shared.database }

/** The options of `resolve`. */
export const resolveOptions = {
  database: Shared.database,
  batch: Shared.batch,
  card: Options.text("card").pipe(
    Options.withPseudoName("CARD"),
    Options.optional,
    Options.withDescription("The platform's number of the card that is the row's.")
  ),
  other: Options.text("other").pipe(
    Options.withPseudoName("CARD"),
    Options.repeated,
    Options.withDescription("The platform's number of a card that is not the row's. It may be given several times.")
  )
}

const cardNo = (option: string) => (text: string) =>
  Effect.mapError(Schema.decode(Card.CardNo)(text), () =>
    ended("usage", `${option}: expected the platform's number of a card`)
  )

const numberOf = (text: string) =>
  Effect.mapError(Schema.decode(Card.CardUniqueNo)(text), () =>
    ended("usage", "expected a card_unique_no of 1 to 64 characters")
  )

const reconcile = ({
  database,
  number
}: Command.Command.ParseConfig<typeof reconcileOptions> & { readonly number: string }) =>
  Effect.gen(function* () {
    const place = yield* Shared.placeThatIsThere(database)
    const cardUniqueNo = yield* numberOf(number)
    const { isTerminal, out, say } = yield* Output
    const card = yield* Effect.gen(function* () {
      const issuance = yield* CardIssuance.CardIssuance
      yield* say("The card list is asked, for at most 5 minutes.")
      return yield* issuance.reconcile(cardUniqueNo).pipe(
        Effect.mapError((error) => {
          const cards =
            error._tag === "OutcomeUnknown" ? (error.candidates ?? []).flatMap((each) => each.cardNo ?? []) : []
          return ended(
            "incomplete",
            error.message,
            ...(cards.length === 0 ? [] : [`It may be one of these cards: ${cards.join(", ")}`])
          )
        })
      )
    }).pipe(Effect.provide(Machine.asking(place)))
    const status = Option.getOrNull(card.status)
    yield* out(
      isTerminal
        ? `${number} has card ${card.cardNo}${status === null ? "" : `, ${status}`}\n`
        : `${JSON.stringify({ card_unique_no: number, card_no: card.cardNo, card_status: status })}\n`
    )
  })

type Resolve = Command.Command.ParseConfig<typeof resolveOptions> & { readonly row: string }

const answerOf = ({ card, other }: Resolve): Effect.Effect<CardBatch.Answer, Ended> => {
  if (Option.isSome(card) === other.length > 0) {
    return ended("usage", "expected --card CARD if it is the row's, or --other CARD for each one that is not")
  }
  return Option.isSome(card)
    ? Effect.map(cardNo("--card")(card.value), (own) => ({ card: own }))
    : Effect.map(Effect.forEach(other, cardNo("--other")), (others) => ({ others }))
}

/** The key of the row that a person means, by its key or by its number. */
const keyOf = (desk: BatchDesk.Service, name: string, row: string) =>
  desk.results(name, ["unclear"]).pipe(
    Stream.filter(({ cardUniqueNo, key }) => key === row || cardUniqueNo === row),
    Stream.take(1),
    Stream.runCollect,
    Effect.mapError(endedBy("database")),
    Effect.map((rows) => Option.match(Chunk.head(rows), { onNone: () => row, onSome: ({ key }) => key }))
  )

const resolve = (given: Resolve) =>
  Effect.gen(function* () {
    const place = yield* Shared.placeThatIsThere(given.database)
    const answer = yield* answerOf(given)
    const { isTerminal, out } = yield* Output
    yield* Effect.gen(function* () {
      const batches = yield* CardBatch.CardBatch
      const name = yield* Shared.named(given.batch)
      yield* progressOf(batches, name)
      const key = yield* keyOf(batches, name, given.row)
      const row = yield* batches.resolve(name, key, answer).pipe(
        Effect.catchTags({
          RowNotUnclear: ({ message }) => ended("usage", message),
          RequestInvalid: ({ message }) => ended("usage", message),
          BatchStoreFailed: endedBy("database")
        })
      )
      yield* out((isTerminal ? Rows.words : Rows.jsonLines).line(row))
    }).pipe(Effect.provide(Machine.layer({ place, platform: "configured", makesKey: false, rate: null })))
  })

/** The commands. */
export const commands = [
  Command.make(
    "reconcile",
    {
      ...reconcileOptions,
      number: Args.text({ name: "NUMBER" }).pipe(Args.withDescription("The card_unique_no that was applied under."))
    },
    reconcile
  ).pipe(Command.withDescription("Finds out whether there is a card of a number. It applies for none.")),
  Command.make(
    "resolve",
    { ...resolveOptions, row: Args.text({ name: "ROW" }).pipe(Args.withDescription("The row's key, or its number.")) },
    resolve
  ).pipe(Command.withDescription("Answers for a row that waits for a person: which card is its own, or which are not."))
] as const
