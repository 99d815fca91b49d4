/** The order of checks, from requests with several mistakes: the check that answers comes before the others. */

/** One check was seen to come before another. */
export type Edge = readonly [first: string, then: string]

/** What a request with several mistakes tells: the check that answered comes before the other ones that it breaks. */
export const edgesOf = (answeredBy: string, broken: ReadonlyArray<string>): ReadonlyArray<Edge> =>
  broken.filter((check) => check !== answeredBy).map((check) => [answeredBy, check])

/** An order that keeps to all that was seen, and else to the usual one; none if what was seen goes in a circle. */
export const orderBy = <Name extends string>(
  usual: ReadonlyArray<Name>,
  edges: ReadonlyArray<Edge>
): ReadonlyArray<Name> | undefined => {
  const left = [...usual]
  const order: Array<Name> = []
  while (left.length > 0) {
    const at = left.findIndex(
      (name) => !edges.some(([first, then]) => then === name && left.some((one) => one === first))
    )
    if (at < 0) return undefined
    order.push(...left.splice(at, 1))
  }
  return order
}
