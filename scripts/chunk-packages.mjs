/**
 * Makes the JavaScript of `schema` and `client` that is published: few files, since Node takes 0.6 ms for each that it loads
 * (docs/decisions/0034). The compiler has written one file per module to `.tsbuild/js`, and the declarations to `dist`.
 *
 *   tsc -b && node scripts/chunk-packages.mjs
 *
 * Each public module stays a file of its own. All that the client's calls load is one file per package, the core; rollup
 * shares out the rest. Values that are made when a module loads are marked, so that bundlers leave out those that nobody uses.
 */
import MagicString from "magic-string"
import * as Fs from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rollup } from "rollup"

const packages = fileURLToPath(new URL("../packages", import.meta.url))

/** The module that a start is measured by: what it reaches is the core. */
const heart = "KeySecureClient"

const compiled = (name, module) => join(packages, name, ".tsbuild/js", `${module}.js`)

const isOurs = (id) => /^(\.|\/|[A-Z]:)/i.test(id)

const bundled = (options) =>
  rollup({
    external: (id) => !isOurs(id),
    // Warnings are of cycles between files, of names that are missing, and of calls that are marked wrongly.
    onwarn: (warning) => {
      throw new Error(warning.message)
    },
    ...options
  })

/** The files of both packages that the client's own module loads. */
const findCore = async () => {
  const ofSchema = (id) => id.split("@effect-keysecure/schema/")[1]
  const { watchFiles } = await bundled({
    input: compiled("client", heart),
    external: (id) => !isOurs(id) && ofSchema(id) === undefined,
    plugins: [
      {
        name: "schema",
        resolveId: (id) => {
          const module = ofSchema(id)
          return module === undefined ? null : compiled("schema", module)
        }
      }
    ]
  })
  return new Set(watchFiles)
}

/**
 * Whether an expression may do more than be a value, in the eyes of bundlers: a call does, an access, and a spread. A class is
 * left as it is: it has its name from where it stands.
 */
const doesMore = (node) => {
  if (node === null || typeof node !== "object" || /Function|^ClassExpression/.test(node.type)) return false
  if (/^(Call|New|Member|TaggedTemplate)Expression$|^(Spread|Chain)/.test(node.type)) return true
  return Object.values(node).flat().some(doesMore)
}

/** The expressions of a module that are worked out when it loads. */
const workedOut = (statement) => {
  const { body, declarations = [], superClass } = statement.declaration ?? statement
  const fields =
    superClass === undefined ? [] : body.body.filter((member) => member.static && member.type === "PropertyDefinition")
  return [...declarations.map(({ init }) => init), superClass, ...fields.map(({ value }) => value)].filter(doesMore)
}

/**
 * The compiler's JavaScript with its map, so that ours leads to the sources. Each value that a module makes when it loads is
 * marked as one that may be left out.
 */
const marked = {
  name: "marked",
  load: (id) => ({ code: Fs.readFileSync(id, "utf8"), map: Fs.readFileSync(`${id}.map`, "utf8") }),
  transform(code) {
    const text = new MagicString(code)
    for (const { end, start } of this.parse(code).body.flatMap(workedOut)) {
      text.appendLeft(start, "/*#__PURE__*/ (() => (").appendRight(end, "))()")
    }
    return { code: text.toString(), map: text.generateMap({ hires: "boundary" }) }
  }
}

const output = {
  format: "es",
  entryFileNames: "[name].js",
  chunkFileNames: "internal/[name].js",
  generatedCode: { constBindings: true },
  // A file would import what its imports import, so that it loads at once: there is no network between them.
  hoistTransitiveImports: false,
  minifyInternalExports: false,
  sourcemap: true,
  // The sources are in the package.
  sourcemapExcludeSources: true
}

const emptyOfJavaScript = (dist) => {
  for (const path of Fs.readdirSync(dist, { recursive: true })) {
    if (/\.js(\.map)?$/.test(path)) Fs.rmSync(join(dist, path))
  }
}

const chunkPackage = async (name, core) => {
  const dist = join(packages, name, "dist")
  const modules = Fs.readdirSync(join(packages, name, "src"))
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .map((file) => basename(file, ".ts"))
  const bundle = await bundled({
    input: Object.fromEntries(modules.map((module) => [module, compiled(name, module)])),
    plugins: [marked],
    // `sideEffects` of the manifests says so.
    treeshake: { moduleSideEffects: false }
  })
  emptyOfJavaScript(dist)
  await bundle.write({ ...output, dir: dist, manualChunks: (id) => (core.has(id) ? "core" : undefined) })
  // The index names the modules' files. With rollup it would hold objects of what they export, of which bundlers leave out nothing.
  const { code, map } = marked.load(compiled(name, "index"))
  Fs.writeFileSync(join(dist, "index.js"), code)
  Fs.writeFileSync(join(dist, "index.js.map"), map.replace("../../src/", "../src/"))
}

const core = await findCore()
await Promise.all(["schema", "client"].map((name) => chunkPackage(name, core)))
