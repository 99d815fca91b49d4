/** packages/schema/openapi.json: made from the code, valid, complete, and of one mind with the schemas. */
import { Endpoint, Endpoints, ErrorCode, RequestHeaders } from "@effect-keysecure/schema"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Arbitrary, Either, FastCheck, ParseResult, Schema } from "effect"
import * as Fs from "node:fs"
import { describe, expect, it } from "vitest"
import { generatedState, requests } from "../packages/testkit/test/support/requests.js"
import { now } from "../packages/testkit/test/support/session.js"
import { Simulation } from "../packages/testkit/src/index.js"
import { openapi, target } from "../scripts/openapi/main.js"
import { read } from "./source.js"

const committed = Fs.readFileSync(target, "utf8")

interface Operation {
  readonly operationId: string
  readonly security: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly parameters: ReadonlyArray<{ readonly $ref?: string; readonly name?: string }>
  readonly "x-keysecure-kind": string
  readonly "x-keysecure-mode"?: string
  readonly "x-keysecure-own-number"?: string
}

interface Document {
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: { readonly ErrorCode: { readonly oneOf: ReadonlyArray<{ const: number; title: string }> } }
    readonly parameters: Readonly<Record<string, { readonly name: string; readonly in: string }>>
    readonly securitySchemes: Readonly<Record<string, { readonly name: string; readonly in: string }>>
  }
}

const document: Document = JSON.parse(committed)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
)
const endpoints: ReadonlyArray<Endpoint.Any> = Object.values(Endpoints.all)

describe("openapi.json", () => {
  it("is what the code gives: `pnpm openapi` writes it", async () => {
    expect(committed).toBe(await openapi())
  })

  it("keeps the rules of OpenAPI 3.1", async () => {
    expect(await new Validator().validate(JSON.parse(committed))).toEqual({ valid: true })
    const { info: _, ...without } = JSON.parse(committed)
    expect(await new Validator().validate(without)).toMatchObject({ valid: false })
  })

  it("has every endpoint, and no other", () => {
    expect(
      operations.map(({ method, operation, path }) => ({
        name: operation.operationId,
        method,
        path,
        auth: operation.security.some((scheme) => "AccessToken" in scheme) ? "AccessToken" : "ApiKey",
        kind: operation["x-keysecure-kind"],
        mode: operation["x-keysecure-mode"],
        ownNumber: operation["x-keysecure-own-number"]
      }))
    ).toEqual(
      endpoints.map(({ auth, kind, method, mode, name, ownNumber, path }) => ({
        name,
        method,
        path,
        auth,
        kind,
        mode,
        ownNumber: ownNumber?.name
      }))
    )
  })

  it("has every header: as a parameter, as a key, or as the type of the body", () => {
    const { parameters, securitySchemes } = document.components
    const named = [...Object.values(parameters), ...Object.values(securitySchemes)]
    expect(named.every((one) => one.in === "header")).toBe(true)
    expect(["content-type", ...named.map(({ name }) => name.toLowerCase())].toSorted()).toEqual(
      Object.values<string>(RequestHeaders.names).toSorted()
    )
  })

  it("asks for the zone where times are asked for, and nowhere else", () => {
    const asking = operations.filter(({ operation }) =>
      operation.parameters.some(({ $ref }) => $ref === "#/components/parameters/Timezone")
    )
    expect(asking.map(({ operation }) => operation.operationId)).toEqual(
      endpoints.filter(({ dated }) => dated).map(({ name }) => name)
    )
  })

  it("has every documented code with its tag", () => {
    expect(document.components.schemas.ErrorCode.oneOf.map((one) => [one.const, one.title])).toEqual(
      ErrorCode.codes.map((code) => [code, ErrorCode.table[code].tag])
    )
  })

  it("has the hosts of docs/api.md", () => {
    const [, hosts = ""] = /^- Hosts \[D\]:([\s\S]*?)^- /m.exec(read("docs/api.md")) ?? []
    const urls = [...hosts.matchAll(/https:[a-z./-]+/g)].map(([url]) => url)
    expect(document.servers.map(({ url }) => url).toSorted()).toEqual(urls.toSorted())
    expect(urls).toHaveLength(2)
  })

  it("says nothing of how values are decoded", () => {
    expect(committed).not.toMatch(/decoded|\/schemas\/(?:unknown|any)|NonEmptyString/)
  })
})

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(JSON.parse(committed), "openapi.json")

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))

const takes = (...path: ReadonlyArray<string>): ((value: unknown) => boolean) => {
  const validate = ajv.getSchema(`openapi.json#/${path.map(escaped).join("/")}`)
  if (validate === undefined) throw new Error(`there is no ${path.join(" ")}`)
  return (value) => validate(value) === true
}

const operationAt = ({ method, path }: Endpoint.Any) => ["paths", path, method.toLowerCase()] as const
const json = ["content", "application/json", "schema"] as const
const takesRequest = (endpoint: Endpoint.Any) => takes(...operationAt(endpoint), "requestBody", ...json)
const takesAnswer = (endpoint: Endpoint.Any) => takes(...operationAt(endpoint), "responses", "200", ...json)

const posts = endpoints.filter(({ method }) => method === "POST")
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const parsed = (text: string): unknown =>
  Either.getOrUndefined(ParseResult.decodeUnknownEither(Schema.parseJson())(text))

describe.each(posts.map((endpoint) => [endpoint.name, endpoint] as const))("a request of %s", (_, endpoint) => {
  const accepts = takesRequest(endpoint)
  const encoded = Arbitrary.make(endpoint.payload).map((value) => asJson(Schema.encodeSync(endpoint.payload)(value)))

  it("is taken by the document as it is written", () => {
    FastCheck.assert(
      FastCheck.property(encoded, (body) => {
        expect(accepts(body)).toBe(true)
      })
    )
  })

  const decode = ParseResult.decodeUnknownEither(endpoint.payload)
  const encode = ParseResult.encodeUnknownEither(endpoint.payload)
  const odd = FastCheck.oneof(
    FastCheck.constantFrom<unknown>("", " ", "x".repeat(64), "x".repeat(65), 0, -1, 100, 101, 1.5, true, [], {}, null),
    FastCheck.constantFrom("0.00", "0.01", "1.001", "12", "UTC+8", "2026-06-14", "Köln", "a\nb", " a", "é", "Melted"),
    FastCheck.string({ unit: "binary" })
  )
  const mutated = FastCheck.tuple(encoded, FastCheck.constantFrom(...Endpoint.fieldsOf(endpoint)), odd).map(
    ([body, field, value]) => ({ ...Object(body), [field]: value })
  )

  it("is written by the schema only if the document takes it, whatever stands in a field", () => {
    FastCheck.assert(
      FastCheck.property(mutated, (body) => {
        const written = Either.flatMap(decode(body), encode)
        expect(Either.isLeft(written) || accepts(asJson(written.right)), JSON.stringify(written)).toBe(true)
      }),
      { numRuns: 300 }
    )
  })

  it("is not taken without a field that is required, nor is what is no object", () => {
    FastCheck.assert(
      FastCheck.property(mutated, (body) => {
        const wrong = Object.keys(body).filter((name) => {
          const { [name]: _gone, ...rest } = body
          return Either.isLeft(decode(rest)) && Either.isRight(decode(body)) && accepts(rest)
        })
        expect(wrong).toEqual([])
      })
    )
    for (const body of ["", null, [], 1]) expect(accepts(body)).toBe(false)
  })
})

describe.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))("an answer to %s", (_, endpoint) => {
  const accepts = takesAnswer(endpoint)

  it("is taken with what the schema reads", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(endpoint.success), (value) => {
        const data = asJson(Schema.encodeSync(endpoint.success)(value))
        expect(accepts({ code: 0, msg: "", data })).toBe(true)
      })
    )
  })

  it("is a failure with any code but 0, and no success without data", () => {
    expect(accepts({ code: 1003, msg: "IP address not allowed" })).toBe(true)
    expect(accepts({ code: 4999, msg: "" })).toBe(true)
    expect(accepts({ code: 0, msg: "" })).toBe(false)
    expect(accepts({ msg: "" })).toBe(false)
  })
})

it("an answer of the simulator to a request that the document has is one that it has", () => {
  const bodies = new Map(posts.map((endpoint) => [endpoint.name, takesRequest(endpoint)] as const))
  const answers = new Map(endpoints.map((endpoint) => [endpoint.name, takesAnswer(endpoint)] as const))
  const find = ({ method, path }: Simulation.Request) =>
    endpoints.find(
      (endpoint) =>
        endpoint.method === method && new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(path)
    )
  let accepted = 0
  FastCheck.assert(
    FastCheck.property(requests, ([, request]) => {
      const endpoint = find(request)
      const [response] = Simulation.transition(generatedState, request, now)
      if (endpoint === undefined || response.status !== 200) return
      // The simulator echoes a number as it was sent, also one that the document refuses.
      const takes = bodies.get(endpoint.name)
      if (takes !== undefined && !takes(parsed(request.body))) return
      const body: unknown = JSON.parse(response.body)
      expect(answers.get(endpoint.name)?.(body), response.body).toBe(true)
      accepted += Object(body).code === 0 ? 1 : 0
    }),
    { numRuns: 1000 }
  )
  expect(accepted).toBeGreaterThan(50)
})
