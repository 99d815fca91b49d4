/** `pnpm decisions`: writes the index of the decision records, docs/decisions/README.md, from their headings. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { formatted } from "../newEndpoint/main.js"

const folder = fileURLToPath(new URL("../../docs/decisions/", import.meta.url))

/** The file that is written. */
export const path = "docs/decisions/README.md"

const row = (file: string): string => {
  const text = Fs.readFileSync(`${folder}${file}`, "utf8")
  const [, number, title] = /^# (\d{4}): (.+)\n/.exec(text) ?? []
  if (number === undefined || !file.startsWith(number))
    throw new Error(`${file} does not begin with "# ${file.slice(0, 4)}: …"`)
  return `| [${number}](${file}) | ${title} |`
}

/** The index, as it has to be. */
export const index = (): Promise<string> => {
  const rows = Fs.readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.md$/.test(file))
    .toSorted()
    .map(row)
  const text = [
    "# Decisions",
    "",
    "This page is for those who ask why something is as it is. It lists the records of our decisions, each of half a page. `pnpm decisions` writes it from them.",
    "",
    "| number | decision |",
    "| --- | --- |",
    ...rows,
    ""
  ]
  return formatted(path, text.join("\n"))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) Fs.writeFileSync(`${folder}README.md`, await index())
