/** The program `keysecure-simulator` as a child process, and calls of it by nothing but `fetch`. */
import { type ChildProcess, execFile, spawn, type SpawnOptions } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { bundled } from "./bundled.js"
import { paths } from "./session.js"

/** Starting takes seconds where much else runs. */
export const patience = 60_000

/** Builds the bundle. */
export const build = async (): Promise<void> => {
  const script = fileURLToPath(new URL("../../scripts/bundle-program.js", import.meta.url))
  await promisify(execFile)(process.execPath, [script])
}

const bundle = fileURLToPath(new URL("../../dist/keysecure-simulator.js", import.meta.url))

const children: Array<ChildProcess> = []
const directories: Array<string> = []

/** A free port for the control API, unless a test says another, or serves nothing. */
const controlled = (args: ReadonlyArray<string>) =>
  args.some((arg) => arg.endsWith("control") || arg === "--control-port" || arg === "--replay")
    ? args
    : [...args, "--control-port", "0"]

const startWith = (program: ReadonlyArray<string>, args: ReadonlyArray<string>, options: SpawnOptions = {}) => {
  const [command = "", ...first] = program
  const child = spawn(command, [...first, ...controlled(args)], { ...options, stdio: ["ignore", "pipe", "pipe"] })
  children.push(child)
  const said = { out: "", error: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.error += text))
  const exit = once(child, "close").then(([code]) => code)
  const listens = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const origin = /(?:listens on|正在监听) (http:\/\/127\.0\.0\.1:\d+)/.exec(said.out)?.[1]
      if (origin !== undefined && said.out.includes("/merchant/token\n")) resolve(origin)
    })
    void exit.then(() => reject(new Error(said.error)))
  })
  listens.catch(() => {})
  return { child, exit, listens, said }
}

/** The program as its source is now, bundled. */
export const source = await bundled(fileURLToPath(new URL("../../src/bin.ts", import.meta.url)))

/** Starts the program as its source is now. */
export const start = (...args: ReadonlyArray<string>) => startWith([process.execPath, source], args)

/** Starts it with variables of the environment besides. */
export const startWithVariables = (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  startWith([process.execPath, source], args, { env: { ...process.env, ...variables } })

/** Starts the program from the bundle that is published. */
export const startBundle = (...args: ReadonlyArray<string>) => startWith([process.execPath, bundle], args)

/** Starts that bundle by `npx`, as the program of a package that is installed. */
export const startByNpx = (...args: ReadonlyArray<string>) => {
  const folder = dirname(fileOf("package.json", "{}"))
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true })
  symlinkSync(bundle, join(folder, "node_modules/.bin/keysecure-simulator"))
  return startWith(["npx", "keysecure-simulator"], args, { cwd: folder })
}

/** The path of a file of its own with this text. */
export const fileOf = (name: string, text: string): string => {
  const directory = mkdtempSync(join(tmpdir(), "keysecure-simulator-"))
  directories.push(directory)
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

/** Ends every program that was started, and removes every file. */
export const cleanUp = () => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
}

const page = readFileSync(new URL("../../../../docs/simulator.md", import.meta.url), "utf8")

/** A block of docs/simulator.md, by the mark before it. */
export const block = (mark: string): string => {
  const text = new RegExp(`<!-- ${mark} -->\n+\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]
  if (text === undefined) throw new Error(`docs/simulator.md has no block ${mark}`)
  return text
}

export { page }

interface Envelope {
  readonly code: number
  readonly data?: { readonly access_token?: string; readonly list?: ReadonlyArray<{ readonly card_unique_no: string }> }
}

/** A merchant's calls over HTTP. */
export class Caller {
  readonly origin: string
  readonly apiKey: string
  private token = ""

  constructor(origin: string, apiKey: string) {
    this.origin = origin
    this.apiKey = apiKey
  }

  private get headers() {
    return {
      "api-key": this.apiKey,
      "access-token": this.token,
      timestamp: String(Date.now()),
      "content-type": "application/json"
    }
  }

  /** Sends anything. */
  send(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, { redirect: "manual", headers: this.headers, ...init })
  }

  private async envelope(response: Response): Promise<Envelope> {
    return JSON.parse(await response.text())
  }

  /** Gets a token, and keeps it. */
  async getToken(): Promise<string> {
    const { data } = await this.envelope(await this.send(paths.getToken))
    this.token = data?.access_token ?? ""
    return this.token
  }

  /** Applies for a virtual card of `P0001` for `U0001`. */
  apply(cardUniqueNo: string, init: RequestInit = {}): Promise<Response> {
    const body = {
      package_no: "P0001",
      cardholder_no: "U0001",
      card_unique_no: cardUniqueNo,
      card_type: "Virtual"
    }
    return this.send(paths.applyForCard, { method: "POST", body: JSON.stringify(body), ...init })
  }

  /** The merchant's own numbers of its cards, at most 100. */
  async cards(): Promise<ReadonlyArray<string>> {
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const body = { start_time: day(-2), end_time: day(2), size: 100 }
    const { code, data } = await this.envelope(
      await this.send(paths.listCards, { method: "POST", body: JSON.stringify(body) })
    )
    if (data?.list === undefined) throw new Error(`no list but ${code}`)
    return data.list.map((card) => card.card_unique_no)
  }
}
