/** A program that says what comes of every answer over Node's own `fetch`. It loads no other undici. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Effect, Logger, LogLevel } from "effect"
import { outcomesOf } from "./answered.js"
import { answers } from "./answers.js"

const all = Effect.forEach(answers, ({ bytes }) => outcomesOf(FetchHttpClient.layer, bytes), { concurrency: 16 })
process.stdout.write(JSON.stringify(await Effect.runPromise(Logger.withMinimumLogLevel(all, LogLevel.None))))
