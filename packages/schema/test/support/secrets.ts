/** All the ways in which a value comes to be printed. */
import { inspect } from "node:util"

export const printed = (value: unknown): string =>
  [
    JSON.stringify(value),
    String(value),
    inspect(value),
    inspect(value, { customInspect: false, depth: null, showHidden: true })
  ].join("\n")
