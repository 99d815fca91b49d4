/** How often a property is tried that does not say it: fast-check's 100 times, or a quarter of that in the everyday suite. */
import { FastCheck } from "effect"
import { shareOfRuns } from "./runs.js"

FastCheck.configureGlobal({ numRuns: shareOfRuns === 1 ? 100 : 25 })
