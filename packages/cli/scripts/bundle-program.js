// Bundles the program into one file, which needs nothing beside it but the binary of SQLite (`libsql`).
import { build } from "esbuild"
import { chmod } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const outfile = path("../dist/keysecure.js")

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
  // `pg` takes its native half only if somebody has installed it.
  external: ["libsql", "pg-native"],
  banner: { js: banner.join("\n") },
  logLevel: "warning"
})
await chmod(outfile, 0o755)
