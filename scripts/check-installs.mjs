/* oxlint-disable no-await-in-loop -- One after another: the steps share a machine, and each tells its own time. */
/**
 * Whether a stranger gets what the READMEs promise: runs their install lines as they stand there, against the newest versions that
 * the registry has, then their programs and tests. Each README has a fresh folder. A registry on 127.0.0.1 has our packages
 * (`registry.mjs`).
 *
 *   pnpm check:installs                 every walk (20 minutes)
 *   pnpm check:installs --only yarn     the walks whose name begins so
 *   pnpm check:installs --list          their names
 *
 * It is no part of `check:packs`, because it fails for other reasons: the registry has something newer, or a package manager does.
 */
import { transform } from "esbuild"
import * as Fs from "node:fs"
import { createRequire } from "node:module"
import { delimiter, dirname, join } from "node:path"
import { parseArgs } from "node:util"
import {
  blockOf,
  buildPackages,
  firstOverFetch,
  insist,
  inTemporary,
  names,
  nodeOf,
  pack,
  programOf,
  promiseProgram,
  read,
  readJson,
  root,
  run,
  step,
  versionIn,
  withSimulator
} from "./packed.mjs"
import { withRegistry } from "./registry.mjs"

// What the pages show

/** The lines of a page that install something. */
const installLines = (path) =>
  [...read(root, path).matchAll(/^```bash\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block]) => block.split("\n"))
    .filter((line) => line.startsWith("npm install "))

let orders = 0

/** Every program issues its card for a number of its own, since all share a simulator. */
const numbered = (text) => {
  orders += 1
  const own = text.replaceAll(/"order-\d+"/g, `"order-${orders}"`)
  insist(own !== text, "the program has no number to replace")
  return own
}

const card = /^card (C\d+)$/m

const says = (output, words) => {
  insist(words.test(output), `it did not say ${words}\n${output}`)
  return words.exec(output)[0]
}

const first = (path) => ({
  name: "first program",
  run: async (place) =>
    says(await place.program("first", numbered(place.isNode ? programOf(path, "first") : firstOverFetch(path))), card)
})

/** vitest is a program of Node. */
const test = (path) => ({
  name: "test",
  onNodeAlone: true,
  run: async (place) => {
    place.write("simulated.test.ts", programOf(path, "test"))
    return says(await place.installed("vitest run"), /Tests +\d+ passed/)
  }
})

const printing = (path, name, words) => ({
  name: `program ${name}`,
  run: async (place) => says(await place.program(name, programOf(path, name)), words)
})

/** The same card, however often it runs. */
const stored = (path) => ({
  name: "program stored, twice",
  run: async (place) => {
    const text = numbered(programOf(path, "stored"))
    const issued = says(await place.program("stored", text), card)
    insist(says(await place.program("stored", text), card) === issued, "another card")
    return issued
  }
})

/** The page's function, called once. */
const withPromises = {
  name: "program of docs/without-effect.md",
  run: async (place) => {
    const call = numbered('cardFor("order-1").then((cardNo) => console.log("card " + cardNo))')
    return says(await place.program("promises", `${promiseProgram()}\n${call}\n`), card)
  }
}

/** The page's command on the page's file. */
const commandLine = (path) => ({
  name: "keysecure issue",
  onNodeAlone: true,
  run: async (place) => {
    place.write("cards.csv", blockOf(path, "csv"))
    const line = blockOf(path, "bash")
      .split("\n")
      .find((found) => found.startsWith("keysecure issue "))
    return says(await place.globally(line), /2 of 2 rows have their cards/)
  }
})

const readme = (name) => `packages/${name}/README.md`

/** The READMEs. That README.zh-CN.md has the lines and the program of README.md, `test/install.test.ts` and `test/readme.test.ts` say. */
const pages = [
  {
    path: "README.md",
    also: ["docs/testing.md"],
    programs: [first("README.md"), test("docs/testing.md"), withPromises]
  },
  { path: readme("schema"), programs: [printing(readme("schema"), "parse", /^cardUniqueNo: expected .*/m)] },
  { path: readme("client"), programs: [first(readme("client"))] },
  { path: readme("testkit"), programs: [test(readme("testkit"))] },
  { path: readme("sql"), programs: [stored(readme("sql"))] },
  { path: readme("batch"), programs: [printing(readme("batch"), "rows", /^line 3, card_type: expected .*/m)] },
  { path: readme("cli"), programs: [commandLine(readme("cli"))] }
]

// The package managers

/** Makes `name` a command that runs a file on the Node that comes first. */
const commandIn = (directory, name, file) => {
  Fs.mkdirSync(directory, { recursive: true })
  Fs.writeFileSync(join(directory, name), `#!/bin/sh\nexec node "${file}" "$@"\n`, { mode: 0o755 })
}

const npm = (major) => ({
  name: `npm ${major}`,
  install: `npm@${major}`,
  commands: { npm: "bin/npm-cli.js", npx: "bin/npx-cli.js" },
  line: (line) => line,
  installed: "npx --no-install"
})

/** The lines of another manager: what docs/install.md says of it. */
const inWordsOf = (add, dev) => (line) =>
  line
    .replace(/ #.*/, "")
    .replace(/^npm install --save-dev/, `${add} ${dev}`)
    .replace(/^npm install -g/, `${add} --global`)
    .replace(/^npm install/, add)

const pnpm = {
  name: "pnpm 10",
  install: "pnpm@10",
  commands: { pnpm: "bin/pnpm.cjs" },
  line: inWordsOf("pnpm add", "--save-dev"),
  installed: "pnpm exec"
}

const yarn = (linker) => ({
  name: linker === "pnp" ? "yarn 4, PnP" : "yarn 4",
  install: "@yarnpkg/cli-dist@4",
  commands: { yarn: "bin/yarn.js" },
  linker,
  // It has no global installation.
  line: (line) => (line.includes(" -g ") ? "true" : inWordsOf("yarn add", "--dev")(line)),
  global: "yarn dlx --quiet --package @effect-keysecure/cli",
  installed: "yarn run"
})

/** What each manager reads of the environment: the registry, and folders of the check instead of the person's. */
const settings = (registry, home, linker = "node-modules") => ({
  HOME: home,
  NO_PROXY: "127.0.0.1",
  no_proxy: "127.0.0.1",
  npm_config_loglevel: "warn",
  npm_config_registry: registry,
  npm_config_userconfig: join(home, ".npmrc"),
  npm_config_cache: join(home, "npm"),
  npm_config_prefix: join(home, "global"),
  npm_config_store_dir: join(home, "pnpm-store"),
  npm_config_update_notifier: "false",
  PNPM_HOME: join(home, "global/bin"),
  XDG_CACHE_HOME: join(home, "cache"),
  YARN_ENABLE_TELEMETRY: "0",
  YARN_GLOBAL_FOLDER: join(home, "yarn"),
  YARN_NODE_LINKER: linker,
  // By default it takes no version that is younger than a day, and ours were published a moment ago.
  YARN_NPM_PREAPPROVED_PACKAGES: "@effect-keysecure/*",
  YARN_NPM_REGISTRY_SERVER: registry,
  YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1"
})

// The walks

const walks = [
  { manager: npm("10"), node: "20" },
  { manager: npm("10"), node: "22", others: ["bun", "deno"] },
  { manager: npm("11"), node: "24" },
  { manager: npm("11"), node: "26" },
  { manager: pnpm, node: "22" },
  { manager: yarn("node-modules"), node: "22" },
  { manager: yarn("pnp"), node: "22" }
].map((walk) => ({ ...walk, name: `${walk.manager.name} on node ${walk.node}` }))

/** Of each peer there is one: our packages find the one that the program finds. */
const insistOnOneCopy = (cwd) => {
  const folder = join(cwd, "node_modules/@effect-keysecure")
  const project = createRequire(join(cwd, "package.json"))
  for (const name of Fs.existsSync(folder) ? Fs.readdirSync(folder) : []) {
    const manifest = Fs.realpathSync(join(folder, name, "package.json"))
    for (const peer of Object.keys(readJson(dirname(manifest), "package.json").peerDependencies ?? {})) {
      if (!Fs.existsSync(join(cwd, "node_modules", peer))) continue
      insist(createRequire(manifest).resolve(peer) === project.resolve(peer), `two copies of ${peer}, one for ${name}`)
    }
  }
}

/** What a manager says of peers that do not fit or are not there. YN0086 only says that another line says so. */
const ofPeers = /^.*(?:ERESOLVE|EBADENGINE|unmet peer|missing peer|Issues with peer|YN0002|YN0060).*$/gim

/** What yarn says, as docs/install.md tells: it installs no peer by itself, and the modules that we show need none of these. */
const told = /YN0002: .* doesn't provide @effect\/(?:cluster|rpc|sql) \(\w+\), requested by @effect\/platform-node\./

const install = async (page, cwd, manager, shell) => {
  Fs.writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }))
  const lines = [page.path, ...(page.also ?? [])].flatMap(installLines)
  insist(lines.length > 0, `${page.path} has no line that installs`)
  let said = ""
  for (const line of lines) said += await shell(manager.line(line))
  insistOnOneCopy(cwd)
  const complaints = (said.match(ofPeers) ?? []).filter((complaint) => !told.test(complaint))
  insist(complaints.length === 0, complaints.join("\n"))
  const versions = ["effect", "@effect/platform", "vitest"]
    .filter((name) => Fs.existsSync(join(cwd, "node_modules", name)))
    .map((name) => `${name} ${versionIn(cwd, name)}`)
  return [`${lines.length} lines`, ...versions].join(", ")
}

/** Where the programs of a page run: on Node as its manager starts it, and on others in the same folder. */
const placeOn = (cwd, { env, manager, runOn, shell }) => ({
  isNode: runOn === undefined,
  write: (file, text) => Fs.writeFileSync(join(cwd, file), text),
  program: async (name, text) => {
    if (manager.linker === "pnp") {
      const { code } = await transform(text, { loader: "ts", format: "esm" })
      Fs.writeFileSync(join(cwd, `${name}.mjs`), code)
      return shell(`yarn node ${name}.mjs`, env)
    }
    Fs.writeFileSync(join(cwd, `${name}.ts`), text)
    return runOn === undefined
      ? shell(`tsx ${name}.ts`, env)
      : run(runOn[0], [...runOn.slice(1), `${name}.ts`], { cwd, env })
  },
  installed: (command) => shell(`${manager.installed} ${command}`),
  globally: (command) => shell(manager.global === undefined ? command : `${manager.global} ${command}`)
})

const walkPage = async (page, walk, node, { others, temporary, tools }) => {
  const { manager } = walk
  const home = join(temporary, "home")
  const cwd = Fs.mkdtempSync(join(temporary, "stranger-"))
  const bin = [join(tools.bin, manager.name), join(tools.bin, "tsx"), node.bin, join(home, "global/bin")].join(
    delimiter
  )
  const shell = (line, env = {}) =>
    run("sh", ["-c", line], { cwd, bin, env: { ...settings(tools.registry, home, manager.linker), ...env } })
  const on = (name) => `${walk.name}, ${page.path}: ${name}`
  await step(on("install"), () => install(page, cwd, manager, shell))
  const env = { KEYSECURE_API_KEY: "sim_credit_key", KEYSECURE_BASE_URL: tools.simulator }
  for (const program of page.programs) {
    await step(on(program.name), () => program.run(placeOn(cwd, { env, manager, shell })))
    for (const { command, name, version } of program.onNodeAlone ? [] : others) {
      const place = placeOn(cwd, { env, manager, shell, runOn: command })
      await step(`${on(program.name)}, on ${name} ${version}`, () => program.run(place))
    }
  }
  Fs.rmSync(cwd, { recursive: true, force: true })
}

const runtimeArguments = { bun: ["run"], deno: ["run", "--allow-all", "--node-modules-dir=manual"] }

/** A project with the managers, the runtimes, and a simulator. */
const installTools = async (managers, runtimes, temporary, registry) => {
  const cwd = join(temporary, "tools")
  Fs.mkdirSync(cwd)
  Fs.writeFileSync(join(cwd, "package.json"), "{}")
  const env = { npm_config_registry: registry, npm_config_cache: join(temporary, "home/npm") }
  const wanted = ["@effect-keysecure/testkit", "effect@3", "@effect/platform@0.97", "tsx", ...runtimes]
  await run("npm", ["install", "--no-audit", "--no-fund", ...wanted], { cwd, env })
  const bin = join(cwd, "bin")
  commandIn(join(bin, "tsx"), "tsx", join(cwd, "node_modules/tsx/dist/cli.mjs"))
  for (const { commands, install, name } of managers) {
    const home = join(cwd, name)
    Fs.mkdirSync(home)
    Fs.writeFileSync(join(home, "package.json"), "{}")
    await run("npm", ["install", "--no-audit", "--no-fund", install], { cwd: home, env })
    const installed = install.slice(0, install.lastIndexOf("@"))
    for (const [command, file] of Object.entries(commands)) {
      commandIn(join(bin, name), command, join(home, "node_modules", installed, file))
    }
    process.stdout.write(`              ${name}: ${versionIn(home, installed)}\n`)
  }
  const others = runtimes.map((name) => ({
    name,
    version: versionIn(cwd, name),
    command: [join(cwd, "node_modules/.bin", name), ...runtimeArguments[name]]
  }))
  return { cwd, bin, others, registry }
}

const main = async (temporary) => {
  const { values } = parseArgs({
    options: { only: { type: "string", default: "" }, list: { type: "boolean", default: false } }
  })
  const chosen = walks.filter(({ name }) => name.startsWith(values.only))
  insist(chosen.length > 0, `--only takes the beginning of: ${walks.map(({ name }) => name).join("; ")}`)
  if (values.list) return void process.stdout.write(walks.map(({ name }) => `${name}\n`).join(""))
  Fs.mkdirSync(join(temporary, "home/global/bin"), { recursive: true })
  await step("build", buildPackages)
  const packs = []
  for (const name of names) packs.push(await step(`${name}: pack`, () => pack(name, temporary)))
  const managers = [...new Map(chosen.map(({ manager }) => [manager.name, manager])).values()]
  const runtimes = [...new Set(chosen.flatMap(({ others = [] }) => others))]
  await withRegistry(packs, temporary, async (registry) => {
    process.stdout.write(`     the registry is at ${registry}\n`)
    const tools = await step("tools", () => installTools(managers, runtimes, temporary, registry))
    await withSimulator({}, tools.cwd, async (simulator) => {
      for (const walk of chosen) {
        const node = await step(`node ${walk.node}`, () => nodeOf(walk.node, temporary))
        const others = tools.others.filter(({ name }) => walk.others?.includes(name))
        for (const page of pages) {
          await walkPage(page, walk, node, { others, temporary, tools: { ...tools, simulator } })
        }
      }
    })
  })
}

await inTemporary("check-installs-", main)
