/* oxlint-disable no-await-in-loop -- One after another: the steps share a machine, and each tells its own time. */
/** What the checks of the packed packages share: steps, commands, tarballs, and the Nodes of the registry. */
import { createPackageFromTarballData } from "@arethetypeswrong/core"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))
export const names = ["schema", "client", "testkit", "sql", "batch", "cli"]

export const read = (...path) => Fs.readFileSync(join(...path), "utf8")
export const readJson = (...path) => JSON.parse(read(...path))
export const versionIn = (directory, name) => readJson(directory, "node_modules", name, "package.json").version

/** The first block of a page in a language. */
export const blockOf = (path, language) => {
  const block = read(root, path).split(`\n\`\`\`${language}\n`)[1]?.split("```")[0]
  insist(block !== undefined, `${path} has no block of ${language}`)
  return block
}

/** A program of a page, as it stands there under its mark. */
export const programOf = (path, name) => {
  const program = read(root, path).split(`<!-- program: ${name} -->`)[1]?.split("```ts\n")[1]?.split("```")[0]
  insist(program !== undefined, `${path} has no program ${name}`)
  return program
}

/** The first program of a page over `fetch`, as the pages say of runtimes that are not Node. */
export const firstOverFetch = (path) =>
  programOf(path, "first")
    .replace(
      'import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"',
      'import { FetchHttpClient } from "@effect/platform"'
    )
    .replace("UndiciHttpClient.layer", "FetchHttpClient.layer")

/** The first program of docs/without-effect.md, at the simulator that `KEYSECURE_BASE_URL` names. It has the function `cardFor`. */
export const promiseProgram = () => {
  const path = "docs/without-effect.md"
  const environment = 'environment: "sandbox"'
  const page = blockOf(path, "ts")
  insist(page.includes(environment), `${path} names no environment`)
  return page
    .replace("my key", "sim_credit_key")
    .replace(environment, 'baseUrl: process.env["KEYSECURE_BASE_URL"] ?? ""')
}

export const insist = (holds, otherwise) => {
  if (!holds) throw new Error(otherwise)
}

/** Runs a step, and says on one line how long it took and what it found. */
export const step = async (name, run) => {
  const start = performance.now()
  const time = () => `${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`
  try {
    const found = await run()
    process.stdout.write(`ok   ${time()}  ${name}${typeof found === "string" ? `: ${found}` : ""}\n`)
    return found
  } catch (error) {
    process.stdout.write(`FAIL ${time()}  ${name}\n`)
    throw error
  }
}

// Neither what pnpm tells its scripts nor settings of ours reach the projects.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(KEYSECURE_|NODE_PATH$|NODE_OPTIONS$|npm_(package|lifecycle)_)/.test(name)
  )
)

const children = new Set()

/** Starts a command. `bin` is a directory of programs that come first, such as another Node. */
export const start = (command, args, { bin, cwd, env, stdio = ["ignore", "pipe", "pipe"] }) => {
  const child = spawn(command, args, {
    cwd,
    env: {
      ...environment,
      npm_config_loglevel: "error",
      NO_COLOR: "1",
      ...env,
      PATH: [...(bin === undefined ? [] : [bin]), environment.PATH].join(delimiter)
    },
    stdio
  })
  children.add(child)
  child.once("close", () => children.delete(child))
  return child
}

/** Runs a command to its end, and gives what it wrote; fails with that if it fails. */
export const run = async (command, args, options) => {
  const child = start(command, args, options)
  let output = ""
  const write = (chunk) => {
    output += chunk
  }
  child.stdout.on("data", write)
  child.stderr.on("data", write)
  const [code] = await once(child, "close")
  insist(code === 0, `${[command, ...args].join(" ")} (in ${options.cwd}) ended with ${code}\n${output}`)
  return output
}

export const buildPackages = async () => {
  const projects = [
    "schema/tsconfig.src",
    "client/tsconfig.src",
    "client/tsconfig.node",
    "testkit/tsconfig.src",
    "sql/tsconfig.src",
    "batch/tsconfig.src",
    "sql/tsconfig.node"
  ]
  await run("node_modules/.bin/tsc", ["-b", ...projects.map((name) => `packages/${name}.json`)], { cwd: root })
  await run(process.execPath, ["scripts/chunk-packages.mjs"], { cwd: root })
  for (const name of ["testkit", "cli"]) {
    await run(process.execPath, [`packages/${name}/scripts/bundle-program.js`], { cwd: root })
  }
}

/** A tarball: its file, its manifest as published, its files, and its modules as one imports them. */
export const pack = async (name, temporary) => {
  const directory = join(root, "packages", name)
  const pnpm = readJson(root, "package.json").packageManager
  await run("npx", ["-y", pnpm, "pack", "--pack-destination", temporary], { cwd: directory })
  const file = join(temporary, `effect-keysecure-${name}-${readJson(directory, "package.json").version}.tgz`)
  const content = createPackageFromTarballData(Fs.readFileSync(file))
  const at = `/node_modules/@effect-keysecure/${name}/`
  const files = content.listFiles().map((path) => path.slice(at.length))
  const manifest = JSON.parse(content.readFile(`${at}package.json`))
  const programs = new Set(Object.values(manifest.bin ?? {}).map((path) => path.replace("./", "")))
  const modules = files
    .filter((path) => !programs.has(path))
    .flatMap((path) => /^dist\/(\w+)\.js$/.exec(path)?.[1] ?? [])
    .map((module) => `@effect-keysecure/${name}${module === "index" ? "" : `/${module}`}`)
  return { name, file, content, files, modules, manifest }
}

/** What a range allows at its lowest. */
export const lowest = (range) => range.replace(/^(\^|~|>=)/, "")

export const peersOf = (packs, end) =>
  Object.entries(Object.assign({}, ...packs.map(({ manifest }) => manifest.peerDependencies))).map(
    ([name, range]) => `${name}@${end === "lowest" ? lowest(range) : range}`
  )

export const running = process.versions.node.split(".")[0]

/** A Node of this major version: the one that runs, or from the registry. */
export const nodeOf = async (major, temporary) => {
  if (major === running) return { major, bin: dirname(process.execPath), version: process.versions.node }
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`
  const cwd = join(temporary, `node-${major}`)
  // A check may ask for it more than once.
  if (!Fs.existsSync(cwd)) {
    Fs.mkdirSync(cwd)
    Fs.writeFileSync(join(cwd, "package.json"), "{}")
    await run("npm", ["install", "--no-audit", "--no-fund", `${name}@${major}`], { cwd })
  }
  return { major, bin: join(cwd, "node_modules", name, "bin"), version: versionIn(cwd, name) }
}

/** Uses the packed simulator's program, on a free port. */
export const withSimulator = async (node, cwd, use) => {
  const child = start("node_modules/.bin/keysecure-simulator", ["--port", "0"], { cwd, bin: node.bin })
  try {
    let written = ""
    child.stderr.on("data", (chunk) => {
      written += chunk
    })
    for await (const line of createInterface(child.stdout)) {
      const url = / listens on (http:\S+)/.exec(line)?.[1]
      if (url !== undefined) return await use(url)
    }
    throw new Error(`the simulator did not start\n${written}`)
  } finally {
    child.kill()
  }
}

/** Runs a check with a folder of its own, which it leaves behind no more than the commands that it started. */
export const inTemporary = async (prefix, main) => {
  const temporary = Fs.mkdtempSync(join(tmpdir(), prefix))
  const remove = () => Fs.rmSync(temporary, { recursive: true, force: true })
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      for (const child of children) child.kill()
      remove()
      process.exit(1)
    })
  }
  try {
    await main(temporary)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } finally {
    remove()
  }
}
