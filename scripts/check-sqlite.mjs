/**
 * Whether all that is tried over SQLite holds over `better-sqlite3` too: the stores' contracts, batches, and processes that race and are
 * killed. The driver is compiled from its source, so this needs a C++ compiler, make and Python. It fails where there are none.
 *
 *   pnpm check:sqlite
 *
 * It takes two minutes. The driver is kept, so from the second time on it takes one.
 */
import { once } from "node:events"
import * as Fs from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { root, run, start, step, versionIn } from "./packed.mjs"

/** Below the package, so that Effect is the same for what is installed there and for the tests. */
const home = join(root, "packages/sql/.tsbuild", `better-sqlite3-${process.versions.modules}`)
const manifest = join(home, "package.json")

/** The driver for the Node that runs, and Effect's own client of it, which the tests compare ours with. */
const install = async () => {
  Fs.mkdirSync(home, { recursive: true })
  Fs.writeFileSync(manifest, JSON.stringify({ private: true }))
  const wanted = ["better-sqlite3@12", "@effect/sql-sqlite-node@0.53.0"]
  // Its script would look for a binary elsewhere first. Its peers are those of the package.
  const flags = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"]
  await run("npm", ["install", ...flags, ...wanted], { cwd: home })
  return versionIn(home, "better-sqlite3")
}

const opens = () => {
  const Database = createRequire(manifest)("better-sqlite3")
  new Database(":memory:").close()
}

const isBuilt = () => {
  try {
    opens()
    return true
  } catch {
    return false
  }
}

const build = async () => {
  if (isBuilt()) return "it was there"
  const prefix = dirname(dirname(process.execPath))
  // Node's headers, where they are beside it. Otherwise they are fetched.
  const env = Fs.existsSync(join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {}
  await run("npm", ["run", "build-release"], { cwd: join(home, "node_modules/better-sqlite3"), env })
  opens()
  return "compiled"
}

const test = async () => {
  const vitest = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    "vitest.sqlite.config.ts",
    ...process.argv.slice(2)
  ]
  const env = { SQLITE_DRIVER: manifest }
  const [code] = await once(start(process.execPath, vitest, { cwd: root, env, stdio: "inherit" }), "close")
  process.exitCode = code ?? 1
}

try {
  await step("better-sqlite3 from the registry", install)
  await step("better-sqlite3 from its source", build)
  await test()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
