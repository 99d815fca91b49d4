/** Platforms that are less kind than the simulator is by default: rules by name, as arbitraries. */
import * as FastCheck from "effect/FastCheck"
import * as Record from "effect/Record"
import * as Struct from "effect/Struct"
import * as EmptyList from "../state/emptyList.js"
import { oddItems } from "../state/oddItem.js"
import { type CardStep, type Rules, tokenEnds } from "../state/rules.js"
import { echoes } from "../text/echo.js"
import { dateForms } from "../text/httpDate.js"
import { type Showing, type Writing, writings } from "../text/writing.js"

/** Some rules, as they stand in a trial. */
export type SomeRules = Partial<Rules>

const as = <Name extends keyof Rules>(name: Name, value: FastCheck.Arbitrary<Rules[Name]>) =>
  value.map((drawn): SomeRules => Record.singleton(name, drawn))

/** Two numbers that differ within so many characters stay two when they are cut. */
const leastCut = 8

const cut = FastCheck.record({ first: FastCheck.integer({ min: leastCut, max: 24 }) })

const stored: FastCheck.Arbitrary<Writing> = FastCheck.oneof(
  {
    weight: 7,
    arbitrary: FastCheck.constantFrom<Writing>(...Struct.keys(writings).filter((way) => way !== "asIs"))
  },
  { weight: 1, arbitrary: cut }
)

const shown: FastCheck.Arbitrary<Showing> = FastCheck.oneof(
  {
    weight: 8,
    arbitrary: FastCheck.constantFrom<Showing>(
      "absent",
      "null",
      "empty",
      "upperCase",
      "lowerCase",
      "masked",
      "prefixed",
      "number"
    )
  },
  { weight: 1, arbitrary: cut }
)

const shownOfAnother = FastCheck.constantFrom<Showing>("absent", "null", "empty", "upperCase", "trimmed", "masked")

/** A card that fails is left out: whether its intent has a card then is not for the laws to say. */
const step: FastCheck.Arbitrary<CardStep> = FastCheck.record({
  status: FastCheck.constantFrom("Activated", "Frozen", "Delete"),
  afterMillis: FastCheck.oneof(FastCheck.integer({ min: 0, max: 5_000 }), FastCheck.integer({ min: 0, max: 200_000 }))
})

const cardLife = FastCheck.array(step, { minLength: 1, maxLength: 3 }).map((Physical) => ({ Virtual: [], Physical }))

const pending = { Virtual: "Pending", Physical: "Pending" }

const emptyList = FastCheck.oneof(
  { weight: 3, arbitrary: FastCheck.constantFrom(...Struct.keys(Struct.omit(EmptyList.none, "list"))) },
  { weight: 1, arbitrary: FastCheck.constantFrom(...Struct.keys(EmptyList.anything)) }
)

/** A program that learns the time from `Date` finds it again, however far its own clock is off. */
const dateSkew = FastCheck.oneof(
  FastCheck.integer({ min: -90_000, max: 12_000 }),
  FastCheck.tuple(FastCheck.integer({ min: -50_000, max: 8_000 }), FastCheck.integer({ min: 1_000, max: 4_000 })).map(
    ([first, apart]) => [first, first + apart]
  )
)

const firstCodes = FastCheck.array(FastCheck.constantFrom(500, 503, 429, 1001, 1009, 4999), {
  minLength: 1,
  maxLength: 4
})

/**
 * Rules of platforms that are less kind than the simulator is by default. Each is named by the rule of `Scenario.Rules` that
 * it is about, and draws values under which a careful program still makes no mistake.
 *
 * Rules that no program survives are not among them: a filter that compares what it is asked otherwise than the platform
 * stores it (`uniqueNoFilter`), and cards that are listed too late or never (`listLagMillis`, `listedStatuses`). A program
 * makes numbers that stay two when case, blanks, and Unicode form do not count, and when they are cut to 8 characters.
 *
 * @since 0.2.0
 * @category arbitraries
 */
export const hostileRules = {
  uniqueNoStored: as("uniqueNoStored", stored),
  uniqueNoShown: FastCheck.tuple(
    as("uniqueNoShown", shown),
    as("cardDetail", FastCheck.constantFrom("asStored", "asListed"))
  ).map(([row, detail]): SomeRules => (detail.cardDetail === "asListed" ? { ...row, ...detail } : row)),
  cardholderNoStored: as(
    "cardholderNoStored",
    FastCheck.constantFrom<Writing>("upperCase", "lowerCase", "trimmed", "nfkc", { first: leastCut - 1 })
  ),
  cardholderNoShown: as("cardholderNoShown", shownOfAnother),
  cardTypeShown: as("cardTypeShown", shownOfAnother),
  repeatedUniqueNo: as("repeatedUniqueNo", FastCheck.constant("acceptedLater")),
  cardLife: FastCheck.tuple(as("cardLife", cardLife), FastCheck.boolean()).map(([life, isPending]): SomeRules =>
    isPending ? { ...life, newCardStatus: pending } : life
  ),
  listTime: as("cardLife", cardLife).map((life): SomeRules => ({ ...life, listTime: "lastChange" })),
  listBounds: as("listBounds", FastCheck.constantFrom("startOnly", "exclusive")),
  listSpan: as("listSpan", FastCheck.constant("days")),
  futureEnd: as("futureEnd", FastCheck.constantFrom(1004, 1019, 1020)),
  maxPageSize: as("maxPageSize", FastCheck.integer({ min: 1, max: 5 })),
  emptyList: as("emptyList", emptyList),
  oddItem: as("oddItem", FastCheck.constantFrom(...Struct.keys(Struct.omit(oddItems, "none")))),
  echo: as("echo", FastCheck.constantFrom(true, ...Struct.keys(echoes))),
  // By a date of a minute ago no timestamp can be made: such an age is what `dateSkewMillis` is.
  dateForm: FastCheck.tuple(
    as("dateForm", FastCheck.constantFrom(...dateForms)),
    as("ageSeconds", FastCheck.constantFrom<Rules["ageSeconds"]>("none", 0, 1, 20))
  ).map(([form, age]): SomeRules => ({ ...form, ...age })),
  dateSkewMillis: as("dateSkewMillis", dateSkew),
  tokenEnd: FastCheck.tuple(
    as("tokenEnd", FastCheck.constantFrom(...tokenEnds)),
    as("bearerTokens", FastCheck.boolean())
  ).map(([end, bearer]): SomeRules => ({ ...end, ...bearer })),
  answers: firstCodes.map((listCards): SomeRules => ({ answers: { listCards } }))
} satisfies Readonly<Record<string, FastCheck.Arbitrary<SomeRules>>>

/**
 * The name of a hostile rule.
 *
 * @since 0.2.0
 * @category models
 */
export type HostileRule = keyof typeof hostileRules

/** How many hostile rules a mixture has at most: with more, what one does hides what another does. */
const mostMixed = 4

const mixtures: FastCheck.Arbitrary<SomeRules> = FastCheck.tuple(
  FastCheck.subarray(Struct.keys(hostileRules), { maxLength: mostMixed }),
  FastCheck.record<{ readonly [Name in HostileRule]: SomeRules }>(hostileRules)
).map(([names, drawn]) => {
  const rules: SomeRules = {}
  for (const name of names) Object.assign(rules, drawn[name])
  return rules
})

/** The rules of a schedule: none, those of one name, or some mixture. */
export const drawnRules = (hostile: HostileRule | "all" | "none"): FastCheck.Arbitrary<SomeRules> => {
  if (hostile === "none") return FastCheck.constant({})
  return hostile === "all" ? mixtures : hostileRules[hostile]
}

/** Whether a list under these rules can never say that there are no items, or never says anything. */
export const tellsNothing = ({ answers, emptyList: form = "list" }: SomeRules): boolean =>
  EmptyList.isOpen(form) || (typeof answers?.listCards === "number" && answers.listCards !== 0)
