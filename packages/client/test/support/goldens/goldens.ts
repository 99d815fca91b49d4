/** What 0.1.0 wrote (README.md tells how it was recorded). */
import { readFileSync } from "node:fs"
import { Schema } from "effect"

const Goldens = Schema.Struct({
  attempts: Schema.Array(
    Schema.Struct({ cardUniqueNo: Schema.String, key: Schema.String, open: Schema.String, issued: Schema.String })
  ),
  applications: Schema.Array(Schema.Struct({ application: Schema.Unknown, digest: Schema.String })),
  businessIds: Schema.Array(
    Schema.Struct({ namespace: Schema.String, id: Schema.String, cardUniqueNo: Schema.String })
  ),
  outcomes: Schema.Array(Schema.String),
  tokens: Schema.Array(
    Schema.Struct({ apiKey: Schema.String, baseUrl: Schema.String, key: Schema.String, text: Schema.String })
  ),
  callbacks: Schema.Array(
    Schema.Struct({
      delivery: Schema.Struct({
        headers: Schema.Record({ key: Schema.String, value: Schema.String }),
        body: Schema.String
      }),
      key: Schema.String,
      text: Schema.String
    })
  )
})

export const goldens = Schema.decodeSync(Schema.parseJson(Goldens))(
  readFileSync(new URL("0.1.0.json", import.meta.url), "utf8")
)
