/** All experiments, in the order in which they are done: those that cost nothing come first. */
import type { Experiment } from "../experiment.js"
import { clock } from "./clock.js"
import { dates } from "./dates.js"
import { headers } from "./headers.js"
import { tokens } from "./tokens.js"

/** The experiments. */
export const experiments: ReadonlyArray<Experiment> = [clock, dates, tokens, headers]
