/** `workerd`, the runtime of Cloudflare Workers, from the registry, and workers that are served on it. */
import { once } from "node:events"
import * as Fs from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"

export const version = "1.20261117.1"

/** Waits for a line that says where a program listens. */
export const listening = async (lines, urlIn) => {
  for await (const line of createInterface(lines)) {
    const url = urlIn(line)
    if (url !== undefined) {
      lines.resume()
      return url
    }
  }
  throw new Error("it ended before it listened")
}

/** Puts it into a directory. `start` starts a command as `spawn` does. */
export const install = async (start, cwd) => {
  Fs.writeFileSync(join(cwd, "package.json"), "{}")
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", `workerd@${version}`]
  const [code] = await once(start("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] }), "close")
  if (code !== 0) throw new Error(`workerd ${version} cannot be had from the registry`)
  // The registry gives the program of this machine alone.
  const [name = ""] = Fs.readdirSync(join(cwd, "node_modules/@cloudflare"))
  return join(cwd, "node_modules/@cloudflare", name, "bin/workerd")
}

/** How esbuild bundles a worker. */
export const bundled = { bundle: true, platform: "browser", format: "esm", target: "es2022", logLevel: "warning" }

/** Serves `worker.js` of a directory, which gets `variables` as its environment. Gives its process and its URL. */
export const serve = async (start, command, cwd, variables = {}) => {
  const bindings = Object.entries(variables).map(([name, text]) => `(name = "${name}", text = "${text}")`)
  Fs.writeFileSync(
    join(cwd, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .worker), (name = "net", network = (allow = ["public", "private"]))],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
    );
    const worker :Workerd.Worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      bindings = [${bindings.join(", ")}],
      compatibilityDate = "2026-11-01",
      globalOutbound = "net"
    );`
  )
  const stdio = ["ignore", "ignore", "ignore", "pipe"]
  const workerd = start(command, ["serve", "--control-fd=3", "config.capnp"], { cwd, stdio })
  const url = await listening(workerd.stdio[3], (line) => {
    const { event, port } = JSON.parse(line)
    return event === "listen" ? `http://127.0.0.1:${port}` : undefined
  })
  return { workerd, url }
}
