/** The site: the guides of `docs/` and the reference in one, with one search. `pnpm site` builds it (docs/decisions/0035). */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { type DefaultTheme, defineConfig } from "vitepress"
import { anchorOf } from "./anchor.js"
import { deadLinks } from "./deadLinks.js"
import { drawnElsewhere, leadingOut } from "./links.js"
import { groups, type Page } from "./pages.js"

const docs = fileURLToPath(new URL("..", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url))

/** Where the site is served: `/` here, `/effect-keysecure/` on GitHub Pages. */
const base = process.env["SITE_BASE"] ?? "/"

const isThere = (file: string): boolean => Fs.existsSync(`${docs}/${file}.md`)

const linkOf = (file: string): string => `/${file.replace(/README$/, "")}`

const english = ({ file, title }: Page): DefaultTheme.SidebarItem => ({ text: title, link: linkOf(file) })

/** The Chinese page, or the English one if there is none. */
const chinese = ({ chinese: text, file }: Page): DefaultTheme.SidebarItem =>
  isThere(`zh-CN/${file}`) ? { text, link: `/zh-CN${linkOf(file)}` } : { text: `${text}（英文）`, link: linkOf(file) }

const sidebar = (
  titleOf: (group: (typeof groups)[number]) => string,
  item: (page: Page) => DefaultTheme.SidebarItem
): Array<DefaultTheme.SidebarItem> =>
  groups.map((group) => ({
    text: titleOf(group),
    items: group.pages.filter(({ file }) => isThere(file)).map(item)
  }))

/** The packages of the reference and their modules, as typedoc wrote them. */
const reference = (): Array<DefaultTheme.SidebarItem> => {
  const folder = `${docs}/reference/@effect-keysecure`
  const namesIn = (path: string): ReadonlyArray<string> => (Fs.existsSync(path) ? Fs.readdirSync(path).toSorted() : [])
  return namesIn(folder).map((name) => ({
    text: `@effect-keysecure/${name}`,
    link: `/reference/@effect-keysecure/${name}/`,
    collapsed: true,
    items: namesIn(`${folder}/${name}`)
      .filter((file) => file !== "index.md")
      .map((file) => file.replace(/\.md$/, ""))
      .map((text) => ({ text, link: `/reference/@effect-keysecure/${name}/${text}` }))
  }))
}

/**
 * The words of a text. Chinese has no blanks, so each two neighbours are a word. It runs in the browser too, where nothing else of
 * this file is.
 */
const tokenize = (text: string): Array<string> =>
  text
    .split(/[\n\r\p{Z}\p{P}]+/u)
    .flatMap((word) =>
      (word.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? []).flatMap((run) =>
        /\p{Script=Han}/u.test(run) && run.length > 2
          ? Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2))
          : [run]
      )
    )

/** In the reference the search finds names and what is said of them, and no types. */
const searchable = (source: string, page: string): string =>
  page.startsWith("reference/") ? source.replace(/^```[\s\S]*?^```$/gm, "").replace(/^(?:\||> ).*\n/gm, "") : source

export default defineConfig({
  title: "effect-keysecure",
  description: "Payment cards through KeySecure's open API from an Effect backend, and tests without the API",
  base,
  cacheDir: `${root}/node_modules/.cache/vitepress`,
  outDir: `${docs}/.vitepress/dist`,
  rewrites: { "decisions/README.md": "decisions/index.md" },
  metaChunk: true,
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${base}favicon.svg` }],
    ["style", {}, ":root { --vp-code-lang-color: var(--vp-c-text-2) }"]
  ],
  locales: {
    root: { label: "English", lang: "en" },
    "zh-CN": {
      label: "简体中文",
      lang: "zh-CN",
      link: "/zh-CN/",
      themeConfig: {
        nav: [
          { text: "快速开始", link: isThere("zh-CN/start") ? "/zh-CN/start" : "/start" },
          { text: "API 参考", link: "/reference/" }
        ],
        sidebar: sidebar(({ chinese: title }) => title, chinese),
        outline: { label: "本页目录", level: [2, 3] },
        docFooter: { prev: "上一页", next: "下一页" },
        darkModeSwitchLabel: "主题",
        sidebarMenuLabel: "目录",
        returnToTopLabel: "回到顶部",
        langMenuLabel: "切换语言",
        skipToContentLabel: "跳到正文"
      }
    }
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: anchorOf },
    config: (markdown) => {
      leadingOut(root)(markdown)
      drawnElsewhere(markdown)
    }
  },
  themeConfig: {
    // Not every page is there in both languages.
    i18nRouting: false,
    nav: [
      { text: "Start", link: "/start" },
      { text: "Recipes", link: "/recipes" },
      { text: "Testing", link: "/testing" },
      { text: "Reference", link: "/reference/" },
      { text: "Questions", link: "/faq" }
    ],
    sidebar: {
      "/reference/": reference(),
      "/": [
        ...sidebar(({ title }) => title, english),
        { text: "Reference", items: [{ text: "All modules", link: "/reference/" }] }
      ]
    },
    outline: { level: [2, 3] },
    socialLinks: [{ icon: "github", link: "https://github.com/effect-keysecure/effect-keysecure" }],
    search: {
      provider: "local",
      options: {
        miniSearch: { options: { tokenize } },
        _render: (source, env, markdown) => markdown.render(searchable(source, env.relativePath), env),
        locales: {
          "zh-CN": {
            translations: {
              button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
              modal: {
                displayDetails: "显示详情",
                resetButtonTitle: "清除",
                backButtonTitle: "关闭",
                noResultsText: "没有找到",
                footer: { selectText: "选择", navigateText: "移动", closeText: "关闭" }
              }
            }
          }
        }
      }
    }
  },
  buildEnd: ({ outDir }) => {
    const dead = deadLinks(outDir, base)
    if (dead.length > 0) throw new Error(`Links that lead nowhere:\n${dead.join("\n")}`)
  }
})
