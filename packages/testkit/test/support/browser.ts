/** A browser that is installed, and the page of a simulator in it. */
import { existsSync, mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import axe from "axe-core"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { expect } from "vitest"
import { startBundle } from "./program.js"

const installed = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  chromium.executablePath()
]

/** Starts the browser. It fetches nothing by itself. */
export const openBrowser = (): Promise<Browser> => {
  const executablePath = installed.find((path) => path !== "" && existsSync(path))
  if (executablePath === undefined) {
    throw new Error("check:page needs a browser: install Debian's package chromium, or name one: CHROMIUM=/path/to/it")
  }
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
  })
}

/** A program that is started, with the addresses of its API and of its page. */
export const startControlled = async (...args: ReadonlyArray<string>) => {
  const { listens, said } = startBundle("--port", "0", ...args)
  const origin = await listens
  const control = /controlled on (http:\/\/127\.0\.0\.1:\d+)/.exec(said.out)?.[1]
  if (control === undefined) throw new Error(`no control in ${said.out}`)
  const change = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers: { "content-type": "application/json" } }
    const response = await fetch(
      `${control}/api/${path}`,
      body === undefined ? { method } : { ...init, body: JSON.stringify(body) }
    )
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
  }
  return { origin, control, change }
}

/** What a page asked of others than its own server, and what went wrong on it. */
export interface Watched {
  readonly page: Page
  readonly wrong: ReadonlyArray<string>
}

/** Opens a view of the page, and watches it. */
export const open = async (
  browser: Browser,
  control: string,
  hash = "",
  options: BrowserContextOptions = {}
): Promise<Watched> => {
  const context = await browser.newContext({
    locale: "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options
  })
  const page = await context.newPage()
  const wrong: Array<string> = []
  page.on("pageerror", (error) => wrong.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text())
  })
  page.on("request", (request) => {
    if (!request.url().startsWith(`${control}/`)) wrong.push(`it asks for ${request.url()}`)
  })
  await page.goto(`${control}/${hash}`)
  await page.getByRole("heading", { level: 1 }).waitFor()
  return { page, wrong }
}

/** Goes to a view of the page, and waits until it shows what it has. */
export const goTo = async (page: Page, control: string, view: string): Promise<void> => {
  // With a query it is loaded anew.
  await page.goto(`${control}/?${view}#/${view}`)
  await page.getByRole("heading", { level: 1 }).waitFor()
  await expect.poll(() => page.locator(".loading").count(), { timeout: 10_000 }).toBe(0)
}

/** What hinders people on a page, by the rules of axe. */
export const hindrances = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  const { violations }: axe.AxeResults = JSON.parse(await page.evaluate("axe.run().then(JSON.stringify)"))
  return violations.flatMap(({ help, id, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`))
}

const reports = fileURLToPath(new URL("../../../../reports/page", import.meta.url))

/** Keeps what a page looks like, for people. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(reports, { recursive: true })
  await page.screenshot({ path: `${reports}/${name}.png`, fullPage: true })
}
