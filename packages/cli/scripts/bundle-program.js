// Bundles the program, which needs nothing beside it but the binary of SQLite (`libsql`).
import { bundleProgram } from "../../../scripts/bundle-program.mjs"

// The driver of MySQL is a third of the program, and its tables take a while to make: it is run when a connection is first wanted.
const mysql2WhenUsed = {
  name: "mysql2-when-used",
  setup(build) {
    build.onResolve({ filter: /^mysql2$/ }, ({ kind, path, resolveDir }) =>
      kind === "import-statement" ? { path, namespace: "when-used", pluginData: resolveDir } : undefined
    )
    build.onLoad({ filter: /^mysql2$/, namespace: "when-used" }, ({ pluginData: resolveDir }) => ({
      contents: `export const createPool = (options) => require("mysql2").createPool(options)`,
      resolveDir
    }))
  }
}

// `pg` takes its native half only if somebody has installed it.
await bundleProgram(import.meta.url, "keysecure", { external: ["libsql", "pg-native"], plugins: [mysql2WhenUsed] })
