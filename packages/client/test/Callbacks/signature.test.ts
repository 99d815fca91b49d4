/** The signature: against vectors computed with openssl, and what no change of the signed content passes. */
import { Callbacks, HandledCallbacks } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, Effect, FastCheck as fc, Logger, LogLevel, Redacted } from "effect"
import {
  appId,
  apiSecret,
  atThatTime,
  bodyOf,
  counting,
  headersOf,
  hmac,
  inTestTime,
  now,
  refusal,
  signatureOf,
  told,
  verify
} from "../support/callbacks.js"

interface Vector {
  readonly fact: string
  /** Exactly what is given to openssl. */
  readonly signed: string
  /** What openssl answers. */
  readonly signature: string
  readonly action: string
  readonly data: string
}

/**
 * Each signature by: printf '%s' "$signed" | openssl dgst -sha256 -hmac 'sk_test_51d3a7'
 * where $signed is the vector's `signed`.
 */
const vectors: ReadonlyArray<Vector> = [
  {
    fact: "the order of the fields does not matter",
    signed:
      "after_status=Frozen&appId=app_1001&before_status=Activated&card_no=C0000000001&reason=lost&time=1767225600000&timestamp=1767225600123",
    signature: "1b18f3975d49264d7300965ba4b1a78a1025574ced69005cdeb87dcfc21e127d",
    action: "Card_update",
    data: `{"time":1767225600000,"reason":"lost","card_no":"C0000000001","before_status":"Activated","after_status":"Frozen"}`
  },
  {
    fact: "numbers keep their digits, objects are compact whatever white space they have",
    signed: `amount=100.00&appId=app_1001&card_no=C0000000001&cardholder_no=U0001&consume_no=T0000000001&local_amount=730.5&local_currency=CNY&merchant_info={"merchant_name":"Cafe & Co = 1","merchant_mcc":"5814","city":"Tokyo","country":"JP"}&status=Pending&time=1767225600000&timestamp=1767225600123&type=Consumption`,
    signature: "8a73268dac6e00c4e089fab3ad369307e9e206c379ea6d22b3d63348068f6e7d",
    action: "Auth",
    data: `{
      "consume_no": "T0000000001",
      "card_no": "C0000000001",
      "cardholder_no": "U0001",
      "type": "Consumption",
      "amount": 100.00,
      "local_amount": 730.5,
      "local_currency": "CNY",
      "merchant_info": { "merchant_name": "Cafe & Co = 1" , "merchant_mcc": "5814", "city": "Tokyo", "country": "JP" },
      "status": "Pending",
      "time": 1767225600000
    }`
  },
  {
    fact: "nulls are left out, white space in texts stays, lists are compact",
    signed: `amount=-0.10&appId=app_1001&card_no=C0000000001&consume_no=T0000000002&fee=1.50&fee_detail=[{"fee_type":"Consume_fee","amount":1.00},{"fee_type":"Exchange_fee","amount":0.50}]&remark=two  spaces&status=Success&time=1767225600000&timestamp=1767225600123&type=Refund`,
    signature: "40c953824f55f73c175114f5279f63440d03b7e7acb4a1b55858968e0158912d",
    action: "Consumption",
    data: `{"consume_no":"T0000000002","consume_relate_no":null,"card_no":"C0000000001","cardholder_no":null,"type":"Refund","amount":-0.10,
      "fee":1.50,"fee_detail":[ {"fee_type":"Consume_fee", "amount":1.00},\t{"fee_type":"Exchange_fee","amount":0.50} ],"remark":"two  spaces","detail":null,"status":"Success","time":1767225600000}`
  },
  {
    fact: "texts are signed as they read, in UTF-8, however they are escaped",
    signed: "after_status=Fail&appId=app_1001&card_no=C0000000001&reason=拒绝 – naïve 😀&timestamp=1767225600123",
    signature: "6d112bee03605b8fdf3681055cbc097af778880794e583e6b1ccad8c420d94a6",
    action: "Card_update",
    data: `{"card_no":"C0000000001","after_status":"Fail","reason":"\\u62d2绝 \\u2013 na\\u00efve \\ud83d\\ude00"}`
  },
  {
    fact: "fields that are not documented are signed too, and texts inside others keep their escapes",
    signed: `amount=1E+2&appId=app_1001&card_no=C0000000001&consume_no=T0000000003&extra=[true,null,{"a b":"[1, 2]\\u00e9"}]&flag=false&nested={}&timestamp=1767225600123`,
    signature: "5d40770c29daf0f091696060f6972d4e588dc530983c5e836a32100a5feacac7",
    action: "Auth",
    data: `{ "nested" : { } , "flag" : false, "consume_no":"T0000000003","card_no":"C0000000001","amount":1E+2,"extra":[ true, null, { "a b" : "[1, 2]\\u00e9" } ] }`
  }
]

describe("a signature computed with openssl", () => {
  it.effect.each(vectors)("passes: $fact", ({ action, data, signature, signed }) =>
    Effect.gen(function* () {
      expect(hmac(signed)).toBe(signature)
      const callback = yield* verify({ headers: headersOf(signature), body: bodyOf({ action, data }) })
      expect(callback.action).toBe(action)
    }).pipe(inTestTime())
  )

  it.effect("gives numbers and texts as they stood on the wire", () =>
    Effect.gen(function* () {
      const vector = vectors[1]
      if (vector === undefined) return
      const callback = yield* verify({ headers: headersOf(vector.signature), body: bodyOf(vector) })
      expect(callback.action === "Auth" && BigDecimal.make(10_000n, 2)).toEqual(
        callback.action === "Auth" && callback.data.amount
      )
      expect(callback).toMatchObject({ id: "cb-1", data: { merchantInfo: { merchantName: "Cafe & Co = 1" } } })
    }).pipe(inTestTime())
  )
})

const wordCharacters = fc.stringMatching(/^[ -~]{1,12}$/)
const anyText = fc.oneof(wordCharacters, fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }))
const numberText = fc
  .tuple(fc.integer({ min: 0, max: 10 ** 6 }), fc.integer({ min: 0, max: 99 }))
  .map(([a, b]) => `${a}.${b}`)

interface Field {
  readonly name: string
  /** As JSON; `null` is not signed. */
  readonly json: string
  readonly text: string | undefined
}

const quoted = (name: string, text: string): Field => ({ name, json: JSON.stringify(text), text })
const bare = (name: string, text: string): Field => ({ name, json: text, text })

/** Fields of an `Auth`, in any order, some of them null or of our own. */
const fieldsOfAuth = fc
  .tuple(
    fc.stringMatching(/^[A-Z0-9]{4,12}$/),
    numberText,
    fc.uniqueArray(
      fc.oneof(
        anyText.map((text) => quoted("remark", text)),
        numberText.map((text) => bare("local_amount", text)),
        fc.constant<Field>({ name: "cardholder_no", json: "null", text: undefined }),
        anyText.map((text) => quoted("zz_new", text)),
        fc.boolean().map((value) => bare("a_flag", String(value)))
      ),
      { selector: ({ name }) => name }
    )
  )
  .chain(([no, amount, rest]) => {
    const all = [quoted("card_no", no), quoted("consume_no", no), bare("amount", amount), ...rest]
    return fc.shuffledSubarray(all, { minLength: all.length })
  })

const dataOf = (fields: ReadonlyArray<Field>): string =>
  `{${fields.map(({ json, name }) => `"${name}":${json}`).join(",")}}`

const signatureOfFields = (fields: ReadonlyArray<Field>): string =>
  signatureOf(fields.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])))

const deliveredFields = (fields: ReadonlyArray<Field>, signature: string): Callbacks.Delivery => ({
  headers: headersOf(signature),
  body: bodyOf({ action: "Auth", data: dataOf(fields) })
})

const consumptionOf = (fields: ReadonlyArray<Field>, signature: string): Callbacks.Delivery => ({
  headers: headersOf(signature),
  body: bodyOf({ action: "Consumption", data: dataOf(fields) })
})

const documented = new Set(
  ["consume_no", "consume_relate_no", "card_no", "cardholder_no", "type", "amount", "local_amount", "local_currency"]
    .concat(["fee", "fee_detail", "remark", "detail", "merchant_info", "status", "time"])
    .concat(["appId", "timestamp"])
)

/** A consumption, and the same with a run of its fields moved into the text before them: the signed text is the same. */
const moved = fc
  .tuple(
    fc.stringMatching(/^[A-Z0-9]{4,12}$/),
    fc.subarray([
      quoted("cardholder_no", "U1"),
      quoted("consume_relate_no", "T0"),
      quoted("type", "Refund"),
      bare("amount", "-9.90"),
      bare("local_amount", "7.50"),
      quoted("local_currency", "USD"),
      bare("fee", "0.10"),
      bare("fee_detail", `[{"fee_type":"Refund_fee","amount":0.10}]`),
      quoted("remark", "coffee & cake = 1"),
      quoted("detail", "x"),
      bare("merchant_info", `{"merchant_name":"A&B=C"}`),
      quoted("status", "Success"),
      bare("time", "1767225600000"),
      quoted("cb_new", "n"),
      quoted("consume_nx", "n"),
      quoted("statut", "n"),
      quoted("zz_new", "n"),
      bare("zz_newer", "[1]")
    ])
  )
  .map(([no, rest]) =>
    [quoted("card_no", no), quoted("consume_no", no), ...rest].sort((a, b) => (a.name < b.name ? -1 : 1))
  )
  .chain((genuine) => {
    // The run may not pass what we add ourselves, nor take what must be there.
    const isEnd = ({ name }: Field) => name === "card_no" || name === "consume_no"
    const sides = (a: Field, b: Field) => ["appId", "timestamp"].every((added) => a.name < added === b.name < added)
    const moves = genuine.flatMap((into, at) =>
      into.json.startsWith('"')
        ? genuine.flatMap((last, end) => {
            const run = genuine.slice(at + 1, end + 1)
            return end > at && sides(into, last) && !run.some(isEnd) ? [{ at, run }] : []
          })
        : []
    )
    return moves.length === 0
      ? fc.constant({ genuine, forged: genuine, isDocumented: false })
      : fc.constantFrom(...moves).map(({ at, run }) => {
          const text = [genuine[at]?.text, ...run.map((field) => `${field.name}=${field.text}`)].join("&")
          const forged = genuine.flatMap((field, index) =>
            index === at ? [quoted(field.name, text)] : run.includes(field) ? [] : [field]
          )
          return { genuine, forged, isDocumented: run.some(({ name }) => documented.has(name)) }
        })
  })

describe("a signature", () => {
  it.live.prop(
    "is of the fields in any order, with and without nulls",
    [
      fieldsOfAuth.chain((fields) =>
        fc.tuple(fc.constant(fields), fc.shuffledSubarray(fields, { minLength: fields.length }), fc.boolean())
      )
    ],
    ([[fields, shuffled, nulls]]) =>
      Effect.gen(function* () {
        const others = nulls ? [...shuffled, bare("reason", "null")] : shuffled.filter(({ text }) => text !== undefined)
        yield* verify(deliveredFields(others, signatureOfFields(fields)))
      }).pipe(atThatTime)
  )

  const changes = fieldsOfAuth.chain((fields) => {
    const signed = fields.filter(({ text }) => text !== undefined)
    return fc.tuple(fc.constant(fields), fc.constantFrom(...signed), fc.nat(), fc.constantFrom("0", "1", "7", "9"))
  })

  it.live.prop("is not that of a value with another character", [changes], ([[fields, field, at, digit]]) =>
    Effect.gen(function* () {
      const characters = [...(field.text ?? "")]
      const index = at % characters.length
      const other = characters[index] === digit ? "8" : digit
      const text = characters.with(index, other).join("")
      const changed = { ...field, text, json: field.json.startsWith('"') ? JSON.stringify(text) : text }
      const reason = yield* refusal(
        deliveredFields(
          fields.map((one) => (one === field ? changed : one)),
          signatureOfFields(fields)
        )
      )
      // Some numbers are none any more.
      expect(["SignatureMismatch", "BodyUnreadable"]).toContain(reason)
    }).pipe(atThatTime)
  )

  it.live.prop("is not that of one field less or more", [fieldsOfAuth, fc.nat(), fc.boolean()], ([fields, at, more]) =>
    Effect.gen(function* () {
      const signed = fields.filter(({ text }) => text !== undefined)
      const dropped = signed[at % signed.length]
      const changed = more ? [...fields, quoted("zzz", "1")] : fields.filter((field) => field !== dropped)
      expect(yield* refusal(deliveredFields(changed, signatureOfFields(fields)))).toBe("SignatureMismatch")
    }).pipe(atThatTime)
  )

  it.live.prop("is not that of another timestamp", [fc.integer({ min: 1, max: 200_000 })], ([later]) =>
    Effect.gen(function* () {
      const [auth] = told
      if (auth === undefined) return
      const delivery = { headers: headersOf(signatureOf(auth.pairs), String(now + later)), body: bodyOf(auth) }
      expect(yield* refusal(delivery)).toBe("SignatureMismatch")
    }).pipe(atThatTime)
  )

  const otherWith = (text: string) =>
    fc.tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom("x", "y")).map(([at, character]) => {
      const other = text[at] === character ? "z" : character
      return text.slice(0, at) + other + text.slice(at + 1)
    })

  it.live.prop(
    "is not that of another app id or under another secret",
    [
      fc.oneof(
        otherWith(appId).map((id) => ({ appId: id, apiSecret })),
        otherWith(apiSecret).map((secret) => ({ appId, apiSecret: secret }))
      )
    ],
    ([other]) =>
      Effect.gen(function* () {
        const callbacks = yield* Callbacks.make({ appId: other.appId, apiSecret: Redacted.make(other.apiSecret) })
        for (const { action, data, pairs } of told) {
          const delivery = { headers: headersOf(signatureOf(pairs)), body: bodyOf({ action, data }) }
          expect((yield* Effect.flip(callbacks.verify(delivery))).reason).toBe("SignatureMismatch")
        }
      }).pipe(Effect.scoped, Effect.provide(HandledCallbacks.layerMemory()), atThatTime)
  )

  it.live.prop(
    "of one character more, less or else is refused",
    [fc.nat({ max: 63 }), fc.constantFrom("0", "f", "F", "", "00", "g")],
    ([at, put]) =>
      Effect.gen(function* () {
        const [auth] = told
        if (auth === undefined) return
        const signature = signatureOf(auth.pairs)
        const changed = signature.slice(0, at) + put + signature.slice(at + 1)
        if (changed.toLowerCase() === signature) return
        const delivery = { headers: headersOf(changed), body: bodyOf(auth) }
        expect(yield* refusal(delivery)).toBe("SignatureMismatch")
      }).pipe(atThatTime)
  )

  it.live.prop(
    "is of one event, however fields are moved into a value",
    [moved],
    ([{ forged, genuine, isDocumented }]) =>
      Effect.gen(function* () {
        const signature = signatureOfFields(genuine)
        const genuineOne = consumptionOf(genuine, signature)
        const forgedOne = consumptionOf(forged, signature)
        const reason = yield* Effect.match(verify(forgedOne), { onFailure: (e) => e.reason, onSuccess: () => "taken" })
        expect(reason).toBe(isDocumented ? "FieldAmbiguous" : "taken")
        const { calls, handlers } = counting()
        const callbacks = yield* Callbacks.Callbacks
        for (const delivery of [genuineOne, forgedOne, genuineOne]) yield* callbacks.answer(delivery, handlers)
        expect(calls).toEqual(["Consumption"])
      }).pipe(Logger.withMinimumLogLevel(LogLevel.None), atThatTime)
  )

  it.effect("is 64 digits of hex, and nothing else", () =>
    Effect.gen(function* () {
      for (const { action, data, pairs } of told) {
        const signature = signatureOf(pairs)
        for (const other of [signature.slice(1), `0x${signature}`, `${signature}, ${signature}`, `${signature}\n`]) {
          const reason = yield* refusal({ headers: headersOf(other), body: bodyOf({ action, data }) })
          expect(reason).toBe("SignatureMismatch")
        }
      }
    }).pipe(atThatTime)
  )
})
