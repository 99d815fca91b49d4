/** How often a property that takes long is tried: as often as it says by `pnpm check:properties`, else a share of that. */
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** Which share of its runs a long property has: 1, or less in the everyday suite (vitest.config.ts). */
    readonly shareOfRuns: number
  }
}

/** The share of this suite. */
export const shareOfRuns = inject("shareOfRuns")

/** Its runs now, of those it has in full. */
export const runs = (inFull: number): number => Math.ceil(inFull * shareOfRuns)
