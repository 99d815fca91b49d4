/** An answer's text, as the client reads it, against the schema of the envelope. */
import { Envelope } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Either, FastCheck, Schema } from "effect"
import { receive } from "../../../src/internal/call/envelope.js"

const decode = Schema.decodeUnknownEither(Schema.parseJson(Envelope.Envelope))

const read = (text: string) => receive(text)?.envelope

const bySchema = (text: string) => Either.getOrUndefined(decode(text))

const values = FastCheck.jsonValue()
const codes = FastCheck.oneof(
  FastCheck.constantFrom(0, -0, 1, 1003, 0.5, 2 ** 53, 1e21, "0", null),
  FastCheck.integer(),
  values
)
const wires = FastCheck.record(
  {
    code: codes,
    msg: FastCheck.oneof(FastCheck.string(), FastCheck.constant(null), values),
    data: values,
    more: values
  },
  { requiredKeys: [] }
)

describe("an answer's text", () => {
  it.prop("is read as the schema of the envelope reads it", [FastCheck.oneof(wires, values)], ([wire]) => {
    const text = JSON.stringify(wire)
    expect(read(text)).toStrictEqual(bySchema(text))
  })

  it.prop("is nothing if it is not JSON", [FastCheck.string()], ([text]) => {
    expect(read(text)).toStrictEqual(bySchema(text))
  })

  it.each([
    "",
    "null",
    "0",
    '"{}"',
    "[]",
    '[{"code":0}]',
    "{}",
    '{"code":-0}',
    '{"code":0,"msg":null}',
    '{"code":1e0}',
    '{"code":1003,"data":{"a":1}}',
    '{"__proto__":{"code":0}}',
    ' {"code":0} '
  ])("%j is read so too", (text) => {
    expect(read(text)).toStrictEqual(bySchema(text))
  })

  it.prop("is the same after a byte-order mark", [wires], ([wire]) => {
    const text = JSON.stringify(wire)
    expect(read(`\ufeff${text}`)).toStrictEqual(read(text))
  })

  /** A name as JSON may spell it: each letter as it is, or as an escape. */
  const spelled = (name: string) =>
    FastCheck.array(FastCheck.boolean(), { minLength: name.length, maxLength: name.length }).map((escapes) =>
      [...name]
        .map((letter, at) =>
          escapes[at] === true ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}` : letter
        )
        .join("")
    )

  const twice = FastCheck.constantFrom("code", "msg", "data").chain((name) =>
    FastCheck.record({
      first: spelled(name),
      second: spelled(name),
      between: FastCheck.constantFrom("", '"more":[{"a":1}],'),
      values: FastCheck.tuple(codes, codes)
    })
  )

  it.prop("is nothing if it has a name twice, however it is spelled", [twice], ([one]) => {
    const [first, second] = one.values.map((value) => JSON.stringify(value))
    expect(read(`{"code":0,"${one.first}":${first},${one.between}"${one.second}":${second}}`)).toBeUndefined()
  })

  it("is nothing if its data has a list twice", () => {
    expect(read('{"code":0,"msg":"","data":{"list":[{"card_no":"C1"}],"list":[]}}')).toBeUndefined()
  })

  const innocent = wires.filter((wire) => !JSON.stringify(wire).includes("__proto__"))

  it.prop("may have the same names at other depths", [innocent], ([wire]) => {
    const text = JSON.stringify({ code: 0, msg: "", data: { code: 1, msg: "m", data: [wire] } })
    expect(read(text)).toStrictEqual(bySchema(text))
  })
})
