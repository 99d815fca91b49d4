/** What the control API does not look at: requests of foreign pages, and bodies that are no JSON, too large or too deep. */
import * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { byteLength } from "../text/utf8.js"

type Request = HttpServerRequest.HttpServerRequest

const refused = (status: number, message: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson({ _tag: "NotTaken", message }, { status })

const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * Whether a request comes from here: by a name of the loopback address, so that no other name was pointed at it, and not
 * from a page of another origin. A program sends no `Origin`; a browser sends one, or says where a request is from.
 */
const isForeign = ({ headers, method }: Request): string | undefined => {
  const { host = "", origin } = headers
  if (!loopback.test(host)) return "this host is not served: ask for 127.0.0.1 or localhost"
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return "pages of another origin are not served"
  }
  const site = headers["sec-fetch-site"]
  const isOwn = site === undefined || site === "same-origin" || site === "none"
  const isFollowed = headers["sec-fetch-mode"] === "navigate" && method === "GET"
  return isOwn || isFollowed ? undefined : "requests of other sites are not served"
}

const mebibyte = 1_048_576

/** A saved state of 100,000 cards takes some 40 MiB. */
const mostBytes = ({ method, url }: Request): number =>
  method === "PUT" && url.startsWith("/api/state") ? 256 * mebibyte : mebibyte

/** Deeper JSON is none of ours, and functions that call themselves would not come back from it. */
const mostDepth = 64

const isTooDeep = (text: string): boolean => {
  let depth = 0
  for (const [sign] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    depth += sign === "[" || sign === "{" ? 1 : -1
    if (depth > mostDepth) return true
  }
  return false
}

const parsed = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const isJson = /^application\/json\s*(?:;|$)/i
const isParts = /^\s*multipart\//i

const badBody = (message: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson(
    { _tag: "HttpApiDecodeError", issues: [{ _tag: "Type", path: [], message }], message },
    { status: 400 }
  )

/** Why a body is not taken. */
const faultOf = (request: Request, body: string): HttpServerResponse.HttpServerResponse | undefined => {
  if (byteLength(body) > mostBytes(request)) return refused(413, "the body is too large")
  const type = request.headers["content-type"] ?? ""
  // Parts would be looked for in an empty body too.
  if (body === "" && !isParts.test(type)) return undefined
  if (!isJson.test(type)) {
    return refused(415, "the body must be JSON: content-type: application/json")
  }
  if (isTooDeep(body)) return badBody("the body is JSON too deep to be looked at")
  return Option.isNone(parsed(body)) ? badBody("the body is not JSON") : undefined
}

const hasBody = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD"

/** The app, for requests that it should look at. */
export const guarded = <E, R>(app: HttpApp.Default<E, R>): HttpApp.Default<E, R> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request): HttpApp.Default<E, R> => {
    const foreign = isForeign(request)
    if (foreign !== undefined) return Effect.succeed(refused(403, foreign))
    if (!hasBody(request)) return app
    const limit = mostBytes(request)
    if (Number(request.headers["content-length"] ?? 0) > limit) {
      return Effect.succeed(refused(413, "the body is too large"))
    }
    return request.text.pipe(
      HttpIncomingMessage.withMaxBodySize(Option.some(FileSystem.Size(limit))),
      Effect.matchEffect({
        onFailure: () => Effect.succeed(refused(413, "the body is too large, or was cut")),
        onSuccess: (body): HttpApp.Default<E, R> => {
          const fault = faultOf(request, body)
          return fault === undefined ? app : Effect.succeed(fault)
        }
      })
    )
  })
