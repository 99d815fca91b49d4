/** The key that seals applications: from the environment, or from a file beside a file of SQLite. */
import * as PayloadCipher from "@effect-keysecure/batch/PayloadCipher"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import { ended, type Ended } from "../ending/ended.js"
import { said } from "../language/said.js"
import { type Output, say } from "../saying/output.js"
import type { Place } from "./database.js"

const variable = "KEYSECURE_BATCH_KEY"

const newKey = Effect.sync(() => randomBytes(32).toString("base64"))

/** The whole file is there, or none: another process may look for it at the same moment. */
const makeFile = (path: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const draft = yield* Effect.map(
      Effect.sync(() => randomBytes(6).toString("hex")),
      (suffix) => `${path}.${suffix}`
    )
    yield* files.writeFileString(draft, `${yield* newKey}\n`, { flag: "wx", mode: 0o600 })
    yield* Effect.ensuring(files.link(draft, path), Effect.ignore(files.remove(draft)))
    yield* say(
      said(
        `The key of the applications is in ${path}. Keep it with the database, and let nobody else read it.`,
        `申请的密钥在 ${path} 中。请与数据库一同保管，不要让他人读取。`
      )
    )
  })

const ofFile = (filename: string, isMade: boolean) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = `${filename}.key`
    if (isMade && !(yield* files.exists(path))) yield* Effect.catchTag(makeFile(path), "SystemError", () => Effect.void)
    return Redacted.make((yield* files.readFileString(path)).trim())
  }).pipe(
    Effect.mapError(() =>
      ended(
        "usage",
        isMade
          ? said(
              `${filename}.key cannot be read or made: it holds the key of the applications.`,
              `无法读取或创建 ${filename}.key：其中是申请的密钥。`
            )
          : said(
              `${filename}.key cannot be read: it holds the key with which the applications were submitted. Or give ${variable}.`,
              `无法读取 ${filename}.key：其中是提交申请时所用的密钥。也可以给出 ${variable}。`
            )
      )
    )
  )

const ofPlace = (
  place: Place,
  isMade: boolean
): Effect.Effect<Redacted.Redacted, Ended, FileSystem.FileSystem | Output> => {
  switch (place._tag) {
    case "Memory":
      return Effect.map(newKey, Redacted.make)
    case "Postgres":
    case "Mysql":
      return ended(
        "usage",
        said(
          `${variable}: expected the key of the applications, 32 bytes in base64: openssl rand -base64 32`,
          `${variable}：应为申请的密钥，32 字节的 base64，由 openssl rand -base64 32 生成`
        )
      )
    case "Sqlite":
      return ofFile(place.filename, isMade)
  }
}

const find = (
  place: Place,
  isMade: boolean
): Effect.Effect<Redacted.Redacted, Ended, FileSystem.FileSystem | Output> =>
  place._tag === "Memory"
    ? ofPlace(place, isMade)
    : Effect.flatMap(Effect.orDie(Config.option(Config.redacted(variable))), (given) =>
        Option.isSome(given) && Redacted.value(given.value) !== ""
          ? Effect.succeed(given.value)
          : ofPlace(place, isMade)
      )

const notAKey = (place: Place) => {
  const file = place._tag === "Sqlite" ? `${place.filename}.key` : undefined
  return ended(
    "usage",
    said(
      `The key of the applications is not 32 bytes in base64: look at ${variable}${file === undefined ? "" : `, or ${file}`}.`,
      `申请的密钥不是 32 字节的 base64：请检查 ${variable}${file === undefined ? "" : ` 或 ${file}`}。`
    )
  )
}

/** How applications are sealed in a place. `isMade`: a key that is not there is made, as only new applications may be sealed by it. */
export const layer = (
  place: Place,
  isMade: boolean
): Layer.Layer<PayloadCipher.PayloadCipher, Ended, FileSystem.FileSystem | Output> =>
  Layer.unwrapEffect(
    Effect.map(find(place, isMade), (key) => Layer.mapError(PayloadCipher.layer(key), () => notAKey(place)))
  )
