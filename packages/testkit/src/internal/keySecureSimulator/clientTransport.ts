/**
 * The transport in memory: an `HttpClient` whose requests go to a function, in the caller's fiber.
 *
 * The function is the seam: it is the simulator's `handle`, or something around it that delays, drops or repeats.
 */
import * as Headers from "@effect/platform/Headers"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Request, Response } from "../requests/http.js"
import { ClientResponse } from "./clientResponse.js"
import { byteLength, decodeUtf8 } from "../text/utf8.js"

/**
 * The function that answers the requests. It is given the request as the platform sees it, and as the client made it.
 */
export type Handle = (
  request: Request,
  from: HttpClientRequest.HttpClientRequest
) => Effect.Effect<Response, HttpClientError.HttpClientError>

/** The address that calls in memory come from. */
const remoteAddress = "127.0.0.1"

const unsupported = (request: HttpClientRequest.HttpClientRequest, what: string) =>
  new HttpClientError.RequestError({
    request,
    reason: "Encode",
    description: `the simulator reads text, bytes and streams, not ${what}`
  })

const rawText = (
  request: HttpClientRequest.HttpClientRequest,
  body: unknown
): string | HttpClientError.RequestError => {
  if (typeof body === "string") return body
  return body instanceof Uint8Array ? decodeUtf8(body) : unsupported(request, "this raw body")
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

const streamText = (request: HttpClientRequest.HttpClientRequest, body: HttpBody.Stream) =>
  body.stream.pipe(
    Stream.runCollect,
    Effect.map((parts) => decodeUtf8(joined(Chunk.toReadonlyArray(parts)))),
    Effect.mapError((cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause }))
  )

/** The text of a body: as it is there, or, for a stream, once it has come. */
const textOf = (
  request: HttpClientRequest.HttpClientRequest
): string | Effect.Effect<string, HttpClientError.RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return ""
    case "Uint8Array":
      return decodeUtf8(body.body)
    case "Raw":
      return rawText(request, body.body)
    case "Stream":
      return streamText(request, body)
    case "FormData":
      return unsupported(request, "forms")
  }
}

const answered = (request: HttpClientRequest.HttpClientRequest, { body, headers, status }: Response) =>
  new ClientResponse(request, {
    status,
    headers: Headers.set(Headers.fromInput(headers), "content-length", String(byteLength(body))),
    body
  })

/** The path of a URL. Parameters and a fragment are no part of it. */
const pathOf = (url: string): Either.Either<string, Error> =>
  Either.map(UrlParams.makeUrl(url, UrlParams.empty, Option.none()), ({ pathname }) => pathname)

/**
 * A client whose requests go to this function. Host and port of a URL are not looked at.
 *
 * If there is no trace span to make of a request, the parts are left out that the platform's client prepares for a socket:
 * there is nothing to abort.
 */
export const makeClient = (handle: Handle): HttpClient.HttpClient => {
  const handed = (request: HttpClientRequest.HttpClientRequest, path: string, body: string) =>
    Effect.map(
      handle({ method: request.method, path, headers: request.headers, body, remoteAddress }, request),
      (response) => answered(request, response)
    )
  const passedOn = (request: HttpClientRequest.HttpClientRequest, path: string) => {
    const body = textOf(request)
    return typeof body === "string"
      ? handed(request, path, body)
      : Effect.flatMap(body, (text) => handed(request, path, text))
  }
  const traced = HttpClient.make((request, { pathname }) => passedOn(request, pathname))
  return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
    Effect.flatMap((request) =>
      Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) => {
        const isTraced =
          fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
          !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)
        if (isTraced) return traced.execute(request)
        const path = pathOf(request.url)
        return Either.isRight(path)
          ? passedOn(request, path.right)
          : new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: path.left })
      })
    ),
    Effect.succeed
  )
}
