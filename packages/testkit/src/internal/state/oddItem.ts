/** Items of lists that are not as documented: how the first one of each page is shown. */
import * as Predicate from "effect/Predicate"

type Item = Readonly<Record<string, unknown>>

/** The forms that have a name. */
export const oddItems = {
  none: (item: Item): ReadonlyArray<unknown> => [item],
  lastNoAsNumber: (item: Item) => [{ ...item, card_last_no: 1234 }],
  organizationAsNumber: (item: Item) => [{ ...item, organization: 7 }],
  timeAsText: (item: Item) => [{ ...item, time: String(item["time"]) }],
  timeAsIso: (item: Item) => [{ ...item, time: "2026-01-01T00:00:00Z" }],
  timeTooLarge: (item: Item) => [{ ...item, time: 1e300 }],
  timeAsObject: (item: Item) => [{ ...item, time: { toString: 1 } }],
  pendingWithoutNumber: (item: Item) => [{ ...item, card_no: "", status: "Pending" }],
  nullBefore: (item: Item) => [null, item],
  textBefore: (item: Item) => ["", item]
} as const

/**
 * How the first item of each page of a list is shown: as documented (`none`), with a field of another type or size, as a card
 * that is `Pending` and has no number yet, or after an item that is `null` or a text.
 *
 * @since 0.2.0
 * @category models
 */
export type OddItem = keyof typeof oddItems

/** The data of a list whose first item is shown so. */
export const withOddItem = (form: OddItem, data: unknown): unknown => {
  if (form === "none" || !Predicate.hasProperty(data, "list") || !Array.isArray(data.list)) return data
  const [first, ...others]: ReadonlyArray<unknown> = data.list
  return Predicate.isReadonlyRecord(first) ? { ...data, list: [...oddItems[form](first), ...others] } : data
}
