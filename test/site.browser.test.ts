/* oxlint-disable no-await-in-loop -- A person asks one question after the other. */
/** The site as people see it: `pnpm check:site` builds it first. */
import { once } from "node:events"
import * as Fs from "node:fs"
import { createServer, type Server } from "node:http"
import { fileURLToPath } from "node:url"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { questions } from "../docs/.vitepress/questions.js"
import { hindrances, keepPicture, open, openBrowser, type Watched } from "../packages/testkit/test/support/browser.js"

const built = fileURLToPath(new URL("../docs/.vitepress/dist/", import.meta.url))

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8"
}

let browser: Awaited<ReturnType<typeof openBrowser>>
let server: Server
let origin = ""

beforeAll(async () => {
  browser = await openBrowser()
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site")
    const path = decodeURIComponent(pathname).slice(1)
    const file = `${built}${path === "" || path.endsWith("/") ? `${path}index.html` : path}`
    if (!Fs.existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { "content-type": types[file.split(".").at(-1) ?? ""] ?? "application/octet-stream" })
    response.end(Fs.readFileSync(file))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
})

afterAll(async () => {
  server.close()
  await browser.close()
})

const visit = (path: string): Promise<Watched> => open(browser, origin, path)

/** What hinders people, but for the theme's search button, whose name leaves out the key that it shows. */
const hindering = async ({ page }: Watched): Promise<ReadonlyArray<string>> =>
  (await hindrances(page)).filter((told) => !/^label-content-name-mismatch: .*DocSearch-Button"/.test(told))

/** The addresses that the search answers with, best first. */
const found = async ({ page }: Watched, button: string, query: string): Promise<ReadonlyArray<string>> => {
  await page.getByRole("button", { name: button }).first().click()
  await page.locator("#localsearch-input").fill(query)
  await page.locator("#localsearch-list a").first().waitFor()
  const links: ReadonlyArray<string> = await page
    .locator("#localsearch-list a")
    .evaluateAll((items) => items.map((item) => String(item.getAttribute("href"))))
  await page.keyboard.press("Escape")
  return links
}

describe("the site", () => {
  it("has a front page, from which a program is two steps away, and nothing is asked of another server", async () => {
    const seen = await visit("")
    await keepPicture(seen.page, "site-front")
    await seen.page.getByRole("link", { name: "Start", exact: true }).first().click()
    await seen.page.getByRole("heading", { name: "A first program" }).waitFor()
    await seen.page.getByText("yield* client.applyForCard").first().waitFor()
    expect(await hindering(seen)).toEqual([])
    expect(seen.wrong).toEqual([])
  })

  it("finds guides and the reference by one search", async () => {
    const seen = await visit("start.html")
    expect(await found(seen, "Search", "what a person answers to candidates")).not.toEqual([])
    const [first = ""] = await found(seen, "Search", "reconcileTimeout")
    expect(first).toMatch(/^\/(?:outcomes|going-live|start|reference)/)
    expect((await found(seen, "Search", "layerKeyValueStore")).some((link) => link.startsWith("/reference/"))).toBe(
      true
    )
    expect(seen.wrong).toEqual([])
  })

  it("has the reference, whose modules have their sentences", async () => {
    const seen = await visit("reference/index.html")
    await seen.page.getByRole("main").getByRole("link", { name: "@effect-keysecure/client" }).click()
    await seen.page.getByRole("main").getByRole("link", { name: "CardIssuance" }).first().click()
    await seen.page.getByRole("heading", { level: 1, name: "CardIssuance" }).waitFor()
    await seen.page.getByText("Issues one card for this application").first().waitFor()
    await keepPicture(seen.page, "site-reference")
    expect(seen.wrong).toEqual([])
  })

  it("has a Chinese front page, from which one gets to the guides, and a search that finds Chinese words", async () => {
    const seen = await visit("zh-CN/index.html")
    expect(await seen.page.locator("html").getAttribute("lang")).toBe("zh-CN")
    await keepPicture(seen.page, "site-chinese")
    expect(await found(seen, "搜索", "从这里开始")).toContain("/zh-CN/#从这里开始")
    const guides = await found(seen, "搜索", "持卡人")
    expect(guides.filter((link) => link.startsWith("/zh-CN/")).length).toBeGreaterThan(3)
    expect(guides.filter((link) => !link.startsWith("/zh-CN/"))).toEqual([])
    await seen.page.getByRole("link", { name: "快速开始" }).first().click()
    await seen.page.getByRole("heading", { name: "第一个程序" }).waitFor()
    await seen.page.getByText("@effect-keysecure/client").first().waitFor()
    expect(await hindering(seen)).toEqual([])
    expect(seen.wrong).toEqual([])
  })

  it("answers what a new user asks: the answer is among the first three found, and the whole one is linked from it", async () => {
    for (const { anchor, answer, asked } of questions) {
      const seen = await visit("index.html")
      const links = await found(seen, "Search", asked)
      expect([asked, links.slice(0, 3)]).toEqual([asked, expect.arrayContaining([`/faq.html#${anchor}`])])
      await seen.page.goto(`${origin}/faq.html#${anchor}`)
      const href = `/${answer.replace(".md", ".html")}`
      expect(await seen.page.locator(`main a[href$="${href}"], main a[href=".${href}"]`).count()).toBeGreaterThan(0)
      await seen.page.goto(`${origin}${href}`)
      const [, heading] = answer.split("#")
      await seen.page
        .locator(heading === undefined ? "h1" : `[id="${heading}"]`)
        .first()
        .waitFor()
      expect(seen.wrong).toEqual([])
      await seen.page.context().close()
    }
  })
})
