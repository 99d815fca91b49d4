/** Where one is on the page: what stands after `#/`. */
import { useEffect, useState } from "preact/hooks"

/** The views, in the order in which they are offered. */
export const views = [
  "requests",
  "cards",
  "cardholders",
  "money",
  "merchants",
  "callbacks",
  "faults",
  "rules",
  "clock",
  "session"
] as const

export type View = (typeof views)[number]

/** A view, and the one thing that is looked at there, if there is one. */
export interface Route {
  readonly view: View
  readonly item: string | undefined
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a hash means. What means nothing is the first view. */
export const routeOf = (hash: string): Route => {
  const [name = "", item] = hash.replace(/^#\//, "").split("/")
  return {
    view: views.find((view) => view === name) ?? "requests",
    item: item === undefined || item === "" ? undefined : decoded(item)
  }
}

/** Half of a surrogate pair, which a card_unique_no may hold, and which stands in no URL. */
const halves = /\p{Surrogate}/gu

/** The hash of a place. */
export const linkTo = (view: View, item?: string | number): string =>
  item === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(String(item).replace(halves, "\u{FFFD}"))}`

/** Where one is now. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener("hashchange", follow)
    return () => removeEventListener("hashchange", follow)
  }, [])
  return routeOf(hash)
}
