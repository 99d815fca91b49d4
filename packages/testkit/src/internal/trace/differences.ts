/** What is not the same in two values of JSON, by its path. */
import * as Predicate from "effect/Predicate"

/** Something that was otherwise. `undefined` is for what was not there. */
export interface Difference {
  readonly field: string
  readonly was: unknown
  readonly is: unknown
}

/** The fields of an object, or the items of a list. */
export const partsOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  Array.isArray(value) || Predicate.isReadonlyRecord(value) ? { ...value } : undefined

const pathOf = (path: string, key: string, isList: boolean): string => {
  if (isList) return `${path}[${key}]`
  return path === "" ? key : `${path}.${key}`
}

/** Each place at which two values differ. */
export const differences = (was: unknown, is: unknown, path = ""): ReadonlyArray<Difference> => {
  const [before, now] = [partsOf(was), partsOf(is)]
  if (before === undefined || now === undefined || Array.isArray(was) !== Array.isArray(is)) {
    return was === is ? [] : [{ field: path, was, is }]
  }
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
    differences(before[key], now[key], pathOf(path, key, Array.isArray(was)))
  )
}
