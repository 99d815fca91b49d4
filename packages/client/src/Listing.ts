/**
 * Lists to their end, as streams.
 *
 * A list has no total: it ends with the first page that is empty, since a platform may give fewer items per page than it was
 * asked for (docs/api.md, Lists). A dated
 * list may span any time: it is asked for in windows of at most 90 days, from the earliest on, which overlap by a second.
 * Items come once, by their number (all numbers of a run are remembered), though rows that are inserted meanwhile move
 * others to the next page; all rows that were there at the start are listed, unless others leave the list meanwhile, which
 * moves rows to the page before. A page is asked for when what came before has been taken.
 *
 * @module Listing
 * @since 0.1.0
 */
import {
  type Account,
  type Card,
  type CardProduct,
  type Cardholder,
  type Consumption,
  DatedQuery
} from "@effect-keysecure/schema"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
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

/** So many times the page before are no accident: the platform does not look at the page asked for. */
const maxRepeats = 3

interface Page<Item> {
  readonly list: ReadonlyArray<Item>
}

interface Position {
  readonly page: number
  /** The keys of the page before. */
  readonly before: string
  readonly repeats: number
}

/** Says so of an item the first time that it is asked. */
type IsNew = (key: string) => boolean

const makeIsNew = (): IsNew => {
  const seen = new Set<string>()
  return (key) => {
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  }
}

/** All pages of one question. */
const pages = <Item>(
  operation: string,
  keyOf: (item: Item) => string,
  isNew: IsNew,
  read: (page: number) => Effect.Effect<Page<Item>, ReadError>
): Stream.Stream<Item, ReadError> =>
  Stream.paginateChunkEffect({ page: 0, before: "", repeats: 0 }, ({ before, page, repeats }: Position) =>
    Effect.flatMap(read(page), ({ list }) => {
      const items = Chunk.fromIterable(list.filter((item) => isNew(keyOf(item))))
      if (list.length === 0) return Effect.succeed([items, Option.none<Position>()] as const)
      const keys = JSON.stringify(list.map(keyOf))
      const repeated = keys === before ? repeats + 1 : 0
      return repeated >= maxRepeats
        ? new Unreadable({ operation, status: 200, detail: "page after page shows the same items" })
        : Effect.succeed([items, Option.some<Position>({ page: page + 1, before: keys, repeats: repeated })] as const)
    })
  )

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

const queryTimeExpected = "expected a time from 0001-01-02 to 9999-12-30"
const isMoment = Schema.is(DatedQuery.QueryTime)
const isQueryTime = (millis: number): boolean => Option.exists(DateTime.make(millis), isMoment)

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
      pages(operation, keyOf, makeIsNew(), (page) => read(client, { page, size: pageSize }))
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
      const outside = [...(isQueryTime(start) ? [] : ["from"]), ...(isQueryTime(end) ? [] : ["to"])]
      const issues =
        outside.length === 0 && start >= end
          ? [{ field: "to", expected: "expected a time after from" }]
          : outside.map((field) => ({ field, expected: queryTimeExpected }))
      if (issues.length > 0) return Stream.fail(new RequestInvalid({ operation, issues }))
      const isNew = makeIsNew()
      return Stream.flatMap(windowsOf(start, end), (window) =>
        pages(operation, keyOf, isNew, (page) => read(client, { ...window, page, size: pageSize }))
      )
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
