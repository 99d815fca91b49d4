/** What issuing says while it finds out, in the log and in spans, so that two minutes are not silent. */
import { CardIssuance } from "@effect-keysecure/client"
import { type Fault, Sample } from "@effect-keysecure/testkit"
import { Array, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { inWorld, onFirstApplication, type World } from "../support/issuing/world.js"
import { type Said, saidBy } from "../support/said.js"

const no = Sample.virtualApplication.cardUniqueNo

const saidIn = (world: World) =>
  inWorld(world, saidBy(Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) => issue(Sample.virtualApplication))))

const dropped = onFirstApplication({ _tag: "DropBefore", silent: false })
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })

const unknown = (at: number) => ({
  at,
  level: "INFO",
  line: `${no}: applyForCard may have been carried out. Find out before sending it again. (no answer: ECONNRESET)`
})
const asked = (at: number) => ({
  at,
  level: "INFO",
  line: `applyForCard ${no}: the list is asked whether it was carried out, for at most 300 s`
})
const still = (seconds: number) => ({
  at: seconds,
  level: "INFO",
  line: `applyForCard ${no}: still being found out after ${seconds} s`
})
const every15sTo = (last: number) => Array.makeBy(last / 15, (index) => still(15 * (index + 1)))

/** The events of a span, without their attributes. */
const eventsIn = ({ events }: Said, name: string) =>
  events.filter(({ span }) => span === name).map(({ at, event }) => [at, event])

describe("issuing", () => {
  it("says nothing of a card that is issued at once", async () => {
    expect(await saidIn({})).toEqual({ lines: [], events: [] })
  })

  it("says that it finds out, says so every 15 s, and says at last that there is no card", async () => {
    const { lines } = await saidIn({ faults: dropped })
    expect(lines).toEqual([
      unknown(0),
      asked(0),
      ...every15sTo(120),
      { at: 120.25, level: "INFO", line: `applyForCard ${no}: found out that it was not carried out, for certain` }
    ])
  })

  it("says at once that it found the card", async () => {
    const { lines } = await saidIn({ faults: lost })
    expect(lines).toEqual([
      unknown(0),
      asked(0),
      { at: 0, level: "INFO", line: `applyForCard ${no}: found out that it was carried out` }
    ])
  })

  it("warns of what stays unknown", async () => {
    const { lines } = await saidIn({ faults: lost, rules: { answers: { listCards: 1001 } } })
    expect(lines).toEqual([
      unknown(0),
      asked(0),
      ...every15sTo(300),
      { at: 300, level: "WARN", line: `applyForCard ${no}: it stays unknown whether it was carried out` }
    ])
  })

  it("goes on saying so while one question waits for its answer for a minute", async () => {
    const silentList: Fault.Schedule = [{ operation: "listCards", nth: 1, fault: { _tag: "DropBefore", silent: true } }]
    const { lines } = await saidIn({ faults: [...lost, ...silentList] })
    expect(lines).toMatchObject([unknown(0), asked(0), ...every15sTo(60), { line: expect.stringContaining("found") }])
  })

  it("makes an event of its span of each of these, with the number", async () => {
    const { events, lines } = await saidIn({ faults: dropped })
    expect(events.map(({ at }) => at)).toEqual(lines.map(({ at }) => at))
    expect(events[0]).toEqual({
      at: 0,
      span: "KeySecure.applyForCard",
      event: "keysecure.outcome_unknown",
      attributes: {
        "keysecure.operation": "applyForCard",
        "keysecure.reason": "NoAnswer",
        "keysecure.unique_no": no
      }
    })
    const ofSearch = events.slice(1)
    expect(ofSearch.map(({ event }) => event)).toEqual([
      "keysecure.finding_out",
      ...Array.makeBy(8, () => "keysecure.still_finding_out"),
      "keysecure.found_out"
    ])
    for (const { attributes, span } of ofSearch) {
      expect(span).toBe("KeySecure.issueCard")
      expect(attributes).toEqual({ "keysecure.operation": "applyForCard", "keysecure.unique_no": no })
    }
  })

  it("warns in the span of what stays unknown", async () => {
    const said = await saidIn({ faults: lost, rules: { answers: { listCards: 1001 } } })
    expect(eventsIn(said, "KeySecure.issueCard").at(-1)).toEqual([300, "keysecure.stays_unknown"])
  })
})

it("reconciling a number alone says that it finds out, and how that ended", async () => {
  const { events, lines } = await inWorld(
    {},
    saidBy(Effect.flatMap(CardIssuance.CardIssuance, ({ reconcile }) => reconcile(no)))
  )
  expect(lines[0]).toEqual(asked(0))
  expect(lines.at(-1)).toMatchObject({ line: `applyForCard ${no}: found out that it was not carried out, for certain` })
  expect(new Set(events.map(({ span }) => span))).toEqual(new Set(["KeySecure.reconcile"]))
})
