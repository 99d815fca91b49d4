/** Imports some modules, then one more, and tells which files that one loaded. */
import { Session } from "node:inspector"

const [subject = "", ...before] = process.argv.slice(2)
await Promise.all(before.map((specifier) => import(specifier)))

const loaded: Array<string> = []
const session = new Session()
session.connect()
// The files that are loaded already are told of at once.
session.post("Debugger.enable")
session.on("Debugger.scriptParsed", ({ params: { url } }) => {
  if (url.startsWith("file:") || url.startsWith("/")) loaded.push(url)
})
await import(subject)
session.disconnect()

process.send?.(loaded)
