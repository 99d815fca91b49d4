// Bundles the page of the control port: its script and its style, which the program has in it as texts.
import { build } from "esbuild"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

/** The files of the page by the paths at which they are served. */
export const bundlePage = async () => {
  const { outputFiles } = await build({
    entryPoints: [path("../page/page.tsx"), path("../page/page.css")],
    outdir: path("../dist/page"),
    write: false,
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning"
  })
  const textOf = (ending) => outputFiles.find((file) => file.path.endsWith(ending)).text
  return {
    "/": { type: "text/html; charset=utf-8", body: await readFile(path("../page/page.html"), "utf8") },
    "/page.js": { type: "text/javascript; charset=utf-8", body: textOf(".js") },
    "/icon.svg": { type: "image/svg+xml", body: await readFile(path("../page/icon.svg"), "utf8") },
    "/page.css": { type: "text/css; charset=utf-8", body: textOf(".css") }
  }
}
