/** Callbacks as the platform would send them: written, signed, delivered. */
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { HttpClient, HttpClientResponse, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, Clock, Effect, FastCheck as fc, Fiber, TestClock } from "effect"
import { createHmac } from "node:crypto"

const signer = { appId: "app_1001", apiSecret: "sk_test_51d3a7", timestamp: 1_767_225_600_123 }

const event = (data: CallbackDelivery.CallbackEvent["data"]): CallbackDelivery.CallbackEvent => ({
  id: "cb-1",
  action: "Consumption",
  data
})

const decimal = BigDecimal.unsafeFromString

/**
 * Each signature by: printf '%s' "$signed" | openssl dgst -sha256 -hmac 'sk_test_51d3a7'
 * where $signed is the text named first.
 */
const vectors: ReadonlyArray<
  readonly [signed: string, signature: string, data: CallbackDelivery.CallbackEvent["data"]]
> = [
  [
    "after_status=Frozen&appId=app_1001&before_status=Activated&card_no=C0000000001&reason=lost&time=1767225600000&timestamp=1767225600123",
    "1b18f3975d49264d7300965ba4b1a78a1025574ced69005cdeb87dcfc21e127d",
    {
      time: 1_767_225_600_000,
      reason: "lost",
      card_no: "C0000000001",
      before_status: "Activated",
      after_status: "Frozen",
      consume_relate_no: null
    }
  ],
  [
    `amount=100.00&appId=app_1001&card_no=C0000000001&cardholder_no=U0001&consume_no=T0000000001&local_amount=730.5&local_currency=CNY&merchant_info={"merchant_name":"Cafe & Co = 1","merchant_mcc":"5814","city":"Tokyo","country":"JP"}&status=Pending&time=1767225600000&timestamp=1767225600123&type=Consumption`,
    "8a73268dac6e00c4e089fab3ad369307e9e206c379ea6d22b3d63348068f6e7d",
    {
      consume_no: "T0000000001",
      card_no: "C0000000001",
      cardholder_no: "U0001",
      type: "Consumption",
      amount: decimal("100.00"),
      local_amount: decimal("730.5"),
      local_currency: "CNY",
      merchant_info: { merchant_name: "Cafe & Co = 1", merchant_mcc: "5814", city: "Tokyo", country: "JP" },
      status: "Pending",
      time: 1_767_225_600_000
    }
  ],
  [
    `amount=-0.10&appId=app_1001&card_no=C0000000001&consume_no=T0000000002&fee=1.50&fee_detail=[{"fee_type":"Consume_fee","amount":1.00},{"fee_type":"Exchange_fee","amount":0.50}]&remark=two  spaces&status=Success&time=1767225600000&timestamp=1767225600123&type=Refund`,
    "40c953824f55f73c175114f5279f63440d03b7e7acb4a1b55858968e0158912d",
    {
      consume_no: "T0000000002",
      card_no: "C0000000001",
      type: "Refund",
      amount: decimal("-0.10"),
      fee: decimal("1.50"),
      fee_detail: [
        { fee_type: "Consume_fee", amount: decimal("1.00") },
        { fee_type: "Exchange_fee", amount: decimal("0.50") }
      ],
      remark: "two  spaces",
      detail: null,
      status: "Success",
      time: 1_767_225_600_000
    }
  ],
  [
    "after_status=Fail&appId=app_1001&card_no=C0000000001&reason=拒绝 – naïve 😀&timestamp=1767225600123",
    "6d112bee03605b8fdf3681055cbc097af778880794e583e6b1ccad8c420d94a6",
    { card_no: "C0000000001", after_status: "Fail", reason: "拒绝 – naïve 😀" }
  ]
]

const answering = (answer: unknown, status = 200) => Effect.succeed(HttpServerResponse.unsafeJson(answer, { status }))

describe("a callback", () => {
  it.each(vectors)("is signed as openssl signs %s", (signed, signature, data) => {
    expect(createHmac("sha256", signer.apiSecret).update(signed).digest("hex")).toBe(signature)
    expect(CallbackDelivery.request(event(data), signer).headers["Signature"]).toBe(signature)
  })

  it("has the documented headers, and is compact JSON in the order of its fields", () => {
    const { body, headers } = CallbackDelivery.request(
      event({ b: decimal("100.00"), a: [null, true, { c: decimal("5e3") }], d: "é\n" }),
      signer
    )
    expect(body).toBe(`{"id":"cb-1","action":"Consumption","data":{"b":100.00,"a":[null,true,{"c":5000}],"d":"é\\n"}}`)
    expect(headers).toMatchObject({
      "Content-Type": "application/json",
      Timestamp: "1767225600123",
      "Sign-Version": "V1",
      Timezone: "UTC+8"
    })
  })

  it("is JSON that says what the event says", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.bigInt(),
        fc.integer({ min: 0, max: 20 }),
        (value, digits, scale) => {
          const { body } = CallbackDelivery.request(
            event({ value: value as CallbackDelivery.CallbackValue, money: BigDecimal.make(digits, scale) }),
            signer
          )
          const parsed = JSON.parse(body)
          expect(parsed.data.value).toStrictEqual(JSON.parse(JSON.stringify(value)))
          expect(parsed.data.money).toBe(Number(`${digits}e-${scale}`))
          expect(body).not.toMatch(/"money":[^,}]*e/)
        }
      )
    )
  })

  it("has a signature that does not depend on the order of the fields, on nulls, or on id and action", () => {
    const signatureOf = (one: CallbackDelivery.CallbackEvent) =>
      CallbackDelivery.request(one, signer).headers["Signature"]
    const signature = signatureOf(event({ a: "1", b: decimal("2.0") }))
    expect(signatureOf(event({ b: decimal("2.0"), c: null, a: "1" }))).toBe(signature)
    expect(signatureOf({ id: "2", action: "Auth", data: { a: "1", b: decimal("2.0") } })).toBe(signature)
    expect(signatureOf(event({ a: "1", b: decimal("2.00") }))).not.toBe(signature)
  })
})

describe("a delivery in memory", () => {
  const request = CallbackDelivery.request(event({ card_no: "C1" }), signer)

  it.effect("gives the app the request, and the caller the answer", () =>
    Effect.gen(function* () {
      const app = Effect.gen(function* () {
        const incoming = yield* HttpServerRequest.HttpServerRequest
        const seen = {
          method: incoming.method,
          url: incoming.url,
          signature: incoming.headers["signature"],
          json: yield* incoming.json
        }
        expect(seen).toEqual({
          method: "POST",
          url: "/hook",
          signature: request.headers["Signature"],
          json: { id: "cb-1", action: "Consumption", data: { card_no: "C1" } }
        })
        expect(yield* incoming.text).toBe(request.body)
        expect((yield* incoming.arrayBuffer).byteLength).toBe(request.body.length)
        const moved = incoming.modify({ url: "/other" })
        expect([moved.url, moved.originalUrl]).toEqual(["/other", "/hook"])
        expect(yield* moved.text).toBe(request.body)
        expect(yield* Effect.flip(incoming.urlParamsBody)).toMatchObject({ _tag: "RequestError" })
        expect(yield* Effect.flip(incoming.upgrade)).toMatchObject({ _tag: "RequestError" })
        return HttpServerResponse.unsafeJson({ code: 7, message: "seven" })
      })
      expect(yield* CallbackDelivery.deliver(app, request, "/hook")).toEqual({ code: 7, message: "seven" })
    })
  )

  it.effect("takes an answer without a message", () =>
    Effect.gen(function* () {
      expect(yield* CallbackDelivery.deliver(answering({ code: 0 }), request)).toEqual({ code: 0 })
    })
  )

  it.effect.each([
    ["Status", answering({ code: 0 }, 500)],
    ["Status", Effect.die("a defect")],
    ["Unreadable", answering({ msg: "no code" })],
    ["Unreadable", answering("text")],
    ["Unreadable", Effect.succeed(HttpServerResponse.empty({ status: 200 }))]
  ] as const)("fails with %s (case %#)", ([reason, app]) =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(CallbackDelivery.deliver(app, request))).toMatchObject({
        _tag: "DeliveryFailed",
        reason
      })
    })
  )

  it.effect("is in the caller's time", () =>
    Effect.gen(function* () {
      const app = Effect.zipRight(
        Effect.sleep("1 hour"),
        Effect.map(Clock.currentTimeMillis, (code) => HttpServerResponse.unsafeJson({ code }))
      )
      const fiber = yield* Effect.fork(CallbackDelivery.deliver(app, request))
      yield* TestClock.adjust("1 hour")
      expect(yield* Fiber.join(fiber)).toEqual({ code: 3_600_000 })
    })
  )
})

describe("a delivery over HTTP", () => {
  const request = CallbackDelivery.request(event({ card_no: "C1" }), signer)

  /** Delivered to an app that answers so. */
  const deliveredTo = (answer: () => Response) =>
    Effect.provideService(
      CallbackDelivery.deliverOver("http://app.test/hook", request),
      HttpClient.HttpClient,
      HttpClient.make((sent) => Effect.sync(() => HttpClientResponse.fromWeb(sent, answer())))
    )

  it.effect("takes the app's answer", () =>
    Effect.gen(function* () {
      expect(yield* deliveredTo(() => Response.json({ code: 7, message: "七" }))).toEqual({ code: 7, message: "七" })
    })
  )

  it.effect.each([
    ["Status", () => new Response("down", { status: 500 })],
    ["Status", () => new Response(null, { status: 204 })],
    ["Unreadable", () => new Response(null)],
    ["Unreadable", () => new Response("text")],
    ["Unreadable", () => new Response(JSON.stringify({ code: 0 }) + " ".repeat(70_000))]
  ] as const)("fails with %s (case %#)", ([reason, answer]) =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(deliveredTo(answer))).toMatchObject({ _tag: "DeliveryFailed", reason })
    })
  )

  it.effect("reads no more of an answer without end than an answer can be long", () =>
    Effect.gen(function* () {
      let chunks = 0
      let isLeft = false
      const endless = () =>
        new ReadableStream({
          pull: (controller) => {
            chunks++
            controller.enqueue(new Uint8Array(16_384).fill(32))
          },
          cancel: () => {
            isLeft = true
          }
        })
      expect(yield* Effect.flip(deliveredTo(() => new Response(endless())))).toMatchObject({ reason: "Unreadable" })
      expect(chunks).toBeLessThan(20)
      expect(isLeft).toBe(true)
    })
  )

  it.effect("fails with Unreachable if the connection ends in the middle", () =>
    Effect.gen(function* () {
      const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) })
      expect(yield* Effect.flip(deliveredTo(() => new Response(broken())))).toMatchObject({ reason: "Unreachable" })
    })
  )
})
