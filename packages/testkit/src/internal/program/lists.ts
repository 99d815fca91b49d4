/** Lists in the files that the program reads. */
import * as Schema from "effect/Schema"

/** What no two items of a list may share. */
export interface Shared<A> {
  readonly of: (item: A) => string
  /** The field that is told if they do. */
  readonly field: string
  /** That field in words, if its name alone does not say it. */
  readonly says?: string
}

/** A list in which no two items share something: it would not be clear which of them counts. */
export const unique = <A, I>(
  item: Schema.Schema<A, I>,
  description: string,
  ...all: ReadonlyArray<Shared<A>>
): Schema.Schema<ReadonlyArray<A>, ReadonlyArray<I>> =>
  Schema.Array(item)
    .annotations({ description })
    .pipe(
      Schema.filter(
        (items) => {
          const told = new Set<number>()
          return all.flatMap(({ field, of, says = field }) => {
            const seen = new Set<string>()
            return items.flatMap((one, index) => {
              const isFirst = !seen.has(of(one))
              seen.add(of(one))
              if (isFirst || told.has(index)) return []
              told.add(index)
              return [{ path: [index, field], message: `expected another ${says} than that of one before` }]
            })
          })
        },
        { description, jsonSchema: {} }
      )
    )
