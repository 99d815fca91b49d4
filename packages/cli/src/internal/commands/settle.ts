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
import { type Language, Reader, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import * as Machine from "../parts/machine.js"
import { Output, say } from "../saying/output.js"
import * as Rows from "../saying/rows.js"
import { progressOf } from "./look.js"
import * as Shared from "./options.js"

/** The options of `reconcile`. */
export const reconcileOptions = (language: Language) => ({ database: Shared.database(language) })

const ownCard = Shared.text(
  "card",
  "CARD",
  said("The platform's number of the card that is the row's.", "属于该行的卡的卡单号。")
)

const otherCards = (language: Language) =>
  Options.text("other").pipe(
    Options.withPseudoName("CARD"),
    Options.repeated,
    Options.withDescription(
      said(
        "The platform's number of a card that is not the row's. It may be given several times.",
        "不属于该行的卡的卡单号。可以给出多次。"
      )[language]
    )
  )

/** The options of `resolve`. */
export const resolveOptions = (language: Language) => ({
  database: Shared.database(language),
  batch: Shared.batch(language),
  card: ownCard(language),
  other: otherCards(language)
})

const cardNo = (option: string) => (text: string) =>
  Effect.mapError(Schema.decode(Card.CardNo)(text), () =>
    ended("usage", said(`${option}: expected the platform's number of a card`, `${option}：应为卡单号`))
  )

const noNumber = said("expected a card_unique_no of 1 to 64 characters", "应为 1 至 64 个字符的 card_unique_no")

const numberOf = (text: string) =>
  Effect.mapError(Schema.decode(Card.CardUniqueNo)(text), () => ended("usage", noNumber))

const oneOf = (cards: string) => said(`It may be one of these cards: ${cards}`, `可能是这些卡之一：${cards}`)

const reconcile = ({
  database,
  number
}: Command.Command.ParseConfig<ReturnType<typeof reconcileOptions>> & { readonly number: string }) =>
  Effect.gen(function* () {
    const place = yield* Shared.placeThatIsThere(database)
    const cardUniqueNo = yield* numberOf(number)
    const { isTerminal, out } = yield* Output
    const language = yield* Reader
    const card = yield* Effect.gen(function* () {
      const issuance = yield* CardIssuance.CardIssuance
      yield* say(said("The card list is asked, for at most 5 minutes.", "正在查询卡列表，最多 5 分钟。"))
      return yield* issuance.reconcile(cardUniqueNo).pipe(
        Effect.mapError((error) => {
          const cards =
            error._tag === "OutcomeUnknown" ? (error.candidates ?? []).flatMap((each) => each.cardNo ?? []) : []
          return ended(
            "incomplete",
            translated(error.message),
            ...(cards.length === 0 ? [] : [oneOf(cards.join(", "))])
          )
        })
      )
    }).pipe(Effect.provide(Machine.asking(place)))
    const status = Option.getOrNull(card.status)
    const of = `${card.cardNo}${status === null ? "" : `, ${status}`}`
    yield* out(
      isTerminal
        ? `${said(`${number} has card ${of}`, `${number} 的卡：${of}`)[language]}\n`
        : `${JSON.stringify({ card_unique_no: number, card_no: card.cardNo, card_status: status })}\n`
    )
  })

type Resolve = Command.Command.ParseConfig<ReturnType<typeof resolveOptions>> & { readonly row: string }

const noAnswer = said(
  "expected --card CARD if it is the row's, or --other CARD for each one that is not",
  "应给出 --card CARD（属于该行的卡），或对每张不属于它的卡给出 --other CARD"
)

const answerOf = ({ card, other }: Resolve): Effect.Effect<CardBatch.Answer, Ended> => {
  if (Option.isSome(card) === other.length > 0) {
    return ended("usage", noAnswer)
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
          RowNotUnclear: endedBy("usage"),
          RequestInvalid: endedBy("usage"),
          BatchStoreFailed: endedBy("database")
        })
      )
      yield* out((isTerminal ? Rows.words : Rows.jsonLines)(yield* Reader).line(row))
    }).pipe(Effect.provide(Machine.layer({ place, platform: "configured", makesKey: false, rate: null })))
  })

/** The commands. */
export const commands = (language: Language) =>
  [
    Command.make(
      "reconcile",
      {
        ...reconcileOptions(language),
        number: Args.text({ name: "NUMBER" }).pipe(
          Args.withDescription(
            said("The card_unique_no that was applied under.", "申请时所用的 card_unique_no。")[language]
          )
        )
      },
      reconcile
    ).pipe(
      Command.withDescription(
        said(
          "Finds out whether there is a card of a number. It applies for none.",
          "查清某个编号有没有卡。不会申请卡。"
        )[language]
      )
    ),
    Command.make(
      "resolve",
      {
        ...resolveOptions(language),
        row: Args.text({ name: "ROW" }).pipe(
          Args.withDescription(said("The row's key, or its number.", "行的键，或它的编号。")[language])
        )
      },
      resolve
    ).pipe(
      Command.withDescription(
        said(
          "Answers for a row that waits for a person: which card is its own, or which are not.",
          "回答待人确认的行：哪张卡是它的，或哪些不是。"
        )[language]
      )
    )
  ] as const
