/** A list read page by page. It has no total: it ends with an empty page (docs/api.md, Lists). */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** How many items are asked for at once: the most that a page may have. */
export const pageSize = 100

/** A page. */
export interface Page<Answer> {
  /** Its number, from 0. */
  readonly page: number
  readonly answer: Answer
  /** How many pages just before it have shown the same items: a platform may not look at the page. */
  readonly repeats: number
}

/** The items of a page, and the readable parts of those that are odd. */
interface Items<Item> {
  readonly list: ReadonlyArray<Item>
  readonly odd?: ReadonlyArray<unknown>
}

/** All pages of one question, to an empty one. A page is asked for when the page before has been taken. */
export const pages = <Item, Answer extends Items<Item>, E, R>(
  keyOf: (item: Item) => string,
  read: (page: number) => Effect.Effect<Answer, E, R>
): Stream.Stream<Page<Answer>, E, R> =>
  Stream.paginateEffect({ page: 0, before: "", repeated: 0 }, ({ before, page, repeated }) =>
    Effect.map(read(page), (answer) => {
      const { list, odd = [] } = answer
      const keys = JSON.stringify([odd, ...list.map(keyOf).toSorted()])
      const repeats = keys === before ? repeated + 1 : 0
      return [
        { page, answer, repeats },
        list.length + odd.length === 0
          ? Option.none()
          : Option.some({ page: page + 1, before: keys, repeated: repeats })
      ]
    })
  )
