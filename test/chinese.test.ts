/** What is said in Chinese is in Chinese throughout: the reports of `keysecure`, and the simulator's messages and page. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { describe, expect, it } from "vitest"
import * as Batch from "../packages/cli/src/internal/language/phrases/batch.js"
import * as Client from "../packages/cli/src/internal/language/phrases/client.js"
import * as CommandLine from "../packages/cli/src/internal/language/phrases/commandLine.js"
import * as Schemas from "../packages/cli/src/internal/language/phrases/schema.js"
import { translated } from "../packages/cli/src/internal/language/translated.js"
import { phrases as simulators } from "../packages/testkit/src/internal/process/language/phrases.js"
import { translated as bySimulator } from "../packages/testkit/src/internal/process/language/translated.js"
import { all, finding, parse, read, type Source, walk } from "./source.js"

/** Names, which are the same in every language: those of the API, of protocols, and of what one types. */
const names = new Set(
  `Access Token Api Key Client Timestamp Timezone Date Age Via Origin Sec Fetch Bearer Content Type Host
  HTTP HTTPS TLS DNS NTP IP IPv JSON URL ASCII UTC ISO Unix Base HMAC SHA AES ECB UTF MiB KiB curl GET POST
  PIN CVV PAN PCI KYC BIN BINs Apple Pay MCC USD KeySecure Node undefined null true false ms
  Virtual Physical Activated Frozen Delete Pending ToActivate Approved Rejected Fail Auth Consumption In Out
  CREDIT EXTENSION AUTHORIZATION credit authorization sandbox production open api app id appId hex nonce
  AccessTokens layerStore AttemptLog CallbackConfig CardIssuance NotIssued OutcomeUnknown RequestInvalid Fault Schedule
  settlingMargin since numbersKeptAs keyFrom packageNo cardBinNo zh CN en US yyyy MM dd HH mm ss
  keysecure probe doctor simulate yes budget callback callbacks port cardholder package bin tls fault rate
  http https zh_CN en_US API apiSecret Callbacks maxAge time
  application checks first card repeated timestamp action msg
  PostgreSQL SQLite MySQL MariaDB Sqlite libsql better sqlite npm rebuild CSV RFC NAME FILE Unicode NFC PKCS Padding Sumsub Cloudflare Workers issue layer
  HttpClient UndiciHttpClient NodeHttpClient layerUndici ManagedRuntime applyForCard fetch fetchedBy caller startTime data
  shell openssl rand base reconcile resolve ours others run resume failures tokens docs
  simulator CARD WAL synchronous FULL from stdout openapi json Ctrl KEY tag merchants rules operation nth
  none always all any offsets perSecond burst ConnectionRefused DropBefore StaleList`.split(/\s+/)
)

/** What stands for data, options, files, and URLs. */
const places = /\{\w+\}|<\w+>|--[a-z-]+|\.(?:key|csv|jsonl|ndjson|md|db)\b|\w+:\/\//g

/** The variables, headers and fields are names too. */
const isName = (word: string): boolean =>
  names.has(word) || /^[A-Z]+(?:_[A-Z]+)+$/.test(word) || /^[a-z]+(?:_[a-z]+)+$/.test(word)

const textOf = (node: ts.Node): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text
  return ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(" … ")
    : undefined
}

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)

/** Texts in Chinese that hold a word of another language, and where they stand. */
const mixed = (source: Source): ReadonlyArray<string> => {
  const file = parse(source)
  return [...walk(file)].flatMap((node) => {
    const text = textOf(node) ?? ""
    const words = isChinese(text) ? (text.replace(places, " ").match(/[A-Za-z][A-Za-z_]+/g) ?? []) : []
    const foreign = words.filter((word) => !isName(word))
    return foreign.length === 0 ? [] : [finding(file, node.getStart(file), `${foreign.join(", ")} in "${text}"`)]
  })
}

/** The texts of `said(english, chinese)` and `{ en, zh }` whose Chinese is none. */
const untranslated = (source: Source): ReadonlyArray<string> => {
  const file = parse(source)
  const inChinese = (node: ts.Node): ts.Expression | undefined => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === "said") return node.arguments[1]
    return ts.isPropertyAssignment(node) &&
      /^(?:zh|whyZh|meaningInChinese|remedyInChinese)$/.test(node.name.getText(file))
      ? node.initializer
      : undefined
  }
  return [...walk(file)].flatMap((node) => {
    const said = inChinese(node)
    const text = said === undefined ? undefined : textOf(said)
    return text === undefined || isChinese(text) || (text.match(/[A-Za-z][A-Za-z_]+/g) ?? []).every(isName)
      ? []
      : [finding(file, node.getStart(file), `"${text}" is not in Chinese`)]
  })
}

/** What the program `keysecure-simulator` says of its parts: of files, of traces and of its ports. What it is asked over HTTP is answered over HTTP. */
const ofSimulator = new RegExp(String.raw`^packages/testkit/src/internal/(?:program|trace|simulatorControl|process)/`)

/** What the program `keysecure` never says: it does not use it, or tells it in words of its own. */
const unsaid = new RegExp(
  [
    String.raw`^packages/(?:cli|testkit)/`,
    String.raw`/(?:Callback\w*|CardSecret|ClusterBatchEngine|ErrorCode|FileAttemptLog|HandledCallbacks|KeySecureClients|StrictAddress|Transfers|UndiciHttpClient|promise)\.ts$`,
    String.raw`/internal/(?:callbacks|promise|settings|sqlite|strictAddress)/`,
    String.raw`/internal/(?:call/(?:extras|writeBody)|encoding/json)\.ts$`
  ].join("|")
)

/** What is never said: what runtimes say, by which their failures are known, and what describes the queries of the control API. */
const compared = new Set([
  "disconnected before secure TLS connection was established",
  "a text that one of an item's texts holds, in upper or lower case",
  "the id of a request: only later ones"
])

/** Where the texts of a call or a property are for somebody who writes a program, or are compared, or are there in both languages. */
const forProgrammers = /^(?:Effect\.dieMessage|Cause\.IllegalArgumentException|Error|message\.\w+|\/.*\/\.test|said)$/

const isForProgrammers = (node: ts.Node, file: ts.SourceFile): boolean => {
  const { parent } = node
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    if (forProgrammers.test(parent.expression.getText(file))) return true
  }
  if (ts.isLiteralTypeNode(parent)) return true
  // Metrics, and what is stored. What a schema describes is what it expects.
  const isDescription = ts.isPropertyAssignment(parent) && parent.name.getText(file) === "description"
  if (isDescription && !file.fileName.startsWith("packages/schema/") && !ofSimulator.test(file.fileName)) return true
  return !ts.isStatement(parent) && isForProgrammers(parent, file)
}

/** A text as it may be said, where data stands in its places, and its parts between them. */
const partsOf = (node: ts.Node): ReadonlyArray<string> => {
  if (ts.isStringLiteralLike(node)) return [node.text]
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)] : []
}

const isSentence = (text: string): boolean => /[a-z]{2,} [a-z]+ [a-z]{2,}/.test(text)

/** A program's phrases, and how it translates by them. */
interface Speaker {
  readonly phrases: ReadonlyArray<readonly [english: string, chinese: string]>
  readonly translated: (text: string) => { readonly zh: string }
}

const keysecure: Speaker = {
  phrases: [...Schemas.schema, ...Client.client, ...Batch.batch, ...CommandLine.commandLine],
  translated
}
const simulator: Speaker = { phrases: simulators, translated: bySimulator }

/** Whether a phrase has these parts one after the other: it may be longer than a text, which is put together. */
const isInPhrase = ({ phrases }: Speaker, parts: ReadonlyArray<string>): boolean =>
  phrases.some(([phrase]) => {
    let at = 0
    return parts.every((part) => {
      at = phrase.indexOf(part.trim(), at)
      return at >= 0
    })
  })

/** The texts of a package that the program may say, and that have no phrase in Chinese. Texts of several lines are statements of SQL. */
const withoutPhrase = (source: Source, speaker = keysecure): ReadonlyArray<string> => {
  const file = parse(source)
  return [...walk(file)].flatMap((node) => {
    const parts = partsOf(node)
    const text = parts.map((part, index) => (index === 0 ? part : `${index + 6}${part}`)).join("")
    if (!isSentence(text) || text.includes("\n") || compared.has(text) || isForProgrammers(node, file)) return []
    if (!isSentence(speaker.translated(text).zh) || isInPhrase(speaker, parts)) return []
    return [finding(file, node.getStart(file), `"${text}" has no phrase`)]
  })
}

describe("a text", () => {
  const path = "packages/cli/src/a.ts"

  it("in Chinese is told where it has a word of another language", () => {
    expect(mixed({ path, text: 'const a = "Api-Key 未启用"\nconst b = "缺少"\nconst c = "missing"' })).toEqual([])
    expect(mixed({ path, text: "const a = `the 响应 is lost`" })).toEqual([
      `${path}:1: the, is, lost in "the 响应 is lost"`
    ])
  })

  it("that should be in Chinese is told where it is not", () => {
    expect(
      untranslated({ path, text: 'said("lost", "丢失")\nsaid("a", `keyFrom：`)\nconst c = { en: "d", zh: "丁" }' })
    ).toEqual([])
    expect(untranslated({ path, text: 'said("lost", "lost")\nconst c = { en: "dee", zh: "dee" }' })).toEqual([
      `${path}:1: "lost" is not in Chinese`,
      `${path}:2: "dee" is not in Chinese`
    ])
  })
})

describe("the source", () => {
  const folder = fileURLToPath(new URL("../packages/testkit/page", import.meta.url))
  const page = Fs.readdirSync(folder)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ path: `packages/testkit/page/${file}`, text: read(`packages/testkit/page/${file}`) }))
  const sources = [...all(), ...page].filter(({ text }) => isChinese(text))

  it("says nothing in two languages at once", () => {
    expect(sources.map(({ path }) => path)).toContain("packages/cli/src/internal/doctor/telling/chinese.ts")
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.flatMap(mixed)).toEqual([])
  })

  it("has a phrase in Chinese for all that the packages say to people by the program", () => {
    const said = all().filter(({ path }) => !unsaid.test(path))
    expect(said.length).toBeGreaterThan(100)
    expect(said.flatMap((source) => withoutPhrase(source))).toEqual([])
  })

  it("has a phrase in Chinese for all that the simulator's parts say to people by its program", () => {
    const said = all().filter(({ path }) => ofSimulator.test(path))
    expect(said.length).toBeGreaterThan(20)
    expect(said.flatMap((source) => withoutPhrase(source, simulator))).toEqual([])
  })

  it("has Chinese for all that is said in both languages", () => {
    expect(sources.flatMap(untranslated)).toEqual([])
  })
})
