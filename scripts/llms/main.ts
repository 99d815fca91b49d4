/** `pnpm llms`: writes docs/public/llms.txt, by which a program finds its way through the documents. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { groups } from "../../docs/.vitepress/pages.js"

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The file that is written. */
export const path = "docs/public/llms.txt"

/** As text, which a program reads more easily than the site. */
const raw = "https://raw.githubusercontent.com/effect-keysecure/effect-keysecure/main/docs"

/** The first paragraph of a page, which says for whom it is. */
export const firstParagraph = (file: string): string => {
  const [, paragraph = ""] = Fs.readFileSync(at(`docs/${file}.md`), "utf8").split("\n\n")
  return paragraph.replaceAll("\n", " ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
}

/** The file, as it has to be. */
export const text = (): string =>
  [
    "# effect-keysecure",
    "",
    "> Payment cards through KeySecure's open API from an Effect 3 backend (effect 3.22, and not 4), and tests of that code without the API. Not made by KeySecure.",
    "",
    "Never retry a write whose outcome is unknown: CardIssuance.issue finds out. Read the page for assistants first.",
    ...groups.flatMap(({ pages, title }) => [
      "",
      `## ${title}`,
      "",
      ...pages
        .filter(({ file }) => Fs.existsSync(at(`docs/${file}.md`)))
        .map(({ file, title }) => `- [${title}](${raw}/${file}.md): ${firstParagraph(file)}`)
    ]),
    ""
  ].join("\n")

if (process.argv[1] === fileURLToPath(import.meta.url)) Fs.writeFileSync(at(path), text())
