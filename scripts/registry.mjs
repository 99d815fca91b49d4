/** A registry on 127.0.0.1 for as long as a check runs: it has our packages, and asks the registry of npm for all others. */
import * as Fs from "node:fs"
import { join } from "node:path"
import { run, start } from "./packed.mjs"
import { listening } from "./workerd.mjs"

/** Maintained since 2016, and what others try their releases on. 6.8 is the last line that runs on Node 20. */
const verdaccio = "verdaccio@~6.8.0"

// One of its packages wants `node-fetch@cjs`: a tag, which not every registry passes on.
const project = { private: true, overrides: { "node-fetch": "^2.7.0" } }

// JSON is YAML, too. Our packages are never looked for elsewhere: somebody could have taken their names.
const configuration = (upstream) => ({
  storage: "./storage",
  uplinks: { upstream: { url: upstream, timeout: "60s", maxage: "60m", max_fails: 100, fail_timeout: "1s" } },
  packages: {
    "@effect-keysecure/*": { access: "$all", publish: "$anonymous" },
    "**": { access: "$all", proxy: "upstream" }
  },
  web: { enable: false },
  log: { type: "stdout", format: "json", level: "error" }
})

const program = `const { runServer } = require("verdaccio")
runServer("./config.yaml").then((server) =>
  server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port))
)`

/** Serves the packages, as they were packed, and gives `use` the registry's URL. It ends before this does. */
export const withRegistry = async (packs, temporary, use) => {
  const cwd = join(temporary, "registry")
  Fs.mkdirSync(cwd)
  Fs.writeFileSync(join(cwd, "package.json"), JSON.stringify(project))
  await run("npm", ["install", "--no-audit", "--no-fund", verdaccio], { cwd })
  const upstream = (await run("npm", ["config", "get", "registry"], { cwd })).trim()
  Fs.writeFileSync(join(cwd, "config.yaml"), JSON.stringify(configuration(upstream)))
  Fs.writeFileSync(join(cwd, "serve.cjs"), program)
  const server = start(process.execPath, ["serve.cjs"], { cwd })
  try {
    const url = await listening(server.stdout, (line) => /^http:\S+$/.exec(line)?.[0])
    for (const { file } of packs) {
      // npm wants a token, and the registry takes any.
      const env = { [`npm_config_//${new URL(url).host}/:_authToken`]: "any" }
      const args = ["publish", file, "--registry", url, "--access", "public", "--no-provenance"]
      // oxlint-disable-next-line no-await-in-loop -- a package after those that it needs
      await run("npm", args, { cwd, env })
    }
    return await use(url)
  } finally {
    server.kill()
  }
}
