/* oxlint-disable no-await-in-loop -- One after another: the steps share a machine, and each tells its own time. */
/**
 * Whether what docs/runners.md says of test runners and of CommonJS holds: the packed packages in projects of their own, each with one
 * runner from the registry, and a test that issues cards at a simulator. A way that the page calls impossible must fail, in the words
 * that the page gives.
 *
 *   pnpm check:runners                 everything (5 minutes)
 *   pnpm check:runners --only jest     the runners whose name begins so
 */
import * as Fs from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import {
  buildPackages,
  insist,
  inTemporary,
  nodeOf,
  pack,
  promiseProgram,
  read,
  root,
  run,
  step,
  versionIn,
  withSimulator
} from "./packed.mjs"

/** A test: how it gets its modules, and how a test is declared. */
const testOf = (modules, declared) => `${modules}
${declared}("a card, and the same one again", async () => {
  const keysecure = KeySecure.make({
    apiKey: "sim_credit_key",
    baseUrl: process.env.KEYSECURE_BASE_URL ?? "",
    store: "memory"
  })
  const application = {
    cardType: "Virtual",
    packageNo: "P0001",
    cardholderNo: "U0001",
    cardUniqueNo: process.env.ORDER ?? ""
  } as const
  const first = await keysecure.issue(application)
  assert.equal(first.outcome, "issued", JSON.stringify(first))
  assert.deepEqual(await keysecure.issue(application), first)
  const refused = await keysecure.issue({ ...application, cardholderNo: "U0002", cardUniqueNo: process.env.ORDER + "-2" })
  assert(refused.outcome === "rejected" && refused.error instanceof Rejection.CardholderVerificationPending)
  await keysecure.close()
})
`

const imports = (...more) =>
  [
    'import assert from "node:assert/strict"',
    'import * as KeySecure from "@effect-keysecure/client/promise"',
    'import { Rejection } from "@effect-keysecure/schema"',
    ...more
  ].join("\n")

const requires = (...more) =>
  [
    'const assert = require("node:assert/strict")',
    'const KeySecure = require("@effect-keysecure/client/promise")',
    'const { Rejection } = require("@effect-keysecure/schema")',
    ...more
  ].join("\n")

/** The first program of docs/without-effect.md, as a test of Jest calls it. */
const pageTest = () => `import assert from "node:assert/strict"
${promiseProgram()}
test("the program of docs/without-effect.md gets a card", async () => {
  assert.match((await cardFor(process.env.ORDER + "-page")) ?? "", /^C\\d+$/)
  await keysecure.close()
})
`

const inJavaScript = (test) => test.replace(" as const", "")

const peers = ["effect@3", "@effect/platform@0.97"]

/** A project: its kind of modules, its files, and what is installed. */
const project = async (packs, temporary, name, { files = {}, install = [], flags = [], manifest = {} }) => {
  const cwd = join(temporary, name)
  Fs.mkdirSync(cwd)
  Fs.writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "project", private: true, ...manifest }))
  for (const [path, text] of Object.entries(files)) Fs.writeFileSync(join(cwd, path), text)
  const wanted = [...packs.map(({ file }) => file), ...peers, ...install]
  await run("npm", ["install", "--no-audit", "--no-fund", ...flags, ...wanted], { cwd })
  return cwd
}

/** What a command says that must fail. */
const failing = async (command, args, options, words) => {
  const said = await run(command, args, options).then(
    () => undefined,
    ({ message }) => message
  )
  insist(said !== undefined, "it does not fail any more: docs/runners.md is wrong")
  insist(words.test(said), `it fails in other words\n${said}`)
  return `fails, as docs/runners.md says (${words.source})`
}

let orders = 0

/** Runs tests over a simulator, each for a number of its own. */
const overSimulator = (cwd, use) =>
  withSimulator({}, cwd, (url) => {
    orders += 1
    return use({ KEYSECURE_BASE_URL: url, ORDER: `order-${orders}` })
  })

const nodeTest = {
  name: "node:test",
  check: async (packs, temporary) => {
    const cwd = await project(packs, temporary, "node-test", {
      files: {
        "card.test.mjs": inJavaScript(testOf(imports('import { test } from "node:test"'), "test")),
        "card.test.cjs": inJavaScript(testOf(requires('const { test } = require("node:test")'), "test"))
      }
    })
    for (const major of ["20", "22", "24", "26"]) {
      const node = await nodeOf(major, temporary)
      for (const [kind, file] of [
        ["ESM", "card.test.mjs"],
        ["CommonJS", "card.test.cjs"]
      ]) {
        await step(`node:test, ${kind}, on node ${node.version}`, () =>
          overSimulator(cwd, async (env) => {
            await run("node", ["--test", file], { cwd, env, bin: node.bin })
          })
        )
      }
    }
  }
}

const transforming = {
  transform: {
    "\\.[cm]?[jt]sx?$": [
      "babel-jest",
      { presets: [["@babel/preset-env", { targets: { node: "current" } }], "@babel/preset-typescript"] }
    ]
  },
  transformIgnorePatterns: ["/node_modules/(?!(\\.pnpm|@effect-keysecure|@noble)/)"]
}

const jest = (major) => ({
  name: `jest ${major}`,
  check: async (packs, temporary) => {
    const bin = "node_modules/jest/bin/jest.js"
    const asModules = await project(packs, temporary, `jest-${major}-esm`, {
      manifest: { type: "module", jest: { transform: {} } },
      files: { "card.test.js": inJavaScript(testOf(imports('import { test } from "@jest/globals"'), "test")) },
      install: [`jest@${major}`]
    })
    const version = versionIn(asModules, "jest")
    await step(`jest ${version}, ESM with --experimental-vm-modules`, () =>
      overSimulator(asModules, async (env) => {
        await run(process.execPath, ["--experimental-vm-modules", bin], { cwd: asModules, env })
      })
    )
    const transformed = await project(packs, temporary, `jest-${major}-babel`, {
      manifest: { jest: transforming },
      files: { "card.test.ts": testOf(imports(), "test"), "page.test.ts": pageTest() },
      install: [
        `jest@${major}`,
        `babel-jest@${major}`,
        "@babel/core@7",
        "@babel/preset-env@7",
        "@babel/preset-typescript@7"
      ]
    })
    await step(`jest ${version}, CommonJS, our packages transformed by Babel`, () =>
      overSimulator(transformed, async (env) => {
        await run(process.execPath, [bin], { cwd: transformed, env })
      })
    )
    Fs.writeFileSync(
      join(transformed, "untransformed.json"),
      JSON.stringify({ ...transforming, transformIgnorePatterns: ["/node_modules/"] })
    )
    await step(`jest ${version}, CommonJS, not transformed`, () =>
      failing(
        process.execPath,
        [bin, "-c", "untransformed.json", "--rootDir", "."],
        { cwd: transformed },
        /SyntaxError|Must use import to load ES Module/
      )
    )
  }
})

/** Jest 30 hands `require` of ESM to Node where Node can: from 24.9 on. */
const jestOnNode24 = {
  name: "jest 30 on node 24",
  check: async (packs, temporary) => {
    const node = await nodeOf("24", temporary)
    const cwd = await project(packs, temporary, "jest-30-node-24", {
      manifest: { jest: { ...transforming, transformIgnorePatterns: ["/node_modules/"] } },
      files: { "card.test.ts": testOf(imports(), "test") },
      install: ["jest@30", "babel-jest@30", "@babel/core@7", "@babel/preset-env@7", "@babel/preset-typescript@7"]
    })
    const name = `jest ${versionIn(cwd, "jest")} on node ${node.version}, CommonJS, not transformed`
    const bin = "node_modules/jest/bin/jest.js"
    await step(name, () => failing("node", [bin], { cwd, bin: node.bin }, /Must use import to load ES Module/))
    await step(`${name}, with --experimental-vm-modules`, () =>
      overSimulator(cwd, async (env) => {
        await run("node", ["--experimental-vm-modules", bin], { cwd, env, bin: node.bin })
      })
    )
  }
}

const bunTest = {
  name: "bun:test",
  check: async (packs, temporary) => {
    const cwd = await project(packs, temporary, "bun-test", {
      files: { "card.test.ts": testOf(imports('import { test } from "bun:test"'), "test") },
      install: ["bun"]
    })
    await step(`bun:test of bun ${versionIn(cwd, "bun")}`, () =>
      overSimulator(cwd, async (env) => {
        await run("node_modules/.bin/bun", ["test"], { cwd, env })
      })
    )
  }
}

/** README's test, which uses `@effect/vitest` and the simulator in memory, on a clock that jumps. */
const effectTest = () =>
  read(root, "docs/testing.md").split("<!-- program: test -->")[1].split("```ts\n")[1].split("```")[0]

const vitest = (major) => ({
  name: `vitest ${major}`,
  check: async (packs, temporary) => {
    const cwd = await project(packs, temporary, `vitest-${major}`, {
      manifest: { type: "module" },
      files: {
        "card.test.ts": testOf(imports('import { test } from "vitest"'), "test"),
        "effect.test.ts": effectTest()
      },
      flags: major === "3" ? [] : ["--legacy-peer-deps"],
      // From 5 on vite is a peer, and peers are not looked at here.
      install: [`vitest@${major}`, "@effect/vitest@0.30", ...(major === "5" ? ["vite@8"] : [])]
    })
    const version = versionIn(cwd, "vitest")
    await step(`vitest ${version}`, () =>
      overSimulator(cwd, async (env) => {
        await run("node_modules/.bin/vitest", ["run", "card.test.ts"], { cwd, env })
      })
    )
    await step(`vitest ${version} with @effect/vitest ${versionIn(cwd, "@effect/vitest")} and it.virtual`, async () => {
      await run("node_modules/.bin/vitest", ["run", "effect.test.ts"], { cwd })
    })
  }
})

const commonJs = {
  name: "commonjs",
  check: async (packs, temporary) => {
    const program = `import * as KeySecure from "@effect-keysecure/client/promise"
const keysecure = KeySecure.make({ apiKey: "sim_credit_key", baseUrl: process.env["KEYSECURE_BASE_URL"] ?? "", store: "memory" })
void keysecure
  .issue({ cardType: "Virtual", packageNo: "P0001", cardholderNo: "U0001", cardUniqueNo: "order-1" })
  .then((result) => console.log(result.outcome))
  .finally(() => keysecure.close())
`
    const cwd = await project(packs, temporary, "commonjs", {
      manifest: { type: "commonjs" },
      files: {
        "program.ts": program,
        "later.ts": `export const keysecure = import("@effect-keysecure/client/promise")\n`
      },
      install: ["typescript@5", "@types/node@20"]
    })
    const tsc = (module, file = "program.ts") => [
      "--module",
      module,
      "--target",
      "es2022",
      "--strict",
      "--skipLibCheck",
      "--types",
      "node",
      "--outDir",
      `out-${module}`,
      file
    ]
    const compiler = join(cwd, "node_modules/.bin/tsc")
    const version = versionIn(cwd, "typescript")
    const compiled = async (module) => {
      await run(compiler, tsc(module), { cwd })
      const said = await overSimulator(cwd, (env) => run(process.execPath, [`out-${module}/program.js`], { cwd, env }))
      insist(said.includes("issued"), said)
    }
    for (const module of ["node20", "nodenext"]) {
      await step(`CommonJS, typescript ${version}, module ${module}`, () => compiled(module))
    }
    await step(`CommonJS, typescript ${version}, module node16`, () =>
      failing(compiler, tsc("node16"), { cwd }, /TS1479/)
    )
    await step(`CommonJS, typescript ${version}, module node16, import()`, async () => {
      await run(compiler, tsc("node16", "later.ts"), { cwd })
    })
  }
}

const runners = [
  nodeTest,
  jest("29"),
  jest("30"),
  jestOnNode24,
  bunTest,
  vitest("3"),
  vitest("4"),
  vitest("5"),
  commonJs
]

const main = async (temporary) => {
  const { values } = parseArgs({ options: { only: { type: "string", default: "" } } })
  await step("build", buildPackages)
  const packs = []
  for (const name of ["schema", "client", "testkit"]) packs.push(await pack(name, temporary))
  for (const { check, name } of runners) if (name.startsWith(values.only)) await check(packs, temporary)
}

await inTemporary("check-runners-", main)
