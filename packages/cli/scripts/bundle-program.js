// Bundles the program, which needs nothing beside it but the binary of SQLite (`libsql`).
import { bundleProgram } from "../../../scripts/bundle-program.mjs"

// `pg` takes its native half only if somebody has installed it.
await bundleProgram(import.meta.url, "keysecure", { external: ["libsql", "pg-native"] })
