/** The turns of a scheduler that knows when nothing is left to run. */
import * as FiberRef from "effect/FiberRef"
import * as Scheduler from "effect/Scheduler"

/** The work for when nothing is left to run. */
export interface Alarm {
  /** Whether there is anything to do then. */
  readonly isSet: () => boolean
  readonly ring: () => void
}

/** A scheduler and its turns. */
export interface Turns {
  readonly scheduler: Scheduler.Scheduler
  /** Goes on turning until there is nothing to run, and the alarm is not set. */
  readonly start: () => void
}

/** How many turns of the microtask queue must pass with nothing to do before the alarm rings: promises settle in fewer. */
const idleTurns = 8

const runTasks = (tasks: Scheduler.PriorityBuckets) => {
  const buckets = tasks.buckets
  tasks.buckets = []
  for (const [, bucket] of buckets) for (const task of bucket) task()
}

/** A scheduler whose alarm rings each time when nothing is left to run. */
export const makeTurns = (alarm: Alarm): Turns => {
  const tasks = new Scheduler.PriorityBuckets()
  let turning = false
  let idleFor = 0

  const turn = () => {
    if (tasks.buckets.length > 0) {
      idleFor = 0
      runTasks(tasks)
    } else if (!alarm.isSet()) {
      turning = false
      return
    } else if (++idleFor > idleTurns) {
      idleFor = 0
      alarm.ring()
    }
    nextTurn()
  }

  const nextTurn = () => void Promise.resolve().then(turn)

  const start = () => {
    if (turning) return
    turning = true
    nextTurn()
  }

  return {
    start,
    scheduler: {
      shouldYield: (fiber) =>
        fiber.currentOpCount > fiber.getFiberRef(FiberRef.currentMaxOpsBeforeYield)
          ? fiber.getFiberRef(FiberRef.currentSchedulingPriority)
          : false,
      scheduleTask: (task, priority) => {
        tasks.scheduleTask(task, priority)
        start()
      }
    }
  }
}
