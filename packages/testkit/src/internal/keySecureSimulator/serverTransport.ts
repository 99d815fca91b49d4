/** The transport over HTTP: an app for any `HttpServer`, whose requests go to the same function as those in memory. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Request, Response } from "../requests/http.js"

// A socket for both versions of IP tells IPv4 addresses in this form.
const mapped = /^::ffff:/i

const pathOf = (url: string): string => url.replace(/[?#].*$/s, "")

const toResponse = ({ body, headers, status }: Response): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(body, { status, headers, contentType: headers["content-type"] })

/** The app of a simulator. */
export const makeApp = (handle: (request: Request) => Effect.Effect<Response>) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const response = yield* handle({
      method: request.method,
      path: pathOf(request.url),
      headers: request.headers,
      body: yield* request.text,
      remoteAddress: Option.getOrElse(request.remoteAddress, () => "").replace(mapped, "")
    })
    return toResponse(response)
  })
