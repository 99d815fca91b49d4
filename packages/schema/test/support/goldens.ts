/** The vendor's own samples, as JSON. */
import { readFileSync } from "node:fs"

export const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../goldens/${name}.json`, import.meta.url), { encoding: "utf8" }))
