/**
 * Lists to their end, as streams.
 *
 * A list has no total. It ends with the first empty page, because a platform may give fewer items per page than were
 * asked for (docs/api.md, Lists). A page is asked for when the items of the page before have been taken.
 *
 * A dated list may be of any span. It is asked for in windows of at most 88 days, the earliest first, which overlap by a
 * second.
 *
 * Each item comes once: all numbers of a run are remembered. A row that is inserted meanwhile moves others to the next
 * page, and all rows that were there at the start are listed. A row that leaves the list meanwhile moves others to the
 * page before, where they may be missed.
 *
 * @module Listing
 * @since 0.1.0
 */
import type * as Account from "@effect-keysecure/schema/Account"
import type * as Card from "@effect-keysecure/schema/Card"
import type * as CardProduct from "@effect-keysecure/schema/CardProduct"
import type * as Cardholder from "@effect-keysecure/schema/Cardholder"
import type * as Consumption from "@effect-keysecure/schema/Consumption"
import * as DatedQuery from "@effect-keysecure/schema/DatedQuery"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type ReadError, RequestInvalid, Unreadable } from "./ClientError.js"
import { pages, pageSize } from "./internal/paging/pages.js"
import { isRefused, longestMillis } from "./internal/paging/spans.js"
import { type CallOptions, KeySecureClient } from "./KeySecureClient.js"

/**
 * The span of time of a dated list, of any length.
 *
 * @since 0.1.0
 * @category options
 */
export interface Span {
  /** Its start. Times are asked for to the second, so it is widened to a whole one. */
  readonly from: DateTime.DateTime
  /**
   * Its end, which is after its start; otherwise the stream fails with `RequestInvalid`. It may be in the future. A
   * platform that refuses such an end is asked up to the present.
   */
  readonly to: DateTime.DateTime
}

/**
 * What is done with items that cannot be read.
 *
 * @since 0.2.0
 * @category options
 */
export interface OddOptions<Item> {
  /**
   * Is given what could be read of an odd item, such as a card without its number. It is called each time that such an
   * item comes, because two of them without a number cannot be told from each other. By default nothing is called. The
   * client logs how many odd items there are, and counts them (`keysecure_odd_items`), in any case.
   */
  readonly onOdd?: (part: Partial<Item>) => Effect.Effect<void>
}

/** What a query asks for, besides its page and its time. */
type Filter<Query> = Omit<Query, "page" | "size" | "startTime" | "endTime">

/** If so many pages in a row are the same, the platform does not look at the page asked for. */
const maxRepeats = 3

interface List<Item> {
  readonly list: ReadonlyArray<Item>
  readonly odd?: ReadonlyArray<Partial<Item>>
}

/** The key that tells an item from others. */
type KeyOf<Item> = (item: Item) => string

const makeIsNew = () => {
  const seen = new Set<string>()
  return (key: string): boolean => {
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  }
}

/** Which list is read, and how its items are told apart. */
interface Kind<Item> {
  readonly operation: string
  readonly keyOf: KeyOf<Item>
  readonly onOdd: OddOptions<Item>["onOdd"]
}

/** All items of one question that are new. */
const itemsOf = <Item>(
  { keyOf, onOdd = () => Effect.void, operation }: Kind<Item>,
  read: (page: number) => Effect.Effect<List<Item>, ReadError>,
  isNew: (key: string) => boolean
): Stream.Stream<Item, ReadError> =>
  pages(keyOf, read).pipe(
    Stream.mapEffect(({ answer, repeats }) =>
      repeats >= maxRepeats
        ? new Unreadable({ operation, status: 200, detail: "page after page shows the same items" })
        : Effect.as(
            Effect.forEach(answer.odd ?? [], onOdd, { discard: true }),
            Chunk.fromIterable(answer.list.filter((item) => isNew(keyOf(item))))
          )
    ),
    Stream.flattenChunks
  )

const overlapMillis = 1_000

type Window = ReturnType<typeof DatedQuery.between>

/** Windows of at most 88 days over a span, the earliest first. Each begins a second before the end of the last one. */
const windowsOf = (from: number, to: number): Stream.Stream<Window> =>
  Stream.unfold(from, (start) => {
    if (start >= to) return Option.none()
    const end = Math.min(to, start + longestMillis)
    const window: Window = DatedQuery.between(DateTime.unsafeMake(start), DateTime.unsafeMake(end))
    return Option.some([window, end >= to ? to : end - overlapMillis] as const)
  })

/** How a page of a window is read. */
type ReadPage<Item> = (
  query: Window & { readonly page: number; readonly size: number },
  options: CallOptions
) => Effect.Effect<List<Item>, ReadError>

/**
 * The pages of a window. Where the platform refuses an end in the future, the window ends at the present: at the stamp of
 * the question.
 */
const pagesOf = <Item>({ endTime, startTime }: Window, read: ReadPage<Item>) =>
  Effect.zipWith(Ref.make(endTime), Ref.make(endTime), (end, present) => (page: number) => {
    const beforeSending = (stamp: number) => Ref.set(present, DatedQuery.floor(DateTime.unsafeMake(stamp)))
    const ask = Effect.flatMap(Ref.get(end), (until) =>
      DateTime.greaterThan(until, startTime)
        ? read({ startTime, endTime: until, page, size: pageSize }, { beforeSending })
        : Effect.succeed<List<Item>>({ list: [] })
    )
    return Effect.catchIf(ask, isRefused, (error) =>
      Effect.flatMap(Effect.all([Ref.get(end), Ref.get(present)]), ([until, now]) =>
        DateTime.lessThan(now, until) ? Effect.zipRight(Ref.set(end, now), ask) : Effect.fail(error)
      )
    )
  })

const secondOf = (time: DateTime.DateTime, round: (seconds: number) => number): number =>
  round(time.epochMillis / 1000) * 1000

const queryTimeExpected = "expected a time from 0001-01-02 to 9999-12-30"
const isMoment = Schema.is(DatedQuery.QueryTime)
const isQueryTime = (millis: number): boolean => Option.exists(DateTime.make(millis), isMoment)

const undated = <Item>(
  kind: Kind<Item>,
  read: (page: { readonly page: number; readonly size: number }) => Effect.Effect<List<Item>, ReadError>
): Stream.Stream<Item, ReadError> =>
  Stream.suspend(() => itemsOf(kind, (page) => read({ page, size: pageSize }), makeIsNew()))

const dated = <Item>(kind: Kind<Item>, { from, to }: Span, read: ReadPage<Item>): Stream.Stream<Item, ReadError> =>
  Stream.suspend(() => {
    const start = secondOf(from, Math.floor)
    const end = secondOf(to, Math.ceil)
    const outside = [...(isQueryTime(start) ? [] : ["from"]), ...(isQueryTime(end) ? [] : ["to"])]
    const issues =
      outside.length === 0 && start >= end
        ? [{ field: "to", expected: "expected a time after from" }]
        : outside.map((field) => ({ field, expected: queryTimeExpected }))
    if (issues.length > 0) return Stream.fail(new RequestInvalid({ operation: kind.operation, issues }))
    const isNew = makeIsNew()
    return Stream.flatMap(windowsOf(start, end), (window) =>
      Stream.unwrap(Effect.map(pagesOf(window, read), (pageOf) => itemsOf(kind, pageOf, isNew)))
    )
  })

/**
 * Lists, as streams.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** Cards of a span of time, of any length. */
  readonly cards: (
    query: Span & Filter<Card.CardListQuery> & OddOptions<Card.CardListItem>
  ) => Stream.Stream<Card.CardListItem, ReadError>
  /** Consumptions of a span of time, of any length. */
  readonly consumptions: (
    query: Span & Filter<Consumption.ConsumptionListQuery> & OddOptions<Consumption.ConsumptionListItem>
  ) => Stream.Stream<Consumption.ConsumptionListItem, ReadError>
  /** Cardholders of a span of time, of any length. */
  readonly cardholders: (
    query: Span & Filter<Cardholder.CardholderListQuery> & OddOptions<Cardholder.CardholderListItem>
  ) => Stream.Stream<Cardholder.CardholderListItem, ReadError>
  /**
   * Transfers of a span of time, of any length. Their fields are not documented, so two that are the same in every field
   * count as one.
   */
  readonly transfers: (
    query: Span & Filter<Account.TransferListQuery> & OddOptions<Account.TransferListItem>
  ) => Stream.Stream<Account.TransferListItem, ReadError>
  /** All card packages, or those for a type of card. Credit extension mode only. */
  readonly packages: (
    filter?: Filter<CardProduct.PackageListQuery> & OddOptions<CardProduct.CardPackage>
  ) => Stream.Stream<CardProduct.CardPackage, ReadError>
  /** All supported BINs. Authorization mode only. */
  readonly bins: (
    filter?: Filter<CardProduct.BinListQuery> & OddOptions<CardProduct.Bin>
  ) => Stream.Stream<CardProduct.Bin, ReadError>
}

/**
 * Lists, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class Listing extends Context.Tag("@effect-keysecure/client/Listing")<Listing, Service>() {}

/**
 * Lists of the client that is provided.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<Service, never, KeySecureClient> = Effect.map(KeySecureClient, (client): Service => ({
  cards: ({ from, onOdd, to, ...filter }) =>
    dated({ operation: "listCards", keyOf: ({ cardNo }) => cardNo, onOdd }, { from, to }, (query, options) =>
      client.listCards({ ...filter, ...query }, options)
    ),
  consumptions: ({ from, onOdd, to, ...filter }) =>
    dated(
      { operation: "listConsumptions", keyOf: ({ consumeNo }) => consumeNo, onOdd },
      { from, to },
      (query, options) => client.listConsumptions({ ...filter, ...query }, options)
    ),
  cardholders: ({ from, onOdd, to, ...filter }) =>
    dated(
      { operation: "listCardholders", keyOf: ({ cardholderNo }) => cardholderNo, onOdd },
      { from, to },
      (query, options) => client.listCardholders({ ...filter, ...query }, options)
    ),
  transfers: ({ from, onOdd, to, ...filter }) =>
    dated(
      { operation: "listTransfers", keyOf: (item) => JSON.stringify(item), onOdd },
      { from, to },
      (query, options) => client.listTransfers({ ...filter, ...query }, options)
    ),
  packages: ({ onOdd, ...filter } = {}) =>
    undated({ operation: "listPackages", keyOf: ({ packageNo }) => packageNo, onOdd }, (query) =>
      client.listPackages({ ...filter, ...query })
    ),
  bins: ({ onOdd, ...filter } = {}) =>
    undated({ operation: "listBins", keyOf: ({ cardBinNo }) => cardBinNo, onOdd }, (query) =>
      client.listBins({ ...filter, ...query })
    )
}))

/**
 * Lists of the client that is provided.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<Listing, never, KeySecureClient> = Layer.effect(Listing, make)
