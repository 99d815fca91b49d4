/** The page of the control port: its files, which the build puts into the program as texts. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly body: string
}

/** The files of the page by their paths. */
export type Page = Readonly<Record<string, PageFile>>

/** The page of a program that was not built. */
export const noPage: Page = {}

const headers = {
  // It loads nothing but its own files, calls nothing but its own port, and stands in no frame.
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  // A program that is started again may be of another version.
  "cache-control": "no-store"
}

/** The app, with the files of a page before it. */
export const withPage = <E, R>(app: HttpApp.Default<E, R>, page: Page): HttpApp.Default<E, R> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }): HttpApp.Default<E, R> => {
    const [path = ""] = url.split("?")
    const file = method === "GET" && Object.hasOwn(page, path) ? page[path] : undefined
    return file === undefined
      ? app
      : Effect.succeed(HttpServerResponse.text(file.body, { contentType: file.type, headers }))
  })
