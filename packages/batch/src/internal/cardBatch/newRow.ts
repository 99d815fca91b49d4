/** Rows of an input as they are handed to the store: checked, sealed, and with a digest. */
import { AttemptLog } from "@effect-keysecure/client"
import { CardApplication } from "@effect-keysecure/schema"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { NewRow } from "../../BatchStore.js"
import type * as PayloadCipher from "../../PayloadCipher.js"
import type { Row, RowProblem } from "../../Rows.js"

/** A row of the input, or what is wrong with it. */
export type Entry = Either.Either<Row, RowProblem>

const Payload = Schema.parseJson(CardApplication.CardApplication)
const encode = Schema.encode(Payload)
const decode = Schema.decode(Payload)

const placeOf = (batch: string, key: string): string => JSON.stringify([batch, key])

/** The key and the digest, by which a row is compared. A row that is wrong and has no key goes by its line. */
export const identityOf = (entry: Entry): Pick<NewRow, "key" | "digest"> =>
  Either.match(entry, {
    onLeft: ({ key, line }) => ({ key: key ?? `line ${line}`, digest: "" }),
    onRight: ({ application, key }) => ({ key, digest: AttemptLog.digestOf(application) })
  })

const wrong = (problem: RowProblem): NewRow => ({
  ...identityOf(Either.left(problem)),
  line: problem.line,
  cardUniqueNo: "",
  payload: null,
  problem: { tag: "RowInvalid", code: null, field: problem.column ?? null, remedy: problem.expected }
})

/** The row as it is handed to the store. */
export const newRowOf = (
  cipher: PayloadCipher.Service,
  batch: string,
  entry: Entry
): Effect.Effect<NewRow, PayloadCipher.PayloadCipherFailed> =>
  Either.match(entry, {
    onLeft: (problem) => Effect.succeed(wrong(problem)),
    onRight: (row) =>
      Effect.orDie(encode(row.application)).pipe(
        Effect.flatMap((text) => cipher.seal(text, placeOf(batch, row.key))),
        Effect.map((payload) => ({
          ...identityOf(entry),
          line: row.line,
          cardUniqueNo: row.application.cardUniqueNo,
          payload,
          problem: null
        }))
      )
  })

/** The application of a row that was claimed. */
export const applicationOf = (
  cipher: PayloadCipher.Service,
  batch: string,
  key: string,
  payload: string
): Effect.Effect<CardApplication.CardApplication, PayloadCipher.PayloadCipherFailed> =>
  Effect.flatMap(cipher.open(payload, placeOf(batch, key)), (text) => Effect.orDie(decode(text)))
