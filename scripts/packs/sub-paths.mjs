// Whether the packages' files share what they have to: a class is one, whichever sub-path gives it, and a transport of ours is
// known to the client. What is thrown in one of them leads to its source. Takes the simulator's URL, and says how many files
// the client's own module loads.
import assert from "node:assert"
import { Session } from "node:inspector"

const { Effect, Layer, Redacted } = await import("effect")
const { HttpClient } = await import("@effect/platform")

const loaded = []
const session = new Session()
session.connect()
session.post("Debugger.enable")
session.on("Debugger.scriptParsed", ({ params: { url } }) => {
  if (url.startsWith("file:")) loaded.push(url)
})
const KeySecureClient = await import("@effect-keysecure/client/KeySecureClient")
session.disconnect()

const ClientError = await import("@effect-keysecure/client/ClientError")
const RetryPolicy = await import("@effect-keysecure/client/RetryPolicy")
const UndiciHttpClient = await import("@effect-keysecure/client/UndiciHttpClient")
const Rejection = await import("@effect-keysecure/schema/Rejection")
const client = await import("@effect-keysecure/client")
const schema = await import("@effect-keysecure/schema")
const { Sample, Scenario } = await import("@effect-keysecure/testkit")
const { Agent } = await import("undici")

const isShared = async ([name, index]) => {
  const modules = Object.keys(index)
  assert(modules.length > 10)
  const apart = await Promise.all(modules.map((module) => import(`@effect-keysecure/${name}/${module}`)))
  for (const [at, module] of modules.entries()) assert.strictEqual(index[module], apart[at], module)
}
await Promise.all(Object.entries({ client, schema }).map(isShared))

// It takes options, and not null.
assert.throws(
  () => KeySecureClient.layer(null),
  ({ stack }) => /client[/\\]src[/\\]\w+\.ts:\d+/.test(stack) && !/client[/\\]dist/.test(stack)
)

const agent = new Agent()
const transport = UndiciHttpClient.make(agent)
const options = {
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: process.argv[2],
  retryPolicy: RetryPolicy.never
}
await Effect.gen(function* () {
  const client = yield* KeySecureClient.KeySecureClient
  const apply = (n, options, packageNo = Scenario.virtualPackageNo) =>
    client.applyForCard({ ...Sample.virtualApplication, packageNo, cardUniqueNo: Sample.cardUniqueNo(n) }, options)
  yield* apply(1)
  transport.execute = () => Effect.dieMessage("a call did not go the direct way")
  yield* apply(2)
  const notSent = yield* Effect.flip(apply(3, { deadline: 0 }))
  assert(notSent instanceof ClientError.NotSent)
  const rejected = yield* Effect.flip(apply(3, {}, "P9999"))
  assert(rejected instanceof Rejection[rejected._tag])
  process.stdout.write(`${loaded.length}`)
}).pipe(
  Effect.provide(Layer.provide(KeySecureClient.layer(options), Layer.succeed(HttpClient.HttpClient, transport))),
  Effect.runPromise
)
await agent.destroy()
