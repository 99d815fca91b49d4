/** The control API as an app for any HTTP server. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiError from "@effect/platform/HttpApiError"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { Api } from "../../SimulatorControl.js"
import type { Desk } from "./desk.js"
import { guarded } from "./guard.js"
import { type About, handlersOf } from "./handlers.js"
import { noPage, type Page, withPage } from "./page.js"

const isDecodeError = Schema.is(HttpApiError.HttpApiDecodeError)

/** What was expected, without the value that was there instead. */
const withoutValue = ({ _tag, message }: HttpApiError.HttpApiDecodeError["issues"][number]): string =>
  _tag === "Transformation" ? "is not written as it should be" : message.replace(/, actual [\s\S]*$/, "")

const pathOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.length === 0 ? "" : `${path.map(String).join(".")}: `

const misfit = ({ issues }: HttpApiError.HttpApiDecodeError): HttpServerResponse.HttpServerResponse => {
  const said = issues.map((issue) => ({ ...issue, message: withoutValue(issue) }))
  const message = said.map((issue) => `${pathOf(issue.path)}${issue.message}`).join("; ")
  return HttpServerResponse.unsafeJson({ _tag: "HttpApiDecodeError", issues: said, message }, { status: 400 })
}

const notFound = HttpServerResponse.unsafeJson(
  { _tag: "NotThere", message: "there is no such path: see /openapi.json" },
  { status: 404 }
)

/** What is answered without a handler: a request that does not fit, and a path that is not known. */
const answering = HttpApiBuilder.middleware((app) =>
  Effect.catchAllCause(app, (cause) => {
    const error: unknown = Cause.squash(cause)
    if (isDecodeError(error)) return Effect.succeed(misfit(error))
    return Predicate.isTagged(error, "RouteNotFound") ? Effect.succeed(notFound) : Effect.failCause(cause)
  })
)

/** Makes the app in a scope: the API, and the page if there is one. */
export const makeControlApp = (
  desk: Desk,
  about: About,
  page: Page = noPage
): Effect.Effect<HttpApp.Default, never, Scope.Scope> => {
  const [first, ...others] = handlersOf(desk, about)
  const api = HttpApiBuilder.api(Api).pipe(Layer.provide([first, ...others]))
  const described = HttpApiBuilder.middlewareOpenApi({ path: "/openapi.json" })
  return Layer.mergeAll(described, answering).pipe(
    Layer.provideMerge(api),
    Layer.provideMerge(
      Layer.mergeAll(HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer, HttpServer.layerContext)
    ),
    Layer.build,
    Effect.flatMap((context) =>
      Effect.map(Effect.provide(HttpApiBuilder.httpApp, context), (app) =>
        guarded(withPage(Effect.provide(app, context), page))
      )
    )
  )
}
