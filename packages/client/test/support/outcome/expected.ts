/** What the work must come to when nothing more goes wrong and whoever waits, waits long enough. */
import type { Action, State } from "../../../src/internal/outcome/machine.js"
import { isTold, type Setting, type World } from "./world.js"

/** How work comes to an end; `Send`: an application is sent; `nothing`: it goes on for ever. */
export type Told = Extract<Action, { readonly _tag: "Send" }>["_tag"] | "nothing" | string

export const toldOf = (action: Extract<Action, { readonly _tag: "Send" | "End" }>): Told =>
  action._tag === "Send" ? "Send" : action.end._tag

/** By the log alone, if that says it. */
const byLog = ({ rules }: Setting, { log }: World): Told | undefined => {
  if (!rules.hasLog || log === null || log._tag === "Corrupt") return undefined
  if (rules.ours === null && rules.digest !== null && !["", rules.digest].includes(log.digest)) return "Conflict"
  if (rules.ours !== null) return log._tag === "Issued" && log.cardNo !== rules.ours ? "Several" : "Logged"
  return log._tag === "Issued" ? "Logged" : undefined
}

/** What the list can show of it. */
const isBlind = ({ platform }: Setting): boolean => platform.longest < 86_400_000

const byNoise = (setting: Setting): ReadonlyArray<Told> => {
  switch (setting.noise) {
    case "several":
      return [setting.rules.operation === "transfer" ? "Found" : "Several"]
    case "deleted":
      return ["Found"]
    case "conflict":
    case "conflictSeen":
      return ["Conflict", "Unknown"]
    case "stranger":
    case "strangers":
    case "unsure":
      return setting.rules.others.length > 0 ? [] : ["Unknown"]
    case "endless":
      // A list that is never seen to its end is asked until the caller's limit.
      return ["Unknown", "nothing"]
    default:
      return []
  }
}

/** How it may end, from a state. */
export const expected = (setting: Setting, world: World, from: State): ReadonlySet<Told> => {
  const { rules } = setting
  const logged = byLog(setting, world)
  if (setting.isStubborn) return new Set(logged === undefined ? ["Unknown"] : ["Unknown", logged])
  if (rules.ours !== null) return new Set([logged ?? "Logged"])
  if (logged !== undefined) return new Set([logged])
  if (rules.maySend && world.log === null) return new Set(["Send"])
  if (isBlind(setting)) return new Set(["Unknown"])
  const noise = byNoise(setting)
  if (world.live !== null && world.live.shows !== "never") {
    const several = noise.includes("Several") || (noise.includes("Found") && rules.operation !== "transfer")
    if (isTold(setting)) return new Set(several ? ["Several", "Found"] : ["Found"])
    return new Set(["Unknown", ...noise])
  }
  const isAccepted =
    world.live !== null ||
    (world.log?._tag === "Open" && world.log.accepted) ||
    (world.log?._tag === "Corrupt" && rules.maySend) ||
    from.known.accepted
  if (noise.length > 0) return new Set([...noise, ...(isAccepted ? ["nothing"] : [])])
  return new Set([isAccepted ? "nothing" : rules.maySend ? "Send" : "None"])
}
