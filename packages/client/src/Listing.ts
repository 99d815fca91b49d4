/**
 * Lists to their end, as streams.
 *
 * A list has no total: it ends with the first page that is shorter than what was asked for (docs/api.md, Lists). A dated
 * list may span any time: it is asked for in windows of at most 90 days, from the earliest on, which overlap by a second.
 * Items come once, by their number, though rows that are inserted meanwhile move others to the next page; all rows that
 * were there at the start are listed. A page is asked for when what came before has been taken.
 *
 * @since 0.1.0
 */
import {
  type Account,
  type Card,
  type Cardholder,
  type CardProduct,
  type Consumption,
  DatedQuery
} from "@effect-keysecure/schema"
import { Chunk, DateTime, Duration, Effect, Option, Stream } from "effect"
import { type ReadError, RequestInvalid, Unreadable } from "./ClientError.js"
import { KeySecureClient, type Service } from "./KeySecureClient.js"

/**
 * The span of time of a dated list, of any length.
 *
 * @since 0.1.0
 * @category options
 */
export interface Span {
  /** Its start. Times are asked for to the second, so it is widened to a whole one. */
  readonly from: DateTime.DateTime
  /** Its end, which is after its start; otherwise the stream fails with `RequestInvalid`. */
  readonly to: DateTime.DateTime
}

/** What a query asks for, besides its page and its time. */
type Filter<Query> = Omit<Query, "page" | "size" | "startTime" | "endTime">

const pageSize = 100

/** So many full pages without anything new are no accident: the platform does not look at the page asked for. */
const maxRepeats = 3

interface Page<Item> {
  readonly list: ReadonlyArray<Item>
}

interface Position {
  readonly page: number
  readonly repeats: number
}

/** All pages of one question. `isNew` says so of an item the first time that it is asked. */
const pages = <Item>(
  operation: string,
  read: (page: number) => Effect.Effect<Page<Item>, ReadError>,
  isNew: (item: Item) => boolean
): Stream.Stream<Item, ReadError> =>
  Stream.paginateChunkEffect({ page: 0, repeats: 0 }, ({ page, repeats }: Position) =>
    Effect.flatMap(read(page), ({ list }) => {
      const items = Chunk.fromIterable(list.filter(isNew))
      const repeated = Chunk.isEmpty(items) ? repeats + 1 : 0
      if (list.length < pageSize) return Effect.succeed([items, Option.none<Position>()] as const)
      return repeated >= maxRepeats
        ? new Unreadable({ operation, status: 200, detail: "page after page shows the same items" })
        : Effect.succeed([items, Option.some<Position>({ page: page + 1, repeats: repeated })] as const)
    })
  )

/** Tells items apart by their keys, in this window and the one before: no other shares a second with it. */
const makeSeen = <Item>(keyOf: (item: Item) => string) => {
  let before = new Set<string>()
  let now = new Set<string>()
  return {
    turn: () => {
      before = now
      now = new Set()
    },
    isNew: (item: Item): boolean => {
      const key = keyOf(item)
      const isKnown = now.has(key) || before.has(key)
      now.add(key)
      return !isKnown
    }
  }
}

const maxSpanMillis = Duration.toMillis(DatedQuery.maxSpan)
const overlapMillis = 1_000

type Window = ReturnType<typeof DatedQuery.between>

/** Windows of at most 90 days over a span, the earliest first, each a second before the end of the last. */
const windowsOf = (from: number, to: number): Stream.Stream<Window> =>
  Stream.unfold(from, (start) => {
    if (start >= to) return Option.none()
    const end = Math.min(to, start + maxSpanMillis)
    const window: Window = DatedQuery.between(DateTime.unsafeMake(start), DateTime.unsafeMake(end))
    return Option.some([window, end >= to ? to : end - overlapMillis] as const)
  })

const secondOf = (time: DateTime.DateTime, round: (seconds: number) => number): number =>
  round(time.epochMillis / 1000) * 1000

const undated = <Item>(
  operation: string,
  keyOf: (item: Item) => string,
  read: (
    client: Service,
    page: { readonly page: number; readonly size: number }
  ) => Effect.Effect<Page<Item>, ReadError>
): Stream.Stream<Item, ReadError, KeySecureClient> =>
  Stream.unwrap(
    Effect.map(KeySecureClient, (client) =>
      pages(operation, (page) => read(client, { page, size: pageSize }), makeSeen(keyOf).isNew)
    )
  )

const dated = <Item>(
  operation: string,
  { from, to }: Span,
  keyOf: (item: Item) => string,
  read: (
    client: Service,
    query: Window & { readonly page: number; readonly size: number }
  ) => Effect.Effect<Page<Item>, ReadError>
): Stream.Stream<Item, ReadError, KeySecureClient> =>
  Stream.unwrap(
    Effect.map(KeySecureClient, (client): Stream.Stream<Item, ReadError> => {
      const start = secondOf(from, Math.floor)
      const end = secondOf(to, Math.ceil)
      if (!(start < end)) {
        return Stream.fail(
          new RequestInvalid({ operation, issues: [{ field: "to", expected: "expected a time after from" }] })
        )
      }
      const seen = makeSeen(keyOf)
      return Stream.flatMap(windowsOf(start, end), (window) => {
        seen.turn()
        return pages(operation, (page) => read(client, { ...window, page, size: pageSize }), seen.isNew)
      })
    })
  )

/**
 * Cards of a span of time, of any length.
 *
 * @since 0.1.0
 * @category streams
 */
export const cards = ({
  from,
  to,
  ...filter
}: Span & Filter<Card.CardListQuery>): Stream.Stream<Card.CardListItem, ReadError, KeySecureClient> =>
  dated(
    "listCards",
    { from, to },
    ({ cardNo }) => cardNo,
    (client, query) => client.listCards({ ...filter, ...query })
  )

/**
 * Consumptions of a span of time, of any length.
 *
 * @since 0.1.0
 * @category streams
 */
export const consumptions = ({
  from,
  to,
  ...filter
}: Span & Filter<Consumption.ConsumptionListQuery>): Stream.Stream<
  Consumption.ConsumptionListItem,
  ReadError,
  KeySecureClient
> =>
  dated(
    "listConsumptions",
    { from, to },
    ({ consumeNo }) => consumeNo,
    (client, query) => client.listConsumptions({ ...filter, ...query })
  )

/**
 * Cardholders of a span of time, of any length.
 *
 * @since 0.1.0
 * @category streams
 */
export const cardholders = ({
  from,
  to,
  ...filter
}: Span & Filter<Cardholder.CardholderListQuery>): Stream.Stream<
  Cardholder.CardholderListItem,
  ReadError,
  KeySecureClient
> =>
  dated(
    "listCardholders",
    { from, to },
    ({ cardholderNo }) => cardholderNo,
    (client, query) => client.listCardholders({ ...filter, ...query })
  )

/**
 * Transfers of a span of time, of any length. Their fields are not documented, so two that are the same in every field
 * count as one.
 *
 * @since 0.1.0
 * @category streams
 */
export const transfers = ({
  from,
  to,
  ...filter
}: Span & Filter<Account.TransferListQuery>): Stream.Stream<Account.TransferListItem, ReadError, KeySecureClient> =>
  dated(
    "listTransfers",
    { from, to },
    (item) => JSON.stringify(item),
    (client, query) => client.listTransfers({ ...filter, ...query })
  )

/**
 * All card packages, or those for a type of card. Credit extension mode only.
 *
 * @since 0.1.0
 * @category streams
 */
export const packages = (
  filter: Filter<CardProduct.PackageListQuery> = {}
): Stream.Stream<CardProduct.CardPackage, ReadError, KeySecureClient> =>
  undated(
    "listPackages",
    ({ packageNo }) => packageNo,
    (client, page) => client.listPackages({ ...filter, ...page })
  )

/**
 * All supported BINs. Authorization mode only.
 *
 * @since 0.1.0
 * @category streams
 */
export const bins = (
  filter: Filter<CardProduct.BinListQuery> = {}
): Stream.Stream<CardProduct.Bin, ReadError, KeySecureClient> =>
  undated(
    "listBins",
    ({ cardBinNo }) => cardBinNo,
    (client, page) => client.listBins({ ...filter, ...page })
  )
