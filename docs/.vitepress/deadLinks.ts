/** Links within the built site that lead nowhere: VitePress looks at pages alone, and this at anchors and files too. */
import * as Fs from "node:fs"
import * as Path from "node:path"

const decoded = (attribute: string): string => {
  const text = attribute
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
  return decodeURIComponent(text.replaceAll("&amp;", "&"))
}

const attributes = (html: string, pattern: RegExp): ReadonlyArray<string> =>
  [...html.matchAll(pattern)].map(([, value = ""]) => decoded(value))

/** Each link of a page that leads to a page or an anchor that there is not, as `page: link`. */
export const deadLinks = (folder: string, base: string): ReadonlyArray<string> => {
  const files = Fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
    path.split(Path.sep).join("/")
  )
  const all = new Set(files)
  const pages = new Map(
    files
      .filter((path) => path.endsWith(".html") && path !== "404.html")
      .map((path) => [path, Fs.readFileSync(Path.join(folder, path), "utf8")])
  )
  const ids = new Map([...pages].map(([path, html]) => [path, new Set(attributes(html, /\sid="([^"]+)"/g))]))
  const isDead = (from: string, link: string): boolean => {
    const { hash, pathname } = new URL(link, `http://site${base}${from}`)
    if (!pathname.startsWith(base)) return true
    const target = pathname.slice(base.length)
    const file = decodeURIComponent(target === "" || target.endsWith("/") ? `${target}index.html` : target)
    const anchor = decodeURIComponent(hash.slice(1))
    return !all.has(file) || (anchor !== "" && ids.get(file)?.has(anchor) !== true)
  }
  return [...pages].flatMap(([from, html]) =>
    [...new Set(attributes(html, /<a\b[^>]*?\shref="([^"]*)"/g))]
      .filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link) && isDead(from, link))
      .map((link) => `${from}: ${link}`)
  )
}
