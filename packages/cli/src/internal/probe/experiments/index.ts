/** All experiments, in the order in which they are done: those that cost nothing come first. */
import type { Receiving } from "../callbacks/receiving.js"
import type { Experiment } from "../experiment.js"
import { applicationChecks } from "./applicationChecks.js"
import { callbacks } from "./callbacks.js"
import { changes } from "./changes.js"
import { clock } from "./clock.js"
import { dates } from "./dates.js"
import { firstCard } from "./firstCard.js"
import { headers } from "./headers.js"
import { kept } from "./kept.js"
import { listChecks } from "./listChecks.js"
import { modes } from "./modes.js"
import { blanks, digits, letterCase, repeated, signs } from "./numbers.js"
import { pages } from "./pages.js"
import { rate } from "./rate.js"
import { rows } from "./rows.js"
import { type Chosen, setUp } from "./setUp.js"
import { spans } from "./spans.js"
import { tokens } from "./tokens.js"
import { unknowns } from "./unknowns.js"
import { zones } from "./zones.js"

/** The experiments, with what the caller has chosen to apply with, and where callbacks are received. */
export const experimentsFor = (chosen: Chosen, receiving: Receiving | undefined): ReadonlyArray<Experiment> => [
  clock,
  dates,
  tokens,
  headers,
  listChecks,
  spans,
  zones,
  pages,
  setUp(chosen),
  modes,
  unknowns,
  applicationChecks,
  firstCard,
  repeated,
  letterCase,
  blanks,
  digits,
  signs,
  kept,
  rows,
  callbacks(receiving),
  changes,
  rate
]

/** The experiments, for tables about them. */
export const experiments = experimentsFor(
  { cardholderNo: undefined, packageNo: undefined, cardBinNo: undefined },
  undefined
)
