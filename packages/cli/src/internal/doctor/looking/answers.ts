/** What answered a request: its headers and its body, as far as they tell something. */
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import * as Envelope from "@effect-keysecure/schema/Envelope"
import type * as Headers from "@effect/platform/Headers"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { isIP } from "node:net"
import { unfold } from "../../bodies/unfold.js"
import type { Answer, Signs } from "../facts.js"
import { printable } from "./printable.js"

/** An answer, and the data of one that was accepted. The data goes no further than to those who count it. */
export interface Read {
  readonly answer: Answer
  readonly data: unknown
}

const decode = Schema.decodeUnknownOption(Schema.parseJson(Envelope.Envelope))

const envelopeIn = (bytes: Uint8Array): Option.Option<Envelope.Envelope> => decode(new TextDecoder().decode(bytes))

/** An address in a message, such as `1.2.3.4 is not allowed`: the only part of a message that is looked at. */
const addressIn = (msg: string): string | undefined =>
  msg.split(/[^\dA-Fa-f.:]+/).find((word) => isIP(word.replace(/[.:]+$/, "")) !== 0)

const readEnvelope = (envelope: Envelope.Envelope): Read =>
  envelope._tag === "Accepted"
    ? { answer: { _tag: "Accepted" }, data: envelope.data }
    : {
        answer: {
          _tag: "Rejected",
          code: envelope.code,
          address: envelope.code === 1003 ? addressIn(envelope.msg) : undefined
        },
        data: undefined
      }

const isHtml = (headers: Headers.Headers, bytes: Uint8Array): boolean =>
  (headers["content-type"] ?? "").includes("html") ||
  /^\s*<(?:!doctype|html)/i.test(new TextDecoder().decode(bytes.subarray(0, 200)))

const urlFrom = Option.liftThrowable((location: string, base: string) => new URL(location, base))

/** Scheme and host to which a redirect leads: a path or a query may hold what was sent. */
const originIn = (location: string | undefined, asked: string): string =>
  Option.match(urlFrom(location ?? "", asked), {
    onNone: () => "",
    onSome: ({ host, protocol }) => (location === undefined ? "" : printable(`${protocol}//${host}`))
  })

const encodingOf = (headers: Headers.Headers): string => {
  const encoding = (headers["content-encoding"] ?? "").trim().toLowerCase()
  return encoding === "identity" ? "" : printable(encoding)
}

/** What answered. */
export const readAnswer = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Read> => {
  const { headers, request, status } = response
  const nothing = (answer: Answer): Read => ({ answer, data: undefined })
  if (status >= 300 && status < 400) {
    return Effect.succeed(nothing({ _tag: "Redirect", status, to: originIn(headers["location"], request.url) }))
  }
  return response.arrayBuffer.pipe(
    Effect.map((buffer) => {
      const bytes = new Uint8Array(buffer)
      const encoding = encodingOf(headers)
      const unfolded = encoding === "" ? Option.none() : unfold(encoding, bytes)
      const envelope = Option.orElse(envelopeIn(bytes), () => Option.flatMap(unfolded, envelopeIn))
      if (Option.isSome(envelope)) return readEnvelope(envelope.value)
      if (encoding !== "" && Option.isNone(unfolded)) return nothing({ _tag: "Compressed", encoding })
      return nothing({
        _tag: isHtml(
          headers,
          Option.getOrElse(unfolded, () => bytes)
        )
          ? "Page"
          : "Other",
        status
      })
    }),
    Effect.orElseSucceed(() => nothing({ _tag: "None", code: "ECONNRESET" }))
  )
}

const secondsOf = (age: string | undefined): number => {
  const seconds = Number.parseInt(age ?? "", 10)
  return Number.isFinite(seconds) ? seconds : 0
}

/** What the headers tell. */
export const signsOf = (headers: Headers.Headers): Signs => {
  const { date, uncertainty = 0 } = ServerTime.sampleOf(headers, { sent: 0, received: 0 })
  // An answer of an age that cannot be read may be of any time.
  const isRead = date !== undefined && Number.isFinite(uncertainty)
  return {
    date: isRead ? date : headers["date"] === undefined ? "absent" : "unreadable",
    uncertainty: isRead ? uncertainty : 0,
    ageSeconds: secondsOf(headers["age"]),
    via: printable(headers["via"] ?? ""),
    encoding: encodingOf(headers)
  }
}
