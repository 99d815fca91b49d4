import { execFileSync } from "node:child_process"
import { gzipSync } from "node:zlib"
import { it } from "@effect/vitest"
import { OpenApi } from "@effect/platform"
import { Endpoints } from "@effect-keysecure/schema"
import { Effect, FastCheck as fc } from "effect"
import { describe, expect } from "vitest"
import type { LogRow } from "../../page/api.js"
import { curlOf } from "../../page/curl.js"
import { operationsOf, ruleForm } from "../../page/description.js"
import { languageOf } from "../../page/messages.js"
import { linkTo, routeOf } from "../../page/route.js"
import { placeOf, timelineOf } from "../../page/timeline.js"
import { bundlePage } from "../../scripts/bundle-page.js"
import { Api } from "../../src/SimulatorControl.js"
import { controlled } from "../support/control.js"
import { now } from "../support/session.js"

const origin = "http://127.0.0.1:4010"

describe("the page's files", () => {
  it.scoped("are served where the API is, allow nothing but themselves, and are small", () =>
    Effect.gen(function* () {
      const page = yield* Effect.promise(bundlePage)
      const sizes = Object.values(page).map(({ body }) => gzipSync(body).length)
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60 * 1024)
      const { send } = yield* controlled({ page })
      for (const [path, { body, type }] of Object.entries(page)) {
        const response = yield* send(`${path}?a=1`)
        expect([response.status, response.headers.get("content-type")]).toEqual([200, type])
        expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/)
        expect((yield* Effect.promise(() => response.text())) === body).toBe(true)
        expect(/https?:\/\/(?!www\.w3\.org|127\.0\.0\.1)\w/.exec(body)).toBeNull()
      }
      expect((yield* send("/api/about")).status).toBe(200)
      expect((yield* send("/", { method: "POST" })).status).toBe(404)
      expect((yield* send("/", { headers: { host: "evil.example" } })).status).toBe(403)
    })
  )
})

const text = fc.fullUnicodeString().map((one) => one.replaceAll("\0", ""))

describe("a request as a command of curl", () => {
  it("says to curl what was sent, whatever stands in it, but for a new timestamp", () => {
    const requests = fc.sample(fc.record({ body: text, path: text, header: text }), { numRuns: 50, seed: 21 })
    const commands = requests.map(({ body, header, path }) =>
      curlOf({ body, path, method: "POST", headers: { "x-a": header, timestamp: "1" } }, origin, true)
    )
    const script = `curl() { printf '%s\\0' "$@"; }; date() { echo 7; }\n${commands.join("\n")}\n`
    const said = execFileSync("sh", ["-s"], { input: script, encoding: "utf8" }).split("\0").slice(0, -1)
    const meant = requests.flatMap(({ body, header, path }) => [
      "-sS",
      `${origin}${path}`,
      "-X",
      "POST",
      "-H",
      `x-a: ${header}`,
      "-H",
      "Timestamp: 7000",
      ...(body === "" ? [] : ["--data-binary", body])
    ])
    expect(said).toEqual(meant)
  })

  it("takes the key and the token from the environment if they are masked", () => {
    const headers = { "api-key": "si***ey", "access-token": "si***_1", "content-length": "0" }
    const command = curlOf({ body: "", path: "/a", method: "GET", headers }, origin, false)
    expect(command).toBe(
      `curl -sS '${origin}/a' \\\n  -H "Api-Key: $KEYSECURE_API_KEY" \\\n  -H "Access-Token: $KEYSECURE_ACCESS_TOKEN"`
    )
  })
})

const delivery = { at: now, why: "carried out", whyZh: "已执行", done: {}, code: 0 }

const row = (id: number, changed: Partial<LogRow>): LogRow => ({
  id,
  nth: id,
  at: now,
  method: "POST",
  path: "/a",
  apiKey: "",
  timestamp: "",
  deliveries: [],
  ...changed
})

describe("the time line of a card_unique_no", () => {
  it("shows copies, the window of each timestamp, what lists showed, and when the last application settles", () => {
    const timeline = timelineOf([
      row(3, {
        operation: "listCards",
        at: now + 90_000,
        window: { from: now + 90_000, to: now + 150_000 },
        deliveries: [{ ...delivery, at: now + 90_000, done: { shown: ["C1"] } }]
      }),
      row(2, {
        operation: "applyForCard",
        window: { from: now - 5_000, to: now + 55_000 },
        fault: { _tag: "LoseAnswer", silent: false },
        deliveries: [
          { ...delivery, done: { made: "C1" } },
          { ...delivery, at: now + 1_000, code: 4001 }
        ]
      }),
      row(1, { operation: "applyForCard" })
    ])
    expect(timeline.lanes.map(({ id, window }) => [id, window])).toEqual([
      [1, undefined],
      [2, { from: now - 5_000, to: now + 55_000 }],
      [3, { from: now + 90_000, to: now + 150_000 }]
    ])
    expect(timeline.lanes.flatMap(({ copies }) => copies.map(({ code, made, shown }) => [code, made, shown]))).toEqual([
      [0, "C1", undefined],
      [4001, undefined, undefined],
      [0, undefined, ["C1"]]
    ])
    expect([timeline.settlesAt, timeline.from, timeline.to]).toEqual([now + 55_000, now - 5_000, now + 150_000])
    expect([now - 5_000, now + 72_500, now + 150_000].map((at) => placeOf(timeline, at))).toEqual([0, 50, 100])
  })

  it("is empty without requests, and settles never without applications", () => {
    expect(timelineOf([])).toMatchObject({ lanes: [], settlesAt: undefined })
    expect(timelineOf([row(1, { operation: "listCards" })]).settlesAt).toBeUndefined()
  })
})

describe("what the page takes from elsewhere", () => {
  it("is, of the description of the API, every operation and what each rule may be", () => {
    const description = OpenApi.fromApi(Api)
    expect(operationsOf(description)).toEqual(Object.keys(Endpoints.all))
    expect(ruleForm(description, "repeatedUniqueNo")).toEqual({
      _tag: "Choice",
      choices: ["refused", "sameCard", "anotherCard", "acceptedLater"]
    })
    expect(ruleForm(description, "dateHeader")).toEqual({ _tag: "Flag" })
    expect(ruleForm(description, "cardLife")).toMatchObject({ _tag: "Json" })
    expect(ruleForm(undefined, "cardLife")).toEqual({ _tag: "Json", says: undefined })
  })

  it("is the first language of the browser that it speaks", () => {
    const languages = [["zh-Hans-CN", "en"], ["fr", "en-GB", "zh"], ["fr", "ZH-tw"], ["fr"], []]
    expect(languages.map(languageOf)).toEqual(["zh", "en", "zh", "en", "en"])
  })

  it("is the place that a link leads to, whatever number it names", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (number) => {
        expect(routeOf(linkTo("cards", number))).toEqual({ view: "cards", item: number })
      })
    )
    expect(routeOf(linkTo("cards", "half \ud800, \u{1f37a}")).item).toBe("half \ufffd, \u{1f37a}")
    expect([routeOf(""), routeOf("#/elsewhere"), routeOf("#/cards/%")]).toEqual([
      { view: "requests", item: undefined },
      { view: "requests", item: undefined },
      { view: "cards", item: "%" }
    ])
  })
})
