/** What of a candidate's calls outlives the collections of new objects (scavenges), though the calls are over. */
import { type GCProfilerResult, GCProfiler } from "node:v8"
import type { Order } from "../lap.js"
import { median } from "../statistics.js"
import type { Survivors } from "../survivors.js"
import { started } from "./candidates.js"

type Collection = GCProfilerResult["statistics"][number]

const used = ({ heapSpaceStatistics }: Collection["beforeGC"], space: string): number =>
  heapSpaceStatistics.find(({ spaceName }) => spaceName === space)?.spaceUsedSize ?? 0

/** The bytes that a scavenge copied or promoted. */
const survived = ({ afterGC, beforeGC }: Collection): number =>
  used(afterGC, "new_space") + Math.max(0, used(afterGC, "old_space") - used(beforeGC, "old_space"))

const run = await started()

const measured = async (order: Order): Promise<Survivors> => {
  // V8 decides where it makes objects by what the first collections show.
  await run(order, () => {})
  const profiler = new GCProfiler()
  profiler.start()
  await run(order, () => {})
  const scavenges = (profiler.stop()?.statistics ?? []).filter(({ gcType }) => gcType === "Scavenge")
  return {
    kilobytes: median(scavenges.map(survived)) / 1_000,
    microsPerCall: scavenges.reduce((sum, { cost }) => sum + cost, 0) / order.calls
  }
}

process.on("message", (order: Order) => void measured(order).then((found) => process.send?.(found)))
process.send?.("ready")
