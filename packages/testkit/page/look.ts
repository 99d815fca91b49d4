/** How the page is looked at: in which language, and whether secrets are shown. */
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import { type Language, type Messages, messages } from "./messages.js"

/** How the page is looked at, and what it says on the way. */
export interface Look {
  readonly language: Language
  readonly t: Messages
  readonly secrets: boolean
  /** Says what became of an action, for eyes and ears. */
  readonly say: (text: string) => void
}

/** For everything on the page. */
export const LookContext = createContext<Look>({ language: "en", t: messages.en, secrets: false, say: () => {} })

/** How the page is looked at. */
export const useLook = (): Look => useContext(LookContext)

/** A moment by the server's clock: the day and the time of UTC. */
export const dayAndTime = (at: number): string => new Date(at).toISOString().replace("T", " ").replace("Z", "")

/** A moment as the time of its day. */
export const timeOf = (at: number): string => dayAndTime(at).slice(11)
