/** Programs of tests that run in a process of their own. */
import { rename } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const folder = fileURLToPath(new URL("../.tsbuild/programs", import.meta.url))

const bundle = async (program: string): Promise<string> => {
  const outfile = join(folder, `${basename(program, ".ts")}.mjs`)
  // Tests that run at the same time may bundle the same program: each gets a whole file.
  const own = `${outfile}.${process.pid}`
  await build({
    entryPoints: [program],
    outfile: own,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Some packages call `require` for Node's own modules, which an ESM file does not have.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' },
    logLevel: "error"
  })
  await rename(own, outfile)
  return outfile
}

const bundles = new Map<string, Promise<string>>()

/**
 * A program as one file of JavaScript, by its path: it starts in a tenth of the time that its sources take. It is bundled
 * once.
 */
export const bundled = (program: string): Promise<string> => {
  const made = bundles.get(program) ?? bundle(program)
  bundles.set(program, made)
  return made
}
