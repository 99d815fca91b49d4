/** The headers of a request: what each holds, and that the secret ones never show. */
import { RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { Array, Either, ParseResult, Redacted, Schema } from "effect"
import { printed } from "../support/secrets.js"

addEqualityTesters()

const wire = {
  "content-type": "application/json",
  "api-key": "key-4815162342",
  timestamp: "1716307200000",
  "access-token": "token-108108108",
  language: "zh_CN"
}
const headers: RequestHeaders.RequestHeaders = {
  contentType: "application/json",
  apiKey: Redacted.make("key-4815162342"),
  timestamp: Timestamp.clamp(1_716_307_200_000),
  accessToken: Redacted.make("token-108108108"),
  language: "zh_CN"
}

const encode = Schema.encodeSync(RequestHeaders.RequestHeaders)
const decode = Schema.decodeUnknownEither(RequestHeaders.RequestHeaders, { errors: "all" })

const refusal = (value: unknown) =>
  Either.match(decode(value), {
    onRight: () => ({ paths: [], text: "" }),
    onLeft: (error) => ({
      paths: Array.dedupe(ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))),
      text: `${String(error)} ${JSON.stringify(error)}`
    })
  })

it("are the documented ones, in lower case", () => {
  expect(Object.values(RequestHeaders.names).toSorted()).toStrictEqual(
    ["Api-Key", "Timestamp", "Access-Token", "Content-Type", "Language", "Timezone"]
      .map((name) => name.toLowerCase())
      .toSorted()
  )
})

it("are written as the platform takes them", () => {
  expect(encode(headers)).toStrictEqual(wire)
  expect(Either.getOrThrow(decode(wire))).toEqual(headers)
})

it("need no token and no language, and don't write what is absent", () => {
  const { accessToken: _, language: __, ...bare } = headers
  expect(Object.keys(encode(bare)).toSorted()).toStrictEqual(["api-key", "content-type", "timestamp"])
})

it.prop("are texts that may stand in a header", [RequestHeaders.RequestHeaders], ([value]) => {
  for (const [name, text] of Object.entries(encode(value))) {
    expect(text, name).toMatch(/^[\x21-\x7e]+$/)
  }
})

it("may stand among others", () => {
  expect(Either.getOrThrow(decode({ ...wire, host: "localhost", "user-agent": "x" }))).toEqual(headers)
})

describe("one that is wrong alone is refused at its place", () => {
  it.each([
    ["contentType", "content-type", "text/plain"],
    ["apiKey", "api-key", ""],
    ["apiKey", "api-key", "key with spaces"],
    ["apiKey", "api-key", "schlüssel"],
    ["apiKey", "api-key", "key\r\nX-Other: 1"],
    ["timestamp", "timestamp", "1716307200"],
    ["accessToken", "access-token", "token with spaces"],
    ["accessToken", "access-token", 4815162342],
    ["language", "language", "en"]
  ])("%s", (path, name, value) => {
    expect(refusal({ ...wire, [name]: value }).paths).toStrictEqual([path])
  })

  it.each(["contentType", "apiKey", "timestamp"] as const)("%s is needed", (path) => {
    expect(refusal({ ...wire, [RequestHeaders.names[path]]: undefined }).paths).toStrictEqual([path])
  })
})

describe("the secret ones", () => {
  it("are the key and the token", () => {
    expect([...RequestHeaders.secretNames].toSorted()).toStrictEqual(["access-token", "api-key"])
  })

  it("never show", () => {
    const text = printed(headers) + printed(Either.getOrThrow(decode(wire)))
    expect(text).not.toMatch(/4815162342|108108108/)
    expect(text).toContain("<redacted>")
  })

  it("never show in an error, whether they are wrong or another header is", () => {
    for (const change of [{ language: "en" }, { "api-key": "key 4815162342" }, { "access-token": 108108108 }]) {
      const { paths, text } = refusal({ ...wire, ...change })
      expect(paths).toHaveLength(1)
      expect(text).not.toMatch(/4815162342|108108108/)
    }
    const unfit = Schema.encodeUnknownEither(RequestHeaders.RequestHeaders)({
      ...headers,
      apiKey: Redacted.make("key 4815162342")
    })
    expect(Either.isLeft(unfit) && String(unfit.left)).not.toMatch(/4815162342|108108108/)
  })
})
