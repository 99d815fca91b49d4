// Bundles the program into one file, so that whoever runs it installs nothing else.
import { build } from "esbuild"
import { chmod } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { bundlePage } from "./bundle-page.js"

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const outfile = path("../dist/keysecure-simulator.js")

// Some of the bundled packages call `require` for Node's own modules, which an ESM file does not have.
const banner = [
  "#!/usr/bin/env node",
  'import { createRequire as createRequireOfBundle } from "node:module"',
  "const require = createRequireOfBundle(import.meta.url)"
]

await build({
  entryPoints: [path("../src/bin.ts")],
  outfile,
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node20",
  define: { builtPage: JSON.stringify(await bundlePage()) },
  banner: { js: banner.join("\n") },
  logLevel: "warning"
})
await chmod(outfile, 0o755)
