/** The pages of the site are the documents, and every link between documents leads somewhere. */
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { anchorOf } from "../docs/.vitepress/anchor.js"
import { deadLinks } from "../docs/.vitepress/deadLinks.js"
import { targetOf } from "../docs/.vitepress/links.js"
import { groups } from "../docs/.vitepress/pages.js"
import { questions } from "../docs/.vitepress/questions.js"
import * as Decisions from "../scripts/decisions/main.js"
import * as Llms from "../scripts/llms/main.js"
import { documents, read } from "./source.js"

const root = fileURLToPath(new URL("..", import.meta.url))

describe("the sidebar", () => {
  const files = documents().flatMap(({ path }) => /^docs\/([^/]+|decisions\/README)\.md$/.exec(path)?.[1] ?? [])
  const listed = groups.flatMap(({ pages }) => pages.map(({ file }) => file))

  it("has every document once, and the front page apart", () => {
    expect(listed).toHaveLength(new Set(listed).size)
    expect(files.filter((file) => file !== "index" && !listed.includes(file))).toEqual([])
  })

  it("names Chinese pages as the English ones", () => {
    const chinese = documents().flatMap(({ path }) => /^docs\/zh-CN\/(.+)\.md$/.exec(path)?.[1] ?? [])
    expect(chinese.filter((file) => file !== "index" && !listed.includes(file))).toEqual([])
  })
})

it("the index of the decisions is as `pnpm decisions` writes it", async () => {
  expect(read(Decisions.path)).toBe(await Decisions.index())
})

it("llms.txt is as `pnpm llms` writes it", () => {
  expect(read(Llms.path)).toBe(Llms.text())
})

it("a page says first for whom it is", () => {
  const pages = groups.flatMap((group) => group.pages).filter(({ file }) => Fs.existsSync(`${root}docs/${file}.md`))
  expect(pages.length).toBeGreaterThan(25)
  expect(pages.filter(({ file }) => !Llms.firstParagraph(file).startsWith("This page is for "))).toEqual([])
})

/** The anchors of a document, as GitHub makes them (a heading that comes again gets a number), and those that it names itself. */
const anchorsOf = (text: string): ReadonlySet<string> => {
  const seen = new Map<string, number>()
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, anchor = ""]) => anchor)
  return new Set([
    ...named,
    ...[...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => {
      const anchor = anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"))
      const times = seen.get(anchor) ?? 0
      seen.set(anchor, times + 1)
      return times === 0 ? anchor : `${anchor}-${times}`
    })
  ])
}

/** The relative links of a document that lead nowhere. */
const lost = ({ path, text }: { readonly path: string; readonly text: string }): ReadonlyArray<string> =>
  [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^(?:[a-z]+:|\/)/i.test(link)) return []
    const [file = "", anchor] = link.split("#")
    const target = file === "" ? path : Path.posix.join(Path.posix.dirname(path), file)
    const at = Path.join(root, target)
    const isThere = Fs.existsSync(at)
    const isHeading = anchor === undefined || (isThere && anchorsOf(Fs.readFileSync(at, "utf8")).has(anchor))
    return isThere && isHeading ? [] : [`${path}: ${link}`]
  })

describe("a link", () => {
  it("leads to a file and a heading that are there, in every document", () => {
    expect(documents().flatMap(lost)).toEqual([])
    expect(lost({ path: "docs/time.md", text: "[a](nowhere.md) [b](time.md#nothing) [c](#time)" })).toEqual([
      "docs/time.md: nowhere.md",
      "docs/time.md: time.md#nothing"
    ])
  })

  it.each([
    ["time.md", "outcomes.md#the-laws", "outcomes.md#the-laws"],
    ["time.md", "../README.md#a-first-program", "/blob/main/README.md#a-first-program"],
    ["decisions/0001-effect-schema.md", "../../examples", "/tree/main/examples"],
    ["going-live.md", "probe-weekly.yml", "/blob/main/docs/probe-weekly.yml"],
    ["time.md", "decisions", "decisions/README.md"],
    ["time.md", "#assumptions", "#assumptions"]
  ])("of the page %s to %s leads to %s on the site", (page, href, target) => {
    const found = targetOf(root, page, href).replace("https://github.com/effect-keysecure/effect-keysecure", "")
    expect(found).toBe(target)
  })

  it("of a page to what is not there fails the site", () => {
    expect(() => targetOf(root, "time.md", "../nothing.ts")).toThrow("docs/time.md links to ../nothing.ts")
  })

  it("of the built site to a page or an anchor that is not there is told", () => {
    const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "site-"))
    const page = (links: ReadonlyArray<string>) => links.map((link) => `<a class="x" href="${link}">x</a>`).join("")
    Fs.mkdirSync(Path.join(folder, "b"))
    Fs.writeFileSync(
      Path.join(folder, "index.html"),
      `<h1 id="a&amp;b"></h1>${page(["#a&amp;b", "#c", "b/", "b/index.html#d", "/base/b/x.html", "/elsewhere", "https://x"])}`
    )
    Fs.writeFileSync(Path.join(folder, "b/index.html"), `<h2 id="d"></h2>${page(["../", "../b/index.html#e"])}`)
    expect(deadLinks(folder, "/base/").toSorted()).toEqual([
      "b/index.html: ../b/index.html#e",
      "index.html: #c",
      "index.html: /base/b/x.html",
      "index.html: /elsewhere"
    ])
    Fs.rmSync(folder, { recursive: true })
  })
})

describe("the question", () => {
  const faq = read("docs/faq.md")

  it.each(questions)("$asked: is answered in short, with a link to the whole answer", ({ anchor, answer, asked }) => {
    const section = faq.split("\n## ").find((part) => anchorOf(part.split("\n")[0] ?? "") === anchor) ?? ""
    expect(section.toLowerCase().startsWith(`${asked.toLowerCase()}?`)).toBe(true)
    expect(section).toContain(`](${answer})`)
    const [file = "", heading] = answer.split("#")
    expect(heading === undefined || anchorsOf(read(`docs/${file}`)).has(heading)).toBe(true)
  })
})
