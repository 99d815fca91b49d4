/** A connection that comes after the caller of a write has left: nothing is sent over it, and nobody is harmed. */
import { connect } from "node:net"
import { KeySecureClient } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { HttpClient } from "@effect/platform"
import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { clientAt } from "../support/clientAt.js"
import { application } from "../support/requests.js"
import { recordingServer } from "../support/server.js"

/** A dispatcher of a user's own, with one connection, which is made when that is permitted. `asked`: it is wanted. */
const lateDispatcher = Effect.gen(function* () {
  const asked = yield* Deferred.make<void>()
  const waiting: Array<() => void> = []
  let isPermitted = false
  const dispatcher = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new Undici.Agent({
          connections: 1,
          connect: ({ hostname, port }, done) => {
            Deferred.unsafeDone(asked, Effect.void)
            const connectNow = () => {
              const socket = connect(Number(port), hostname)
              socket.once("connect", () => done(null, socket))
            }
            if (isPermitted) connectNow()
            else waiting.push(connectNow)
          }
        })
    ),
    (made) => Effect.promise(() => made.destroy())
  )
  return {
    asked: Deferred.await(asked),
    connects: Effect.sync(() => {
      isPermitted = true
      for (const connectNow of waiting) connectNow()
    }),
    transport: Layer.succeed(HttpClient.HttpClient, UndiciHttpClient.make(dispatcher))
  }
})

// An error of the body that nobody listened to ended the whole process, and fails this run.
it.live.each(["the deadline passes", "the caller is interrupted"])("before there is a connection, %s", (how) =>
  Effect.gen(function* () {
    const { asked, connects, transport } = yield* lateDispatcher
    const { arrived, baseUrl } = yield* recordingServer
    yield* Effect.gen(function* () {
      const { applyForCard } = yield* KeySecureClient.KeySecureClient
      if (how === "the deadline passes") {
        const error = yield* Effect.flip(applyForCard(application, { deadline: "50 millis" }))
        expect(error).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed" })
      } else {
        const call = yield* Effect.fork(applyForCard(application))
        yield* asked
        yield* Fiber.interrupt(call)
      }
      const next = yield* Effect.fork(applyForCard(application))
      yield* connects
      expect((yield* Fiber.join(next)).cardNo).toBe("C1")
    }).pipe(Effect.provide(clientAt(baseUrl, transport)))
    expect(arrived).toHaveLength(1)
  }).pipe(Effect.scoped)
)
