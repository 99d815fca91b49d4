// Bundles the program of a package, `src/bin.ts`, into one file, so that whoever runs it installs nothing else.
import { build } from "esbuild"
import { chmod } from "node:fs/promises"
import { fileURLToPath } from "node:url"

// Some of the bundled packages call `require` for Node's own modules, which an ESM file does not have.
const banner = [
  "#!/usr/bin/env node",
  'import { createRequire as createRequireOfBundle } from "node:module"',
  "const require = createRequireOfBundle(import.meta.url)"
]

/** Writes the program of the package of a script, by the script's URL, to `dist` of that package. */
export const bundleProgram = async (script, name, options = {}) => {
  const path = (relative) => fileURLToPath(new URL(relative, script))
  const outfile = path(`../dist/${name}.js`)
  await build({
    entryPoints: [path("../src/bin.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: banner.join("\n") },
    logLevel: "warning",
    ...options
  })
  await chmod(outfile, 0o755)
}
