// Bundles the simulator, with its page in it.
import { bundleProgram } from "../../../scripts/bundle-program.mjs"
import { bundlePage } from "./bundle-page.js"

await bundleProgram(import.meta.url, "keysecure-simulator", {
  define: { builtPage: JSON.stringify(await bundlePage()) }
})
