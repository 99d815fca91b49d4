/** Imports some modules, then one more, and tells what that one took. */

const [subject = "", ...before] = process.argv.slice(2)
await Promise.all(before.map((specifier) => import(specifier)))

const cpuBefore = process.cpuUsage()
const started = performance.now()
await import(subject)
const millis = performance.now() - started
const { system, user } = process.cpuUsage(cpuBefore)

process.send?.({ millis, cpuMillis: (user + system) / 1_000 })
