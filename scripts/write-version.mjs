// Writes the client's version, which changesets have just set in its manifest, where requests take it from.
import { readFileSync, writeFileSync } from "node:fs"

const client = new URL("../packages/client/", import.meta.url)
const { version } = JSON.parse(readFileSync(new URL("package.json", client), "utf8"))
const file = new URL("src/internal/call/version.ts", client)
const before = readFileSync(file, "utf8")
const after = before.replace(/version = "[^"]*"/, `version = "${version}"`)
if (!after.includes(`"${version}"`)) throw new Error(`${file.pathname} has no version to replace`)
writeFileSync(file, after)
