import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import { FastCheck } from "effect"
import { describe, expect, it } from "vitest"
import { Scenario } from "../../src/index.js"
import { lineOf } from "../../src/internal/program/log.js"
import { paths, Session, virtual } from "../support/session.js"

const time = Date.UTC(2026, 5, 15, 12)

/** Nothing that the API's paths have in them. */
const secret = FastCheck.stringMatching(/^[0-9A-F]{12,20}$/)

const operations = FastCheck.constantFrom(...Object.values(Endpoints.all))

describe("a line of the log", () => {
  it("names the operation, and no more of its path", () => {
    FastCheck.assert(
      FastCheck.property(operations, secret, (endpoint, key) => {
        const path = Endpoint.pathOf(endpoint, { card_no: key, cardholder_no: key, consume_no: key })
        const url = `${path}?key=${key}#${key}`
        expect(lineOf({ time, method: endpoint.method, url, status: 200, code: 0, msg: "Success" })).toBe(
          `2026-06-15T12:00:00.000Z ${endpoint.name} 200 0`
        )
      })
    )
  })

  it("shows only the API's own words of any other path", () => {
    const segment = FastCheck.oneof(secret, FastCheck.constantFrom("open-api", "v1", "card", ""))
    FastCheck.assert(
      FastCheck.property(FastCheck.array(segment), secret, (segments, key) => {
        const url = `/${segments.join("/")}/${key}?${key}`
        const line = lineOf({ time, method: "PUT", url, status: 404, code: undefined, msg: undefined })
        expect(line).toMatch(/^2026-06-15T12:00:00\.000Z PUT [a-z0-9/*-]+ 404 -$/)
        expect(line).not.toContain(key)
        const secrets = segments.filter((part) => /^[0-9A-F]{12}/.test(part))
        expect(secrets.filter((part) => line.includes(part))).toEqual([])
      })
    )
  })

  it("is one line, whatever is asked for", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "binary" }), FastCheck.option(FastCheck.integer()), (url, code) => {
        const line = lineOf({ time, method: "GET", url, status: undefined, code: code ?? undefined, msg: url })
        expect(line).toMatch(/^[ -~]+$/)
      })
    )
  })

  it.each<readonly [string, Scenario.Rules["fieldInMessage"]]>([
    ["the field's name before the words", "before"],
    ["the field's name after the words", "after"]
  ])("names the refused field, and repeats no value: %s", (_, fieldInMessage) => {
    const session = new Session(Scenario.rules({ fieldInMessage, echo: true })(Scenario.initial))
    const { code, msg } = session.apply({ ...virtual, card_type: "4111111111111111" })
    const line = lineOf({ time, method: "POST", url: paths.applyForCard, status: 200, code, msg })
    expect(line).toBe("2026-06-15T12:00:00.000Z applyForCard 200 1004 card_type")
  })
})
