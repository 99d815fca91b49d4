/** All experiments, in the order in which they are done: those that cost nothing come first. */
import type { Experiment } from "../experiment.js"
import { clock } from "./clock.js"
import { dates } from "./dates.js"
import { headers } from "./headers.js"
import { listChecks } from "./listChecks.js"
import { pages } from "./pages.js"
import { spans } from "./spans.js"
import { tokens } from "./tokens.js"
import { zones } from "./zones.js"

/** The experiments. */
export const experiments: ReadonlyArray<Experiment> = [clock, dates, tokens, headers, listChecks, spans, zones, pages]
