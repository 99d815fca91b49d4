/** What happens, as server-sent events. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Desk } from "./desk.js"
import type { Happened } from "./happened.js"
import { rowOf } from "./entries.js"
import { entryOf, type Session } from "./session.js"

const lineOf = (happened: Happened, session: Session): string => {
  if (happened._tag === "Callback") return `event: callback\ndata: ${JSON.stringify({ id: happened.id })}\n\n`
  if (happened._tag !== "Request") return `event: ${happened._tag.toLowerCase()}\ndata: {}\n\n`
  const entry = entryOf(session, happened.id)
  return entry === undefined ? "" : `event: request\ndata: ${JSON.stringify(rowOf({}, entry))}\n\n`
}

/** A comment every so often: a connection that is gone is noticed by it. */
const heartbeats = Stream.repeatValue(": \n\n").pipe(Stream.schedule(Schedule.spaced("15 seconds")))

/** The answer that goes on until its caller leaves. The first line comes when everything from now on is told. */
export const eventStream = (desk: Desk): HttpServerResponse.HttpServerResponse => {
  const happenings = Stream.unwrapScoped(
    Effect.map(PubSub.subscribe(desk.happened), (queue) => {
      const lines = Stream.mapEffect(Stream.fromQueue(queue), (happened) =>
        Effect.map(desk.session, (session) => lineOf(happened, session))
      )
      return Stream.concat(Stream.make(": this is told from now on\n\n"), lines)
    })
  )
  return HttpServerResponse.stream(Stream.encodeText(Stream.merge(happenings, heartbeats, { haltStrategy: "left" })), {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store" }
  })
}
