/** What is refused, what the signature does not cover, and which of that decoding catches. */
import { Callbacks, HandledCallbacks, ServerTime } from "@effect-keysecure/client"
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, DateTime, Effect, FastCheck, Redacted, TestClock } from "effect"
import {
  apiSecret,
  appId,
  atThatTime,
  auth,
  bodyOf,
  cardUpdate,
  consumption,
  delivered,
  forged,
  headersOf,
  inTestTime,
  now,
  refusal,
  signatureOf,
  told,
  verify
} from "../support/callbacks.js"

const without = (name: string, { body, headers }: Callbacks.Delivery): Callbacks.Delivery => ({
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
  body
})

const withHeader = (name: string, value: string, { body, headers }: Callbacks.Delivery): Callbacks.Delivery => ({
  headers: { ...headers, [name]: value },
  body
})

const good = delivered(auth)
const millis = String(now)

describe("a delivery", () => {
  it.effect.each(told)("of $action is verified and decoded", (what) =>
    Effect.gen(function* () {
      const callback = yield* verify(delivered(what))
      expect(callback).toMatchObject({ id: "cb-1", action: what.action, data: { cardNo: "C0000000001" } })
      expect(callback.data.time).toEqual(DateTime.unsafeMake(1_767_225_600_000))
    }).pipe(inTestTime())
  )

  it.effect("keeps money exact", () =>
    Effect.gen(function* () {
      const { data } = yield* verify(delivered(auth))
      expect(data).toMatchObject({
        amount: BigDecimal.unsafeFromString("100.00"),
        localAmount: BigDecimal.unsafeFromString("730.5")
      })
      const digits = "12345678901234567890.123456789"
      const large = {
        action: "Auth",
        data: `{"card_no":"C1","consume_no":"T1","amount":${digits}}`,
        pairs: [["card_no", "C1"] as const, ["consume_no", "T1"] as const, ["amount", digits] as const]
      }
      expect((yield* verify(delivered(large))).data).toMatchObject({ amount: BigDecimal.unsafeFromString(digits) })
    }).pipe(inTestTime())
  )

  it.effect.each([
    ["VersionUnknown", without("Sign-Version", good)],
    ["VersionUnknown", withHeader("Sign-Version", "V2", good)],
    ["VersionUnknown", withHeader("Sign-Version", "v1", good)],
    ["TimestampUnreadable", without("Timestamp", good)],
    ["TimestampUnreadable", withHeader("Timestamp", millis.slice(0, 9), good)],
    ["TimestampUnreadable", withHeader("Timestamp", millis.slice(0, 11), good)],
    ["TimestampUnreadable", withHeader("Timestamp", ` ${millis}`, good)],
    ["TimestampUnreadable", withHeader("Timestamp", `${millis}.0`, good)],
    ["TimestampUnreadable", withHeader("Timestamp", `${millis}, ${millis}`, good)],
    ["TimestampUnreadable", withHeader("Timestamp", `0${millis.slice(1)}`, good)],
    ["SignatureMissing", without("Signature", good)],
    ["SignatureMissing", withHeader("Signature", "", good)]
  ] as const)("is refused for its headers: %s (case %#)", ([reason, delivery]) =>
    Effect.gen(function* () {
      expect(yield* refusal(delivery)).toBe(reason)
    }).pipe(inTestTime())
  )

  it.effect("has headers in any case", () =>
    verify({
      headers: Object.fromEntries(Object.entries(good.headers).map(([name, value]) => [name.toUpperCase(), value])),
      body: good.body
    }).pipe(inTestTime())
  )

  const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`
  it.effect.each([
    ["nothing", ""],
    ["no JSON", "card_no=C1"],
    ["JSON that ends early", good.body.slice(0, -1)],
    ["JSON and more", `${good.body} {}`],
    ["a byte order mark", `\ufeff${good.body}`],
    ["a list", "[]"],
    ["a text", `"data"`],
    ["no data", `{"id":"cb-1","action":"Auth"}`],
    ["data that is null", `{"id":"cb-1","action":"Auth","data":null}`],
    ["data that is JSON in a text", `{"action":"Auth","data":"{}"}`],
    ["two data", `{"action":"Auth","data":${auth.data},"data":${auth.data}}`],
    ["two actions", `{"action":"Auth","action":"Auth","data":${auth.data}}`],
    ["a field twice, escaped", bodyOf({ ...auth, data: `{"amount":1,"\\u0061mount":2}` })],
    ["a field twice, deep inside", bodyOf({ ...auth, data: `{"merchant_info":{"city":"A","city":"B"}}` })],
    ["__proto__", bodyOf({ ...auth, data: `{"__proto__":{"card_no":"C1"}}` })],
    ["nesting of 10,000", bodyOf({ ...auth, data: `{"x":${deep(10_000)}}` })],
    ["nesting of 10,000 that never ends", "[".repeat(10_000)],
    ["nesting of 100 objects", `${`{"data":`.repeat(100)}1${"}".repeat(100)}`]
  ] as const)("is refused with a body of %s", ([_, body]) =>
    Effect.gen(function* () {
      expect(yield* refusal({ headers: good.headers, body })).toBe("BodyUnreadable")
    }).pipe(inTestTime())
  )

  it.effect("is taken up to 5 minutes early and late", () =>
    Effect.gen(function* () {
      const tolerance = 5 * 60_000
      for (const moment of [now - tolerance, now, now + tolerance]) {
        yield* TestClock.setTime(moment)
        yield* verify(good)
      }
      for (const moment of [now - tolerance - 1, now + tolerance + 1]) {
        yield* TestClock.setTime(moment)
        expect(yield* refusal(good)).toBe("TimestampOutOfTolerance")
      }
    }).pipe(inTestTime())
  )

  it.effect("is taken as early and late as is set", () =>
    Effect.gen(function* () {
      yield* verify(good)
      yield* TestClock.setTime(now + 1)
      expect(yield* refusal(good)).toBe("TimestampOutOfTolerance")
    }).pipe(inTestTime({ tolerance: 0 }))
  )

  it.effect("is taken with a signature in upper case", () =>
    verify(withHeader("Signature", signatureOf(auth.pairs).toUpperCase(), good)).pipe(inTestTime())
  )

  it.effect("is taken with a stamp in seconds, and judged by it", () =>
    Effect.gen(function* () {
      const seconds = Math.floor(now / 1000)
      const inSeconds = { headers: headersOf(signatureOf(auth.pairs, seconds), String(seconds)), body: good.body }
      yield* verify(inSeconds)
      yield* TestClock.setTime((seconds + 300) * 1000 + 1)
      expect(yield* refusal(inSeconds)).toBe("TimestampOutOfTolerance")
    }).pipe(inTestTime())
  )

  it.effect("is taken as old as is set, where the platform delivers again with the first stamp", () =>
    Effect.gen(function* () {
      const day = 86_400_000
      for (const moment of [now - 300_000, now + day]) {
        yield* TestClock.setTime(moment)
        yield* verify(good)
      }
      for (const moment of [now - 300_001, now + day + 1]) {
        yield* TestClock.setTime(moment)
        expect(yield* refusal(good)).toBe("TimestampOutOfTolerance")
      }
    }).pipe(inTestTime({ maxAge: "1 day" }))
  )

  it.effect.each([
    ["appId", `{"appId":"app_1001","card_no":"C1","after_status":"Frozen"}`],
    ["timestamp", `{"card_no":"C1","after_status":"Frozen","timestamp":1}`],
    ["an empty appId that is null", `{"card_no":"C1","after_status":"Frozen","appId":null}`],
    ["&", `{"card_no":"C1","after_status":"Frozen","a&b":"c"}`],
    ["=", `{"card_no":"C1","after_status":"Frozen","a=b":"c"}`],
    ["half a character in a name", `{"card_no":"C1","after_status":"Frozen","\\ud800":"c"}`],
    ["half a character in a text", `{"card_no":"C1","after_status":"Frozen","reason":"\\udc00"}`]
  ] as const)("is refused for a field whose signature could be another's: %s", ([_, data]) =>
    Effect.gen(function* () {
      expect(yield* refusal(forged(cardUpdate, { data }))).toBe("FieldAmbiguous")
    }).pipe(inTestTime())
  )

  it.effect("of an action that is not documented is refused, and told apart from a forged one", () =>
    Effect.gen(function* () {
      for (const action of ["Card_create", "auth", "", "constructor"]) {
        expect(yield* refusal(delivered({ ...auth, action }))).toBe("ActionUnknown")
      }
      const body = `{"id":"cb-1","data":${auth.data}}`
      expect(yield* refusal({ headers: good.headers, body })).toBe("ActionUnknown")
      expect(yield* refusal({ headers: good.headers, body: body.replace("100.00", "900.00") })).toBe(
        "SignatureMismatch"
      )
    }).pipe(inTestTime())
  )

  it.effect("with fields that are not documented, and new members of enums, is read", () =>
    Effect.gen(function* () {
      const callback = yield* verify(
        delivered({
          action: "Card_update",
          data: `{"card_no":"C1","after_status":"Melted","new":{"_tag":"JsonNumber","text":"1"},"constructor":"x"}`,
          pairs: [
            ["card_no", "C1"],
            ["after_status", "Melted"],
            ["new", `{"_tag":"JsonNumber","text":"1"}`],
            ["constructor", "x"]
          ]
        })
      )
      expect(callback.data).toEqual({ cardNo: "C1", afterStatus: "Melted" })
    }).pipe(inTestTime())
  )
})

/** Callbacks by a clock of ours that is off, with what an answer of the platform told of its own. */
const withServerTime = (offMillis: number, date: number | undefined) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now + offMillis)
    const time = yield* ServerTime.make()
    const received = yield* ServerTime.monotonic
    yield* time.observe({ sent: received, received, date })
    return yield* Callbacks.make({ appId, apiSecret: Redacted.make(apiSecret) }).pipe(
      Effect.provideService(ServerTime.ServerTime, time),
      Effect.provide(HandledCallbacks.layerMemory())
    )
  })

describe("a delivery, where the platform's time is known,", () => {
  it.scoped.each([360_000, -360_000, 40 * 86_400_000])("is taken though our clock is %d ms off", (off) =>
    Effect.gen(function* () {
      const callbacks = yield* withServerTime(off, now)
      yield* callbacks.verify(good)
    })
  )

  it.scoped.each([-302_000, 302_000])("is refused by it, though our clock agrees with the stamp (%d ms)", (off) =>
    Effect.gen(function* () {
      const callbacks = yield* withServerTime(0, now + off)
      expect((yield* Effect.flip(callbacks.verify(good))).reason).toBe("TimestampOutOfTolerance")
    })
  )

  it.scoped("is judged by our clock as long as nothing was learned", () =>
    Effect.gen(function* () {
      yield* (yield* withServerTime(0, undefined)).verify(good)
      const { reason } = yield* Effect.flip((yield* withServerTime(360_000, undefined)).verify(good))
      expect(reason).toBe("TimestampOutOfTolerance")
    })
  )
})

describe("what the signature does not cover", () => {
  it.effect("id: any passes, and none", () =>
    Effect.gen(function* () {
      const ids = [`"id":"other",`, `"id":17,`, `"id":null,`, `"id":"",`, ""]
      const read = yield* Effect.forEach(ids, (id) =>
        verify({ headers: good.headers, body: `{${id}"action":"Auth","data":${auth.data}}` })
      )
      expect(read.map(({ id }) => id)).toEqual(["other", "17", undefined, undefined, undefined])
    }).pipe(inTestTime())
  )

  it.effect("white space between values: passes, and changes nothing", () =>
    Effect.gen(function* () {
      const { data } = yield* verify(good)
      const spaced = auth.data.replaceAll(/([:,{}])/g, " \t\r\n$1 ")
      expect((yield* verify(forged(auth, { data: spaced }))).data).toEqual(data)
      const escaped = auth.data.replace("Pending", "\\u0050ending")
      expect((yield* verify(forged(auth, { data: escaped }))).data).toEqual(data)
    }).pipe(inTestTime())
  )

  it.effect("action: caught where the data is not that of the other action", () =>
    Effect.gen(function* () {
      expect(yield* refusal(forged(auth, { action: "Card_update" }))).toBe("DataUnreadable")
      expect(yield* refusal(forged(consumption, { action: "Card_update" }))).toBe("DataUnreadable")
      expect(yield* refusal(forged(cardUpdate, { action: "Auth" }))).toBe("DataUnreadable")
      expect(yield* refusal(forged(cardUpdate, { action: "Consumption" }))).toBe("DataUnreadable")
    }).pipe(inTestTime())
  )

  it.effect("action: not caught between Auth and Consumption, whose documented fields are alike", () =>
    Effect.gen(function* () {
      expect((yield* verify(forged(auth, { action: "Consumption" }))).action).toBe("Consumption")
      expect((yield* verify(forged(consumption, { action: "Auth" }))).action).toBe("Auth")
    }).pipe(inTestTime())
  )

  it.effect("number against text: caught where a text must be one", () =>
    Effect.gen(function* () {
      const numeric = {
        action: "Consumption",
        data: `{"consume_no":"17","card_no":"C1"}`,
        pairs: [["consume_no", "17"] as const, ["card_no", "C1"] as const]
      }
      yield* verify(delivered(numeric))
      expect(yield* refusal(forged(numeric, { data: `{"consume_no":17,"card_no":"C1"}` }))).toBe("DataUnreadable")
      const info = auth.data.replace(/(\{"merchant_name.*?\})/, (found) => JSON.stringify(found))
      expect(info).not.toBe(auth.data)
      expect(yield* refusal(forged(auth, { data: info }))).toBe("DataUnreadable")
      const wrong = { ...auth, data: auth.data.replace("100.00", `"much"`) }
      const pairs = auth.pairs.map(([name, text]) => [name, name === "amount" ? "much" : text] as const)
      expect(yield* Effect.flip(verify(delivered({ ...wrong, pairs })))).toMatchObject({
        reason: "DataUnreadable",
        issues: [{ field: "data.amount", expected: "expected a decimal number" }]
      })
    }).pipe(inTestTime())
  )

  it.effect("a text against a number: passes, and says the same", () =>
    Effect.gen(function* () {
      const { data } = yield* verify(good)
      const texts = auth.data.replaceAll(/(amount|time)":([\d.]+)/g, `$1":"$2"`)
      expect(texts).toContain(`"amount":"100.00","local_amount":"730.5"`)
      expect(texts).toContain(`"time":"1767225600000"`)
      expect((yield* verify(forged(auth, { data: texts }))).data).toEqual(data)
    }).pipe(inTestTime())
  )

  const remarked = {
    action: "Consumption",
    data: `{"consume_no":"T1","card_no":"C1","remark":"a","status":"Fail"}`,
    pairs: [
      ["consume_no", "T1"] as const,
      ["card_no", "C1"] as const,
      ["remark", "a"] as const,
      ["status", "Fail"] as const
    ]
  }

  it.effect.each([
    ["a field that must be there", remarked, `{"card_no":"C1&consume_no=T1","remark":"a","status":"Fail"}`],
    ["an optional text", remarked, `{"consume_no":"T1","card_no":"C1","remark":"a&status=Fail"}`],
    [
      "what is no text",
      cardUpdate,
      `{"card_no":"C0000000001","before_status":"Activated","after_status":"Frozen&time=1767225600000"}`
    ],
    ["a field of the other action", { ...remarked, action: "Auth" }, `{"card_no":"C1","consume_no":"T1&remark=a"}`],
    ["appId", remarked, `{"consume_no":"T1","card_no":"C1","remark":"a&appId=b"}`],
    ["timestamp, inside another value", remarked, `{"consume_no":"T1","card_no":"C1","extra":["&timestamp=1"]}`],
    ["a field that is escaped", remarked, `{"consume_no":"T1","card_no":"C1","remark":"a\\u0026status=Fail"}`]
  ] as const)("a & that is moved: caught where a value takes in %s", ([_, what, data]) =>
    Effect.gen(function* () {
      expect(yield* refusal(forged(what, { data }))).toBe("FieldAmbiguous")
    }).pipe(inTestTime())
  )

  it.effect.each([
    "a&b",
    "status=Fail",
    "a & status=Fail",
    "a&status",
    "a&Status=Fail",
    "a&merchant_name=b",
    "a&before_status=b",
    "a&=b"
  ])("a text that holds no field is read: %s", (remark) =>
    Effect.gen(function* () {
      const what = {
        action: "Consumption",
        data: `{"consume_no":"T1","card_no":"C1","remark":${JSON.stringify(remark)}}`,
        pairs: [["consume_no", "T1"] as const, ["card_no", "C1"] as const, ["remark", remark] as const]
      }
      expect((yield* verify(delivered(what))).data).toMatchObject({ remark })
    }).pipe(inTestTime())
  )

  it.effect("a & that is moved: not caught where a value takes in a field that is not documented", () =>
    Effect.gen(function* () {
      const what = {
        action: "Consumption",
        data: `{"consume_no":"T1","card_no":"C1","remark":"a","sequel":"b"}`,
        pairs: [...remarked.pairs.slice(0, 3), ["sequel", "b"] as const]
      }
      const data = `{"consume_no":"T1","card_no":"C1","remark":"a&sequel=b"}`
      expect((yield* verify(forged(what, { data }))).data).toMatchObject({ remark: "a&sequel=b" })
    }).pipe(inTestTime())
  )

  it.effect("null against a field that is not there: passes, and says the same", () =>
    Effect.gen(function* () {
      const { data } = yield* verify(delivered(consumption))
      const dropped = consumption.data.replace(`"fee":null,`, "")
      expect((yield* verify(forged(consumption, { data: dropped }))).data).toEqual(data)
      const blank = consumption.data.replace(`"fee":null`, `"fee":""`)
      expect(yield* refusal(forged(consumption, { data: blank }))).toBe("SignatureMismatch")
    }).pipe(inTestTime())
  )

  it.effect("an object that pretends to be a number is none", () =>
    Effect.gen(function* () {
      const amount = `{"_tag":"JsonNumber","text":"100.00"}`
      const pretending = {
        ...auth,
        data: auth.data.replace("100.00", amount),
        pairs: auth.pairs.map(([name, text]) => [name, name === "amount" ? amount : text] as const)
      }
      expect(yield* refusal(delivered(pretending))).toBe("DataUnreadable")
    }).pipe(inTestTime())
  )
})

it.effect("headers of the documents are all that is needed", () =>
  verify({ headers: headersOf(signatureOf(cardUpdate.pairs)), body: bodyOf(cardUpdate) }).pipe(inTestTime())
)

const forms = FastCheck.record<CallbackDelivery.Form>({
  timestamp: FastCheck.constantFrom("millis", "seconds"),
  numbers: FastCheck.constantFrom("number", "text"),
  signature: FastCheck.constantFrom("lowerCase", "upperCase")
})

const spent: CallbackDelivery.CallbackEvent = {
  id: "cb-1",
  action: "Consumption",
  data: {
    consume_no: "T1",
    card_no: "C1",
    amount: BigDecimal.unsafeFromString("-9.90"),
    fee_detail: [{ fee_type: "Refund_fee", amount: BigDecimal.unsafeFromString("0.10") }],
    merchant_info: { merchant_mcc: 5814 },
    time: now
  }
}

it.live.prop("however the simulator writes a callback, it is read, and says the same", [forms], ([form]) =>
  Effect.gen(function* () {
    const signer = { appId, apiSecret, timestamp: now }
    const { data } = yield* verify(CallbackDelivery.request(spent, signer))
    expect((yield* verify(CallbackDelivery.request(spent, signer, form))).data).toEqual(data)
  }).pipe(atThatTime)
)
