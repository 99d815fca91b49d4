/** Answers as bytes: written by hand for what servers do, and generated around them. What a client makes of one must not hang on its transport. */
import * as Zlib from "node:zlib"

/** An answer, and the name that a failing test has for it. */
export interface WireAnswer {
  readonly name: string
  readonly bytes: Buffer
}

const card = `{"code":0,"msg":"Success","data":{"card_no":"C1","card_unique_no":"order-1"}}`
const refusal = `{"code":1004,"msg":"package_no is not valid"}`

const answer = (name: string, status: string, headers: ReadonlyArray<string>, body: string | Buffer): WireAnswer => {
  const bytes = typeof body === "string" ? Buffer.from(body) : body
  const length = headers.some((header) => /^(content-length|transfer-encoding)/i.test(header))
    ? []
    : [`content-length: ${bytes.length}`]
  const head = [`HTTP/1.1 ${status}`, "connection: close", ...headers, ...length].join("\r\n")
  return { name, bytes: Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]) }
}

const ok = (name: string, body: string | Buffer, ...headers: ReadonlyArray<string>) =>
  answer(name, "200 OK", headers, body)

const chunked = (...parts: ReadonlyArray<string>) =>
  parts
    .map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
    .concat("0\r\n\r\n")
    .join("")

const before = (interim: string, { bytes, name }: WireAnswer): WireAnswer => ({
  name,
  bytes: Buffer.concat([Buffer.from(interim), bytes])
})

const bom = "\ufeff"

/** An answer that says how its body is compressed. */
const folded = (name: string, encoding: string, body: Buffer, status = "200 OK") =>
  answer(name, status, [`content-encoding: ${encoding}`], body)

/** The ways in which a gateway compresses an answer, though it is asked not to. */
export const ways: ReadonlyArray<readonly [encoding: string, fold: (bytes: string | Buffer) => Buffer]> = [
  ["gzip", (bytes) => Zlib.gzipSync(bytes)],
  ["x-gzip", (bytes) => Zlib.gzipSync(bytes)],
  ["br", (bytes) => Zlib.brotliCompressSync(bytes)],
  ["deflate", (bytes) => Zlib.deflateSync(bytes)],
  ["GZIP", (bytes) => Zlib.gzipSync(bytes)],
  ["gzip, br", (bytes) => Zlib.brotliCompressSync(Zlib.gzipSync(bytes))],
  ["deflate,gzip , identity", (bytes) => Zlib.gzipSync(Zlib.deflateSync(bytes))]
]

/** A body that unfolds to more than is read. */
export const bomb = `{"code":0,"msg":"","data":null,"more":"${"x".repeat(2 * 1024 * 1024)}"}`

const foldedAnswers: ReadonlyArray<WireAnswer> = [
  ...ways.flatMap(([encoding, fold]) => [
    folded(`a card in ${encoding}`, encoding, fold(card)),
    folded(`a refusal in ${encoding}`, encoding, fold(refusal)),
    folded(`a page in ${encoding}`, encoding, fold("<h1>error</h1>"), "502 Bad Gateway"),
    folded(`nothing in ${encoding}`, encoding, fold("")),
    folded(`a bomb in ${encoding}`, encoding, fold(bomb)),
    folded(`half a card in ${encoding}`, encoding, fold(card).subarray(0, 40)),
    folded(`a page that says it is ${encoding}`, encoding, Buffer.from("<h1>error</h1>"), "502 Bad Gateway"),
    folded(`no bytes that say they are ${encoding}`, encoding, Buffer.alloc(0)),
    answer(`${encoding} cut off`, "200 OK", [`content-encoding: ${encoding}`, "content-length: 500"], fold(card))
  ]),
  folded("a card in deflate without its head", "deflate", Zlib.deflateRawSync(card)),
  folded("a card in gzip without its checksum", "gzip", Zlib.gzipSync(card).subarray(0, -8)),
  folded("a card in gzip with something after it", "gzip", Buffer.concat([Zlib.gzipSync(card), Buffer.from("more")])),
  folded("a card in gzip, spoilt", "gzip", Zlib.gzipSync(card).fill(0xff, 20, 30)),
  folded(
    "a card in two parts of gzip",
    "gzip",
    Buffer.concat([Zlib.gzipSync(card.slice(0, 9)), Zlib.gzipSync(card.slice(9))])
  ),
  folded("gzip that says it is br", "br", Zlib.gzipSync(card)),
  folded("a byte-order mark in gzip", "gzip", Zlib.gzipSync(bom + card)),
  folded("a redirect in gzip", "gzip", Zlib.gzipSync(card), "302 Found"),
  folded("a card in something unknown", "x-secret", Buffer.from([1, 2, 3])),
  folded("a card, said to be something unknown", "x-secret", Buffer.from(card))
]

const byHand: ReadonlyArray<WireAnswer> = [
  ok("a card", card),
  ok("a card in chunks", chunked(card.slice(0, 20), card.slice(20)), "transfer-encoding: chunked"),
  ok("a card with a trailer", `${chunked(card).slice(0, -2)}x-sum: 1\r\n\r\n`, "transfer-encoding: chunked"),
  { name: "a card until the end", bytes: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${card}`) },
  { name: "HTTP/1.0", bytes: Buffer.from(`HTTP/1.0 200 OK\r\n\r\n${card}`) },
  { name: "no reason", bytes: Buffer.from(`HTTP/1.1 200\r\nconnection: close\r\n\r\n${card}`) },
  { name: "bare line feeds", bytes: Buffer.from(`HTTP/1.1 200 OK\nconnection: close\n\n${card}`) },
  ok("a byte-order mark", bom + card),
  ok("two byte-order marks", bom + bom + card),
  ok("blanks around", ` \r\n\t${card}\n \n`),
  ok("another type", card, "content-type: text/html; charset=gbk"),
  ok("Latin-1 as UTF-8", Buffer.from(card.replace("Success", "Erl\xe9digt"), "latin1")),
  ok("a NUL after it", `${card}\u0000`),
  ok("a key twice", `{"code":0,"code":1004,"msg":"","data":{"card_no":"C1","card_unique_no":"order-1"}}`),
  ok("a key twice, escaped", `{"code":0,"\\u0063ode":1004,"msg":"","data":null}`),
  ok("data twice", `{"code":0,"msg":"","data":null,"data":{"card_no":"C1","card_unique_no":"order-1"}}`),
  ok("another card", card.replace("order-1", "order-2")),
  ok("a refusal", refusal),
  ok("an unknown code", `{"code":4999,"msg":""}`),
  ok("a system error", `{"code":1001,"msg":""}`),
  ok("code as text", card.replace(`"code":0`, `"code":"0"`)),
  ok("code 0.0", card.replace(`"code":0`, `"code":0.0`)),
  ok("code -0", card.replace(`"code":0`, `"code":-0`)),
  ok("no data", `{"code":0,"msg":"Success"}`),
  ok("null", "null"),
  ok("a list", `[${card}]`),
  ok("nothing", ""),
  ok("a page", "<h1>hello</h1>"),
  ok("two envelopes", card + card),
  ok("toString", `{"code":0,"msg":"","data":{"card_no":{"toString":1},"card_unique_no":"order-1"}}`),
  ok("headers twice", card, "x-a: 1", "x-a: 2", "set-cookie: a=1", "set-cookie: b=2", "date: x", "date: y"),
  ok("a folded header", card, "x-a: 1\r\n  2"),
  ok("a long header", card, `x-a: ${"a".repeat(8000)}`),
  ok("Latin-1 in a header", card, "x-a: \xe9"),
  ok("identity", card, "content-encoding: identity"),
  answer("too short", "200 OK", [`content-length: ${card.length + 10}`], card),
  answer("too long", "200 OK", [`content-length: ${card.length - 1}`], card),
  answer("length 0", "200 OK", ["content-length: 0"], ""),
  answer("over 1 MiB", "200 OK", [], " ".repeat(1024 * 1024 + 1) + card),
  answer("a bad length", "200 OK", ["content-length: many"], card),
  answer("two lengths", "200 OK", [`content-length: ${card.length}`, "content-length: 3"], card),
  answer("cut chunks", "200 OK", ["transfer-encoding: chunked"], `${card.length.toString(16)}\r\n${card}\r\n`),
  answer("a bad chunk", "200 OK", ["transfer-encoding: chunked"], `zz\r\n${card}\r\n0\r\n\r\n`),
  { name: "no HTTP", bytes: Buffer.from("hello\r\n\r\n") },
  { name: "cut in the head", bytes: Buffer.from("HTTP/1.1 200 OK\r\ncontent-le") },
  { name: "no bytes", bytes: Buffer.alloc(0) },
  before("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n", ok("103 before it", card)),
  before("HTTP/1.1 102 Processing\r\n\r\n", ok("102 before it", card)),
  before("HTTP/1.1 103 A\r\n\r\nHTTP/1.1 103 B\r\n\r\n", ok("103 twice before it", refusal))
]

const statuses = [
  200, 201, 202, 203, 206, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409
].concat([
  410, 411, 413, 415, 418, 421, 422, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511, 520, 599
])

/** Each status with what may come with it. */
const generated: ReadonlyArray<WireAnswer> = statuses.flatMap((status) =>
  (
    [
      ["a card", card],
      ["a refusal", refusal],
      ["a page", "<h1>error</h1>"],
      ["nothing", ""]
    ] as const
  ).map(([name, body]) => answer(`${status} with ${name}`, `${status} X`, ["content-type: text/html"], body))
)

/** All of them. */
export const answers: ReadonlyArray<WireAnswer> = [...byHand, ...foldedAnswers, ...generated]
