/** All that an endpoint needs, as the files that are changed. */
import { clientEdits } from "./client.js"
import { documentEdits } from "./documents.js"
import { schemaEdits } from "./schema.js"
import { simulatorEdits } from "./simulator.js"
import type { Spec } from "./spec.js"
import { apply, type Files } from "./sources.js"

/** The files that are new or changed, as they are with the endpoint; each place that is left to be written has a mark. */
export const scaffold = (files: Files, spec: Spec): Files => {
  const parts = [schemaEdits, simulatorEdits, clientEdits, documentEdits].map((edits) => edits(files, spec))
  return apply(files, {
    added: new Map(parts.flatMap(({ added }) => [...added])),
    inserted: parts.flatMap(({ inserted }) => inserted)
  })
}
