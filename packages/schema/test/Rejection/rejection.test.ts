/** What becomes of a refusal: its error, the field it names, and a message without the values that were sent. */
import { CardApplication, Envelope, ErrorCode, Rejection } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Predicate, Record, Schema } from "effect"
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { documentedCodes } from "../support/documentedCodes.js"

const classOf = new Map<string, unknown>(Object.entries(Rejection))
const encode = Schema.encodeSync(Rejection.Rejection)
const decode = Schema.decodeUnknownSync(Rejection.Rejection)
const source = readFileSync(new URL("../../src/Rejection.ts", import.meta.url), { encoding: "utf8" })

const { fromFailure } = Rejection

/** Everything that anyone could print of an error. */
const printed = (error: Rejection.Rejection): string =>
  [
    JSON.stringify(error),
    JSON.stringify(encode(error)),
    String(error),
    error.message,
    error.stack,
    inspect(error),
    inspect(error, { customInspect: false, depth: null, showHidden: true })
  ]
    .join("\n")
    // The lines of a stack hold numbers that a value may look like.
    .replaceAll(/(?:\n|\\n)\s+at [^\n\\]*/g, "")

describe("the table", () => {
  it("has exactly the documented codes, each with its tag, and lists them in ascending order", () => {
    expect(Object.entries(ErrorCode.table).map(([code, { tag }]) => [Number(code), tag])).toStrictEqual(documentedCodes)
    expect(ErrorCode.codes).toStrictEqual(documentedCodes.map(([code]) => code))
  })

  it("says for each code what it means and what to do", () => {
    const rows: ReadonlyArray<ErrorCode.Row> = Object.values(ErrorCode.table)
    for (const { meaning, remedy, tag } of rows) {
      expect(meaning, tag).toMatch(/^\S.+[^.\s]$/)
      expect(remedy, tag).toMatch(/^[A-Z].+\.$/)
    }
  })

  const operations = ["applyForCard", "applyForCardholder", "transfer", "listCards"]

  it.each(documentedCodes)(
    "%i was not carried out, unless it may answer a second copy, or names no other field",
    (code) => {
      for (const operation of operations) {
        const second = code === 1001 || code === 1017 || (code === 2001 && operation === "applyForCardholder")
        const parameter = code === 1004 || code === 4010
        expect(ErrorCode.carriedOut(code, operation), operation).toBe(second || parameter ? "unknown" : "no")
        expect(ErrorCode.carriedOut(code, operation, true), operation).toBe(second ? "unknown" : "no")
      }
    }
  )

  it.prop("a code that is not documented may have been carried out", [FastCheck.integer()], ([code]) => {
    FastCheck.pre(!documentedCodes.some(([documented]) => documented === code))
    expect(ErrorCode.isDocumented(code)).toBe(false)
    for (const operation of operations) expect(ErrorCode.carriedOut(code, operation, true)).toBe("unknown")
  })
})

describe("the error of a code", () => {
  it.each(documentedCodes)("%i is %s", (code, tag) => {
    const error = fromFailure({ code, msg: "Refused" })
    expect(error).toBeInstanceOf(classOf.get(tag))
    expect(error).toBeInstanceOf(Error)
    expect(encode(error)).toStrictEqual({ _tag: tag, code, msg: "Refused" })
  })

  it("is made of the words alone by its class, which knows its code", () => {
    expect(Rejection.TooManyRequests.code).toBe(1009)
    expect(Rejection.TooManyRequests.from({ msg: "Slow down" })).toEqual(fromFailure({ code: 1009, msg: "Slow down" }))
    const late = Rejection.TimestampRejected.from({ msg: "Late", offsetMillis: -30_000 })
    expect(late).toBeInstanceOf(Rejection.TimestampRejected)
    expect(late.offsetMillis).toBe(-30_000)
  })

  it.each(Record.toEntries(ErrorCode.table))(
    "%s says what it means in the comment on its class",
    (code, { meaning, tag }) => {
      const doc = new RegExp(`/\\*\\*\\n \\* ${code}: ([^.]*)\\.(?:(?!\\*/)[^])*\\*/\\nexport class ${tag} `).exec(
        source
      )
      expect(doc?.[1]?.replace(/\s+\*?\s*/g, " ")).toBe(meaning)
    }
  )

  const codes = Arbitrary.make(Envelope.Rejected).map(({ code }) => code)
  const likely = FastCheck.integer({ min: 900, max: 5000 })

  it.prop("of any other code it is UndocumentedRejection", [FastCheck.oneof(codes, likely)], ([code]) => {
    FastCheck.pre(!documentedCodes.some(([documented]) => documented === code))
    const error = fromFailure({ code, msg: "Refused" })
    expect(error).toBeInstanceOf(Rejection.UndocumentedRejection)
    expect(encode(error)).toStrictEqual({ _tag: "UndocumentedRejection", code, msg: "Refused" })
  })

  it.prop("there is one for every refusal, whatever its message", [Envelope.Rejected], ([refused]) => {
    expect(fromFailure(refused).code).toBe(refused.code)
    expect(fromFailure(refused).msg).toBe(refused.msg)
  })

  it.prop(
    "it is written as JSON and read back as the same error",
    [FastCheck.constantFrom(...documentedCodes, [4999, "UndocumentedRejection"] as const), FastCheck.string()],
    ([[code, tag], msg]) => {
      const error = fromFailure({ code, msg: `${msg} phone_code` })
      const back = decode(JSON.parse(JSON.stringify(encode(error))))
      expect(back).toBeInstanceOf(classOf.get(tag))
      expect(encode(back)).toStrictEqual(encode(error))
    }
  )

  it("a documented code is no UndocumentedRejection, and a class takes no other code than its own", () => {
    expect(() => decode({ _tag: "UndocumentedRejection", code: 1004, msg: "" })).toThrow()
    expect(() => decode({ _tag: "UndocumentedRejection", code: 0, msg: "" })).toThrow()
    for (const [code, _tag] of documentedCodes) {
      expect(decode({ _tag, code, msg: "" })._tag).toBe(_tag)
      for (const other of [code - 1, code + 1, 0]) expect(() => decode({ _tag, code: other, msg: "" })).toThrow()
    }
  })

  it.each(documentedCodes)("%i tells a person the code, the field, the platform's words and the remedy", (code) => {
    const rows: Readonly<Record<number, ErrorCode.Row>> = ErrorCode.table
    const { message } = fromFailure({ code, msg: "postal_code is odd" })
    for (const part of [String(code), "(postal_code)", "postal_code is odd", rows[code]?.remedy]) {
      expect(message).toContain(part)
    }
    expect(fromFailure({ code, msg: "odd" }).message).not.toMatch(/code \d+ \(|undefined/)
  })

  it("of 1005 is written and read with the offset of the clocks that the client saw", () => {
    const error = new Rejection.TimestampRejected({ code: 1005, msg: "", offsetMillis: -120_000.4 })
    expect(decode(JSON.parse(JSON.stringify(encode(error))))).toMatchObject({ offsetMillis: -120_000.4 })
    expect(error.message).toContain("120000 ms behind")
  })

  it("an undocumented code tells a person that it is not documented", () => {
    const { message } = fromFailure({ code: 4321, msg: "Card number exists" })
    expect(message).toContain("4321")
    expect(message).toContain("Card number exists")
    expect(message).toContain("not documented")
  })
})

describe("the field", () => {
  it.each([
    ["postal_code: does not match", "postal_code"],
    ["does not match: postal_code", "postal_code"],
    ["postal_code does not match state / city", "postal_code"],
    ["Invalid parameter [address_line1]", "address_line1"],
    ["参数错误card_unique_no", "card_unique_no"],
    ["'phone_code' is not a number.", "phone_code"],
    ["phone is required", "phone"],
    ["is required: phone", "phone"],
    ["Country is not supported - country", "country"],
    ["城市只支持英文:city", "city"],
    ["phone does not fit phone_code", "phone"],
    ["[state] does not fit postal_code", "state"],
    ["postal_code does not fit the city", "postal_code"]
  ])("%j names %s", (msg, field) => {
    expect(fromFailure({ code: 1004, msg }).field).toBe(field)
  })

  it.each([
    "",
    "System error",
    "IP address not allowed",
    "The state of the city is unknown to us",
    "Phone number is invalid",
    "Use HTTP_PROXY or __proto__"
  ])("%j names none", (msg) => {
    const error = fromFailure({ code: 1004, msg })
    expect(error.field).toBeUndefined()
    expect(encode(error)).toStrictEqual({ _tag: "InvalidParameter", code: 1004, msg })
  })

  it("is never a value that was sent, though it looks like a field's name", () => {
    const sent = { card_unique_no: "order_1" }
    expect(fromFailure({ code: 4001, msg: "order_1 exists" }, sent).field).toBeUndefined()
    expect(fromFailure({ code: 4001, msg: "order_1 exists: card_unique_no" }, sent).field).toBe("card_unique_no")
  })

  it("is found next to the value that was sent", () => {
    const sent = { address_info: { phone: "2034614444" } }
    expect(encode(fromFailure({ code: 1004, msg: "invalid phone: 2034614444" }, sent))).toStrictEqual({
      _tag: "InvalidParameter",
      code: 1004,
      msg: "invalid phone: phone",
      field: "phone"
    })
  })
})

describe("values that were sent", () => {
  const msgOf = (msg: string, sent: Readonly<Record<string, unknown>>) => fromFailure({ code: 2007, msg }, sent).msg

  it("are replaced by the names of their fields", () => {
    const sent = {
      card_unique_no: "order-1",
      address_info: { city: "Springfield", address_line1: "742 Evergreen Terrace" }
    }
    expect(msgOf("order-1: 742 Evergreen Terrace, Springfield?", sent)).toBe("card_unique_no: address_line1, city?")
  })

  it("are found in any case", () => {
    expect(msgOf("SPRINGFIELD springfield SpringField", { city: "Springfield" })).toBe("city city city")
  })

  it("of four characters or more are found within longer words, shorter ones are not", () => {
    expect(msgOf("xLimay, xRioy", { city: "Lima", state: "Rio" })).toBe("xcityy, xRioy")
  })

  it("are found with other spaces between their words", () => {
    expect(msgOf("742  Evergreen\nTerrace", { address_line1: "742 Evergreen Terrace" })).toBe("address_line1")
  })

  it("are found as JSON writes them", () => {
    const sent = { address_line1: 'The "Old" \\ Mill' }
    expect(msgOf(JSON.stringify(sent), sent)).toBe('{"address_line1":"address_line1"}')
  })

  it.each(["+44 (203) 461-4444", "203.461.4444", "2 0 3 4 6 1 4 4 4 4", "203/461 44-44"])(
    "are found as digits with separators: %s",
    (echo) => {
      expect(msgOf(`bad number ${echo}!`, { phone: "2034614444" }).replace(/\D/g, "")).toMatch(/^(44)?$/)
    }
  )

  it("that are short are found as words of their own, and mangle no other word", () => {
    const sent = { last_name: "Li", country: "US", phone_code: "86", state: "A" }
    expect(msgOf("Limit: Li may USe 1862 A's, not 86 in US.", sent)).toBe(
      "Limit: last_name may USe 1862 state's, not phone_code in country."
    )
  })

  it("that are short are found in any case, and codes only as they were sent", () => {
    const sent = { last_name: "Li", country: "IN", card_type: "Virtual" }
    expect(msgOf("LI in IN: a virtual card for li, Virtual", sent)).toBe(
      "last_name in country: a virtual card for last_name, card_type"
    )
  })

  it("that are part of a field's name leave the name alone", () => {
    const sent = { first_name: "Post", last_name: "Card", address_info: { postal_code: "Code", state: "Unique" } }
    expect(msgOf("card_unique_no, postal_code of Card Post", { card_unique_no: "x1y2", ...sent })).toBe(
      "card_unique_no, postal_code of last_name first_name"
    )
  })

  it("that overlap leave nothing of each other", () => {
    const sent = { address_line1: "1 Main Street", city: "Street 9 Long Village" }
    expect(msgOf("at 1 Main Street 9 Long Village.", sent)).toBe("at city.")
  })

  it("are not replaced twice, though the name of a field is sent as a value", () => {
    expect(msgOf("Springfield", { city: "Springfield", last_name: "City" })).toBe("city")
  })

  it("that say nothing change nothing", () => {
    const sent = { a: "", b: "  ", c: null, d: undefined, e: 7, f: true, g: [], h: {} }
    expect(msgOf("Nothing 7 true", sent)).toBe("Nothing 7 true")
  })

  it("are found in lists too, and characters with a meaning in patterns mean themselves", () => {
    expect(msgOf("a.c (x|y)* [z]", { tags: ["(x|y)*", "[z]"], dot: "a.c" })).toBe("dot tags tags")
    expect(msgOf("abc", { dot: "a.c" })).toBe("abc")
  })

  it("are found in a message of a mebibyte without delay", () => {
    const long = "12 Li ".repeat(170_000)
    const start = performance.now()
    const { msg } = fromFailure({ code: 1004, msg: long }, { last_name: "Li", phone: "121212121212", x: "2 Li 1" })
    expect(msg).not.toContain("Li")
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  interface Sent {
    readonly name: string
    readonly value: string
  }

  const leaves = (name: string, value: unknown): ReadonlyArray<Sent> =>
    Predicate.isReadonlyRecord(value)
      ? Object.entries(value).flatMap(([key, item]) => leaves(key, item))
      : [{ name, value: String(value).trim() }]

  const applications = Arbitrary.make(CardApplication.CardApplication).map(
    Schema.encodeSync(CardApplication.CardApplication)
  )

  const names = (
    "card_bin_no cardholder_no package_no card_type card_unique_no address_info first_name last_name phone_code phone " +
    "postal_code country state city address_line1 address_line2"
  ).split(" ")

  /** Values that can be told from what is printed anyway: the error's own words, its stack, the names of fields. */
  const telling = (wire: unknown): ReadonlyArray<Sent> => {
    const anyway = [...names, printed(fromFailure({ code: 1004, msg: "refused <>" }))].join(" ").toLowerCase()
    // Codes that are nobody's are found only as they were sent.
    return leaves("", wire).filter(
      ({ name, value }) => name !== "card_type" && value.length >= 4 && !anyway.includes(value.toLowerCase())
    )
  }

  const inAnyCase = (value: string) =>
    FastCheck.mixedCase(FastCheck.constant(value), {
      toggleCase: (c) => (/[a-z]/.test(c) ? c.toUpperCase() : c.toLowerCase())
    })
  const withSeparators = (digits: string) =>
    FastCheck.array(FastCheck.constantFrom("", " ", "-", ".", " (", ") "), {
      minLength: digits.length,
      maxLength: digits.length
    }).map((separators) => [...digits].map((digit, index) => (index === 0 ? "" : separators[index]) + digit).join(""))

  const echoOf = ({ value }: Sent) => (/^\d{6,}$/.test(value) ? withSeparators(value) : inAnyCase(value))

  /** An application, some of its values, and a message that repeats them, each between `<` and `>`. */
  const echoed = applications.chain((wire) =>
    FastCheck.subarray([...telling(wire)]).chain((some) =>
      FastCheck.tuple(...some.map(echoOf)).map((echoes) => ({
        wire,
        some,
        msg: `refused ${echoes.map((echo) => `<${echo}>`).join(" ")}`
      }))
    )
  )

  it.prop("are replaced, each by a name, when a message repeats some of them", [echoed], ([{ msg, some, wire }]) => {
    const error = fromFailure({ code: 1004, msg }, wire)
    for (const { value } of some) expect(printed(error).toLowerCase()).not.toContain(value.toLowerCase())
    expect(error.msg.replace(/<[a-z0-9_]+>/g, "<>")).toBe(`refused ${some.map(() => "<>").join(" ")}`)
    for (const [, name] of error.msg.matchAll(/<([a-z0-9_]+)>/g)) expect(names).toContain(name)
    expect(error.field).toBeUndefined()
  })

  it.prop("are replaced when a message repeats the whole body", [applications], ([wire]) => {
    for (const body of [JSON.stringify(wire), JSON.stringify(wire, null, 2), inspect(wire, { depth: null })]) {
      const error = fromFailure({ code: 1004, msg: `refused ${body}` }, wire)
      const text = printed(error).toLowerCase()
      for (const { value } of telling(wire)) expect(text).not.toContain(value.toLowerCase())
      expect(text).toContain("card_unique_no")
    }
  })
})
