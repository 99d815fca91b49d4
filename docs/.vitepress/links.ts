/** Links from a guide to what is no page of the site, such as an example: on the site they lead to the repository. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import type { MarkdownRenderer } from "vitepress"
import { anchorOf } from "./anchor.js"

const repository = "https://github.com/effect-keysecure/effect-keysecure"

/** Where a relative link of a page leads: the same place, or one in the repository. */
export const targetOf = (root: string, page: string, href: string): string => {
  const [path = "", anchor] = href.split("#")
  const file = Path.posix.join("docs", Path.posix.dirname(page), path)
  if (file === "docs/decisions") return `${Path.posix.relative(Path.posix.dirname(page), "decisions")}/README.md`
  if (path === "" || (file.startsWith("docs/") && file.endsWith(".md"))) return href
  const at = Path.join(root, file)
  if (!Fs.existsSync(at)) throw new Error(`docs/${page} links to ${href}, which is not there`)
  const kind = Fs.statSync(at).isDirectory() ? "tree" : "blob"
  return `${repository}/${kind}/main/${file}${anchor === undefined ? "" : `#${anchor}`}`
}

/** Has the renderer follow `targetOf`. */
export const leadingOut =
  (root: string) =>
  (markdown: MarkdownRenderer): void => {
    markdown.core.ruler.push("leading_out", ({ env, tokens }) => {
      const page: string = env.relativePath ?? ""
      // Typedoc tells a source by its path in the package.
      const [, name] = /^reference\/@effect-keysecure\/(\w+)\//.exec(page) ?? []
      for (const token of tokens.flatMap(({ children }) => children ?? [])) {
        const href = token.attrGet("href")
        if (token.type !== "link_open" || href === null) continue
        const isRelative = !/^(?:[a-z]+:|[#/])/i.test(href)
        if (isRelative && !page.startsWith("reference/")) token.attrSet("href", targetOf(root, page, href))
        if (name !== undefined && /\.ts#L\d+$/.test(href)) {
          token.attrSet("href", href.replace("/blob/main/", `/blob/main/packages/${name}/src/`))
        }
      }
    })
  }

/**
 * A picture in Mermaid stays text on the site, with a link to where it is drawn: a program that draws it is larger than everything
 * else of the site together.
 */
export const drawnElsewhere = (markdown: MarkdownRenderer): void => {
  const { fence } = markdown.renderer.rules
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const text = fence?.(tokens, index, options, env, self) ?? ""
    if (tokens[index]?.info !== "mermaid") return text
    const heading = tokens.slice(0, index).findLastIndex(({ type }) => type === "heading_open")
    const anchor = anchorOf(tokens[heading + 1]?.content ?? "")
    return `<p><a href="${repository}/blob/main/docs/${env.relativePath}#${anchor}">See it drawn</a>. This is its text:</p>${text}`
  }
}
