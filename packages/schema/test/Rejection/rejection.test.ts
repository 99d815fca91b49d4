/** What becomes of a refusal: its error, the field it names, and nothing printed of the platform's words. */
import { CardApplication, Endpoint, Endpoints, Envelope, ErrorCode, Rejection } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Predicate, Record, Redacted, Schema } from "effect"
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { releasedCodes } from "../support/releasedCodes.js"

const rows: ReadonlyArray<readonly [string, ErrorCode.Row]> = Object.entries(ErrorCode.table)
const documentedCodes = rows.map(([code, { tag }]) => [Number(code), tag] as const)

const classOf = new Map<string, unknown>(Object.entries(Rejection))
const encode = Schema.encodeSync(Rejection.Rejection)
const decode = Schema.decodeUnknownSync(Rejection.Rejection)
const source = readFileSync(new URL("../../src/Rejection.ts", import.meta.url), { encoding: "utf8" })

const { fromFailure } = Rejection
const fields = Endpoint.fieldsOf(Endpoints.applyForCard)
const wordsOf = ({ msg }: Rejection.Rejection): string => Redacted.value(msg)

/** Everything that anyone could print of an error. */
const printed = (error: Rejection.Rejection): string =>
  [
    JSON.stringify(error),
    JSON.stringify(encode(error)),
    String(error),
    error.message,
    error.stack,
    inspect(error),
    inspect(error, { customInspect: false, depth: null, showHidden: true, getters: true })
  ].join("\n")

describe("the table", () => {
  it("keeps the tag of every code that was released, and lists all codes in ascending order", () => {
    expect(documentedCodes).toEqual(expect.arrayContaining([...releasedCodes]))
    expect(ErrorCode.codes).toStrictEqual(documentedCodes.map(([code]) => code))
    expect(new Set(documentedCodes.map(([, tag]) => tag)).size).toBe(documentedCodes.length)
  })

  it("says for each code what it means and what to do", () => {
    for (const [, { meaning, meaningInChinese, remedy, tag }] of rows) {
      expect(meaningInChinese, tag).toMatch(/^[^.。]*[\u4e00-\u9fff][^.。]*$/)
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
    expect(encode(error)).toStrictEqual({ _tag: tag, code })
    expect(wordsOf(error)).toBe("Refused")
  })

  it("is made of what else is known by its class, which knows its code", () => {
    expect(Rejection.TooManyRequests.code).toBe(1009)
    const msg = Redacted.make("Slow down")
    expect(Rejection.TooManyRequests.from({ msg })).toEqual(fromFailure({ code: 1009, msg: "Slow down" }))
    expect(wordsOf(Rejection.TooManyRequests.from({}))).toBe("")
    const late = Rejection.TimestampRejected.from({ offsetMillis: -30_000 })
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
    expect(encode(error)).toStrictEqual({ _tag: "UndocumentedRejection", code })
  })

  it.prop("there is one for every refusal, whatever its message", [Envelope.Rejected], ([refused]) => {
    expect(fromFailure(refused).code).toBe(refused.code)
    expect(wordsOf(fromFailure(refused))).toBe(refused.msg)
  })

  it.prop(
    "it is written as JSON and read back as the same error, without the words",
    [FastCheck.constantFrom(...documentedCodes, [4999, "UndocumentedRejection"] as const), FastCheck.string()],
    ([[code, tag], msg]) => {
      const error = fromFailure({ code, msg: `${msg} phone_code` }, fields)
      const back = decode(JSON.parse(JSON.stringify(encode(error))))
      expect(back).toBeInstanceOf(classOf.get(tag))
      expect(back).toMatchObject({ code, field: "phone_code" })
      expect(wordsOf(back)).toBe("")
      expect(encode(back)).toStrictEqual(encode(error))
    }
  )

  it("is read with the words that 0.1.0 stored, which are not written again", () => {
    const back = decode({ _tag: "InvalidParameter", code: 1004, msg: "phone is odd", field: "phone" })
    expect(wordsOf(back)).toBe("phone is odd")
    expect(encode(back)).toStrictEqual({ _tag: "InvalidParameter", code: 1004, field: "phone" })
  })

  it("a documented code is no UndocumentedRejection, and a class takes no other code than its own", () => {
    expect(() => decode({ _tag: "UndocumentedRejection", code: 1004, msg: "" })).toThrow()
    expect(() => decode({ _tag: "UndocumentedRejection", code: 0, msg: "" })).toThrow()
    for (const [code, _tag] of documentedCodes) {
      expect(decode({ _tag, code, msg: "" })._tag).toBe(_tag)
      for (const other of [code - 1, code + 1, 0]) expect(() => decode({ _tag, code: other, msg: "" })).toThrow()
    }
  })

  it.each(documentedCodes)("%i tells a person the code, the field, the meaning and the remedy", (code) => {
    const table: Readonly<Record<number, ErrorCode.Row>> = ErrorCode.table
    const { message } = fromFailure({ code, msg: "postal_code is odd" }, fields)
    for (const part of [String(code), "(postal_code)", table[code]?.meaning, table[code]?.remedy]) {
      expect(message).toContain(part)
    }
    expect(message).not.toContain("odd")
    expect(fromFailure({ code, msg: "odd" }).message).not.toMatch(/code \d+ \(|undefined/)
  })

  it("of 1005 is written and read with the offset of the clocks that the client saw", () => {
    const error = new Rejection.TimestampRejected({ code: 1005, offsetMillis: -120_000.4 })
    expect(decode(JSON.parse(JSON.stringify(encode(error))))).toMatchObject({ offsetMillis: -120_000.4 })
    expect(error.message).toContain("120000 ms behind")
  })

  it("an undocumented code tells a person that it is not documented, and where the platform's words are", () => {
    const { message } = fromFailure({ code: 4321, msg: "Card number exists" })
    for (const part of ["4321", "not documented", "Redacted.value"]) expect(message).toContain(part)
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
    ["postal_code does not fit the city", "postal_code"],
    ["is required: card_unique_no", "card_unique_no"],
    ["addressLine1 is too long", "address_line1"],
    ["the cardUniqueNo exists", "card_unique_no"],
    ["order_1 exists: card_unique_no", "card_unique_no"]
  ])("%j names %s", (msg, field) => {
    expect(fromFailure({ code: 1004, msg }, fields).field).toBe(field)
  })

  it.each([
    "",
    "System error",
    "IP address not allowed",
    "The state of the city is unknown to us",
    "Phone number is invalid",
    "Use HTTP_PROXY or __proto__",
    "order_1 exists",
    "my_card_unique_no",
    "start_time: required"
  ])("%j names none", (msg) => {
    const error = fromFailure({ code: 1004, msg }, fields)
    expect(error.field).toBeUndefined()
    expect(encode(error)).toStrictEqual({ _tag: "InvalidParameter", code: 1004 })
  })

  it.prop(
    "is one of the request's, or none",
    [FastCheck.string(), FastCheck.constantFrom(...fields)],
    ([text, name]) => {
      const { field } = fromFailure({ code: 1004, msg: `${text} ${name} ${text}_x` }, fields)
      expect(field === undefined || fields.has(field)).toBe(true)
      expect(fromFailure({ code: 1004, msg: `${name} ${text}` }, fields).field).toBe(name)
      expect(fromFailure({ code: 1004, msg: `${name} ${text}` }).field).toBeUndefined()
    }
  )

  it("is found in a message of a mebibyte without delay", () => {
    const start = performance.now()
    for (const word of ["12 Li ", "state ", "state -- ", "_"]) {
      fromFailure({ code: 1004, msg: word.repeat(1_048_576 / word.length) }, fields)
    }
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

describe("the platform's words", () => {
  const leaves = (value: unknown): ReadonlyArray<string> =>
    Predicate.isReadonlyRecord(value) ? Object.values(value).flatMap(leaves) : [String(value)]

  const applications = Arbitrary.make(CardApplication.CardApplication).map(
    Schema.encodeSync(CardApplication.CardApplication)
  )

  const characters = (text: string, written: (code: number, character: string) => string): string =>
    [...text].map((character) => written(character.codePointAt(0) ?? 0, character)).join("")

  /** Ways in which a platform repeats a text. No list of them is complete. */
  const forms: ReadonlyArray<(text: string) => string> = [
    (text) => text,
    (text) => characters(text, (code, character) => (/[a-z0-9]/i.test(character) ? character : `&#${code};`)),
    (text) => characters(text, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
    (text) => encodeURIComponent(Buffer.from(text).toString()),
    (text) => text.slice(0, Math.ceil(text.length / 2)),
    (text) => `${text.slice(0, 2)}***${text.slice(-2)}`,
    (text) => text.normalize("NFKD").toUpperCase(),
    (text) => [...text].join(" "),
    (text) => Buffer.from(text).toString("base64"),
    (text) => [...text].toReversed().join("")
  ]

  const echoes = FastCheck.tuple(applications, FastCheck.constantFrom(...forms), FastCheck.string()).map(
    ([wire, form, more]) => `${more} ${leaves(wire).map(form).join(", ")}`
  )
  const bodies = applications.map((wire) => inspect(wire, { depth: null }))
  const codes = FastCheck.constantFrom(...documentedCodes.map(([code]) => code), 4999)

  it.prop(
    "change nothing that is printed, whatever they repeat and in whatever form, but the field that they name",
    [codes, FastCheck.oneof(echoes, bodies, FastCheck.string())],
    ([code, msg]) => {
      const { field = "" } = fromFailure({ code, msg }, fields)
      // Made at one place, so that their stacks are the same.
      const errors = [msg, field].map((words) => fromFailure({ code, msg: words }, fields))
      const [said, unsaid] = errors.map(printed)
      expect(said).toBe(unsaid)
      expect(errors.map(wordsOf)).toStrictEqual([msg, field])
    }
  )
})
