/**
 * `pnpm new-endpoint NAME --path /card/replace`: writes all that an endpoint needs, but for what only its author knows.
 * Those places are marked, and a test fails until all of them are written.
 */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as Prettier from "prettier"
import { marksIn } from "./mark.js"
import { scaffold } from "./scaffold.js"
import type { Files } from "./sources.js"
import { specOf } from "./spec.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

const usage = `pnpm new-endpoint NAME --path PATH [options]

  NAME      the client's method, such as replaceCard
  --path    what stands behind /open-api/v1: /card/replace, or /card/{card_no}/detail
  --method  POST, or GET where the path has a {field}
  --kind    read or write; read where NAME begins with get or list
  --noun    the name of the request's schema and its module: CardReplacement
  --title   its heading in docs/api.md: "Replace card"
  --mode    CREDIT_EXTENSION or AUTHORIZATION, if only one has it
  --list    it answers page by page
  --dated   it is a list of a span of time
`

const isText = (path: string): boolean => /\.(?:ts|md|json)$/.test(path) && !/(?:^|\/)(?:dist|\.tsbuild)\//.test(path)

/** The files that git knows or would add. */
export const repository = (directory = root): Files =>
  new Map(
    execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: directory,
      encoding: "utf8"
    })
      .split("\n")
      .filter((path) => isText(path) && Fs.existsSync(Path.join(directory, path)))
      .map((path) => [path, Fs.readFileSync(Path.join(directory, path), "utf8")])
  )

/** A file as `pnpm format` would leave it. */
export const formatted = async (path: string, text: string): Promise<string> => {
  const file = Path.join(root, path)
  return Prettier.format(text, { ...(await Prettier.resolveConfig(file)), filepath: file })
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      path: { type: "string" },
      method: { type: "string" },
      kind: { type: "string" },
      noun: { type: "string" },
      title: { type: "string" },
      mode: { type: "string" },
      list: { type: "boolean" },
      dated: { type: "boolean" }
    }
  })
  const [name] = positionals
  if (name === undefined || values.path === undefined) throw new Error(usage)
  const changed = scaffold(repository(), specOf(name, values))
  const written = await Promise.all(
    [...changed].map(async ([path, text]) => [path, await formatted(path, text)] as const)
  )
  for (const [path, text] of written) {
    Fs.mkdirSync(Path.dirname(Path.join(root, path)), { recursive: true })
    Fs.writeFileSync(Path.join(root, path), text)
  }
  const left = marksIn(new Map(written))
  process.stdout.write(`${written.length} files written; to be written by hand:\n\n${left.join("\n")}\n`)
  process.stdout.write("\nThen: pnpm openapi, pnpm check, pnpm test. The tests name the marks that are left.\n")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
