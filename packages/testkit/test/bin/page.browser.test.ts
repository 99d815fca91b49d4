/* oxlint-disable no-await-in-loop -- What people do on a page they do one after the other. */
import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { views } from "../../page/route.js"
import { goTo, hindrances, keepPicture, open, openBrowser, startControlled } from "../support/browser.js"
import { build, Caller, cleanUp, fileOf } from "../support/program.js"
import { paths } from "../support/session.js"

let browser: Browser
let simulator: Awaited<ReturnType<typeof startControlled>>
let caller: Caller

beforeAll(async () => {
  browser = await openBrowser()
  await build()
  simulator = await startControlled()
  caller = new Caller(simulator.origin, "sim_credit_key")
})

afterAll(async () => {
  await browser.close()
  cleanUp()
})

/** Everything is as it was at the start, and the caller has a token. */
const anew = async () => {
  await simulator.change("POST", "reset")
  await caller.getToken()
}

/** What became of an application: its code, or how the connection ended. */
const applied = (by: Caller, cardUniqueNo: string, init?: RequestInit): Promise<unknown> =>
  by.apply(cardUniqueNo, init).then(
    async (response) => JSON.parse(await response.text()).code,
    () => "reset"
  )

const rowOf = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text })

describe("the page in a browser", () => {
  it("shows an application as it comes, with why it was answered so, and as a command that can be sent again", async () => {
    await anew()
    const { page, wrong } = await open(browser, simulator.control)
    await page.getByText("live", { exact: true }).waitFor()
    expect(await applied(caller, "order-1")).toBe(0)
    const row = rowOf(page, "order-1")
    await row.getByText("carried out").waitFor()
    await row.getByRole("link", { name: /^Request/ }).click()
    await page.getByText("repeatedUniqueNo", { exact: true }).waitFor()
    await page.getByText("[A] Apply for card").first().waitFor()
    await page.getByRole("button", { name: "Copy as curl" }).click()
    await page.getByText("Copied.").waitFor()
    const command = String(await page.evaluate("navigator.clipboard.readText()"))
    const env = { ...process.env, KEYSECURE_API_KEY: "sim_credit_key", KEYSECURE_ACCESS_TOKEN: await caller.getToken() }
    expect(JSON.parse(execFileSync("sh", ["-c", command], { encoding: "utf8", env })).code).toBe(4001)
    await page.getByRole("link", { name: "All requests" }).click()
    await page.getByLabel("Search").fill("used before")
    await rowOf(page, "4001").waitFor()
    await rowOf(page, "getToken").first().waitFor({ state: "detached" })
    expect(wrong).toEqual([])
  })

  it("switches a fault on that the next application meets, and shows on the time line what became of it", async () => {
    await anew()
    const { page, wrong } = await open(browser, simulator.control, "#/faults")
    await page.getByRole("button", { name: "Carry out the next application, then lose its answer" }).click()
    await rowOf(page, "LoseAnswer").getByText("1 × to come").waitFor()
    expect(await applied(caller, "order-2")).toBe("reset")
    await page.getByText("No fault is switched on.").waitFor()
    expect(await applied(caller, "order-2")).toBe(4001)
    await page.getByLabel("Kind").selectOption("AnswerCode")
    await page.getByRole("spinbutton", { name: "code" }).fill("1009")
    await page.getByLabel("Only for this card_unique_no").fill("order-3")
    await page.getByLabel("How often").selectOption("always")
    await page.getByRole("button", { name: "Switch on" }).click()
    await rowOf(page, "1009").waitFor()
    expect(await applied(caller, "order-4")).toBe(0)
    expect(await applied(caller, "order-3")).toBe(1009)
    expect(await applied(caller, "order-3")).toBe(1009)
    await rowOf(page, "met 2 ×").getByRole("button", { name: "Remove" }).click()
    await page.getByText("No fault is switched on.").waitFor()
    await page.getByRole("link", { name: "Requests", exact: true }).click()
    await page.getByLabel("Only those that met a fault").check()
    await rowOf(page, "LoseAnswer").getByText("a reset connection").waitFor()
    await rowOf(page, "LoseAnswer").getByRole("link", { name: "order-2" }).click()
    await page.getByText("made C0000000001").waitFor()
    await page.getByText(/No application that was seen can be taken after/).waitFor()
    await page.getByRole("button", { name: "Freeze C0000000001" }).click()
    await rowOf(page, "Frozen").waitFor()
    expect(wrong).toEqual([])
  })

  it("approves a cardholder by the keyboard alone", async () => {
    await anew()
    const body = { package_no: "P0001", cardholder_no: "U0002", card_unique_no: "order-5", card_type: "Virtual" }
    const apply = () => applied(caller, "order-5", { method: "POST", body: JSON.stringify(body) })
    expect(await apply()).toBe(2004)
    const { page, wrong } = await open(browser, simulator.control)
    const focused = () =>
      page.evaluate("document.activeElement === document.body ? '' : document.activeElement.textContent")
    const tabTo = async (text: string) => {
      for (let presses = 0; presses < 60 && !String(await focused()).startsWith(text); presses++) {
        await page.keyboard.press("Tab")
      }
      await page.keyboard.press("Enter")
    }
    await tabTo("Skip")
    expect(await focused()).toBe("Requests")
    await page.keyboard.press("Shift+Tab")
    await page.getByRole("link", { name: "Cardholders" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("sim_credit").waitFor({ state: "detached" })
    await page.getByRole("heading", { name: "Cardholders" }).waitFor()
    expect(await focused()).toBe("Cardholders")
    await page.getByLabel("Search").fill("U0002")
    await rowOf(page, "U0001").first().waitFor({ state: "detached" })
    await tabTo("Approve U0002, si***ey CREDIT_EXTENSION")
    await rowOf(page, "CREDIT_EXTENSION").getByText("Approved").waitFor()
    expect(await apply()).toBe(0)
    expect(wrong).toEqual([])
  })

  it("sends a callback again, and tells what the app answered", async () => {
    await anew()
    const stamps: Array<unknown> = []
    const app = createServer((request, response) => {
      stamps.push(request.headers["timestamp"])
      response
        .setHeader("content-type", "application/json")
        .end(`{"code":${stamps.length === 1 ? 7 : 0},"message":"busy"}`)
    }).listen(0, "127.0.0.1")
    await once(app, "listening")
    const address = app.address()
    const port = typeof address === "object" ? address?.port : 0
    const { page, wrong } = await open(browser, simulator.control, "#/callbacks")
    await page.getByLabel("URL").fill(`http://127.0.0.1:${port}/hook`)
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Done.").waitFor()
    expect(await applied(caller, "order-8")).toBe(0)
    await simulator.change("POST", "cards/status", { cardNo: "C0000000001", status: "Frozen" })
    const row = rowOf(page, "Card_update").first()
    await row.getByText("busy").waitFor()
    await row.getByText("7", { exact: true }).waitFor()
    await row.getByRole("button", { name: "Send again" }).click()
    await row.getByText("0", { exact: true }).waitFor()
    expect(stamps).toHaveLength(2)
    expect(wrong).toEqual([])
    app.close()
  })

  it("shows the settings of callbacks as they are, and keeps what was refused", async () => {
    await anew()
    const { page } = await open(browser, simulator.control, "#/callbacks")
    const retries = page.getByLabel("Retries")
    await retries.fill("99")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Not done: retries").waitFor()
    expect(await retries.inputValue()).toBe("99")
    await retries.fill("3")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Done.").waitFor()
    expect(await retries.inputValue()).toBe("3")
    await simulator.change("PATCH", "callbacks/settings", { retries: 7 })
    await expect.poll(() => retries.inputValue()).toBe("7")
  })

  it("goes on whatever stands in a number, after a reset on a later page, and says why in Chinese too", async () => {
    await anew()
    const { page, wrong } = await open(browser, simulator.control)
    for (let count = 0; count < 51; count++) await applied(caller, "half \ud800")
    await rowOf(page, "half").first().getByText("4001", { exact: true }).waitFor()
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByText("51–52 of 52").waitFor()
    await anew()
    await applied(caller, "order-9")
    await applied(caller, "order-9")
    await rowOf(page, "order-9").getByText("used before").waitFor()
    await page.getByRole("button", { name: "中文" }).click()
    await rowOf(page, "order-9").getByText("已被使用").waitFor()
    expect(wrong).toEqual([])
    await page.evaluate("localStorage.clear()")
  })

  it("shows what comes by itself when it comes", async () => {
    await anew()
    const cardLife = { Virtual: [{ status: "Frozen", afterMillis: 1_500 }], Physical: [] }
    await simulator.change("PATCH", "rules", { cardLife, tokenLifeMillis: 2_000 })
    const { page } = await open(browser, simulator.control, "#/cards")
    await caller.getToken()
    expect(await applied(caller, "order-10")).toBe(0)
    await rowOf(page, "order-10").getByText("Activated").waitFor()
    await rowOf(page, "order-10").getByText("Frozen", { exact: true }).waitFor()
    await caller.getToken()
    await goTo(page, simulator.control, "merchants")
    // The token of the start is good for a day.
    await rowOf(page, "good").nth(1).waitFor()
    await expect.poll(() => rowOf(page, "good").count(), { timeout: 5_000 }).toBe(1)
  })

  it("adds merchants, packages and cardholders, and lists what was spent and transferred", async () => {
    await anew()
    const { page, wrong } = await open(browser, simulator.control, "#/merchants")
    await page.getByLabel("Api-Key").fill("new_merchant_key")
    await page.getByRole("button", { name: "Add a merchant" }).click()
    await rowOf(page, "ne***ey").first().waitFor()
    await page.getByLabel("Merchant").selectOption({ label: "ne***ey CREDIT_EXTENSION" })
    await page.getByLabel("package_no").fill("P0077")
    await page.getByRole("button", { name: "Add the package" }).click()
    await rowOf(page, "P0077 (Virtual)").waitFor()
    await page.getByRole("link", { name: "Cardholders" }).click()
    await page.getByLabel("Merchant").selectOption({ label: "ne***ey CREDIT_EXTENSION" })
    await page.getByLabel("cardholder_no").fill("U0001")
    await page.getByRole("button", { name: "Add a cardholder" }).click()
    await rowOf(page, "ne***ey").getByText("Approved").waitFor()
    const other = new Caller(simulator.origin, "new_merchant_key")
    await other.getToken()
    const body = { package_no: "P0077", cardholder_no: "U0001", card_unique_no: "order-11", card_type: "Virtual" }
    expect(await applied(other, "order-11", { method: "POST", body: JSON.stringify(body) })).toBe(0)
    const transfer = { cardholder_no: "U0001", transfer_unique_no: "transfer-1", type: "In", balance: "100.00" }
    await other.send("/open-api/v1/account/transfer", { method: "POST", body: JSON.stringify(transfer) })
    await simulator.change("POST", "consumptions", { cardNo: "C0000000001", amount: "12.50", merchantName: "Shop" })
    await page.getByRole("link", { name: "Money" }).click()
    await rowOf(page, "Shop").getByText("12.50").waitFor()
    await rowOf(page, "transfer-1").getByText("0.00 → 100.00").waitFor()
    expect(wrong).toEqual([])
  })

  it("changes rules and the clock", async () => {
    await anew()
    expect(await applied(caller, "order-6")).toBe(0)
    const { page, wrong } = await open(browser, simulator.control, "#/rules/repeatedUniqueNo")
    await page.getByLabel("repeatedUniqueNo", { exact: true }).selectOption("sameCard")
    await page.getByText("repeatedUniqueNo is changed.").waitFor()
    expect(await applied(caller, "order-6")).toBe(0)
    await page.getByLabel("Search").fill("tokenLife")
    await page.getByLabel("tokenLifeMillis").fill(`"long"`)
    await page.getByRole("button", { name: "Save tokenLifeMillis" }).click()
    await page.getByText("Not done: tokenLifeMillis").waitFor()
    await page.getByRole("link", { name: "Clock" }).click()
    await page.getByRole("button", { name: "+1 h" }).click()
    await page.getByRole("button", { name: "Freeze" }).click()
    await page.getByText("It stands still.").waitFor()
    expect(await applied(caller, "order-7")).toBe(1005)
    await page.getByLabel("Move to (UTC)").fill("2030-01-02 03:04:05")
    await page.getByRole("button", { name: "Set Move to" }).click()
    await page.getByText("2030-01-02 03:04:05.000").waitFor()
    expect(wrong).toEqual([expect.stringContaining("400 (Bad Request)")])
  })

  it("saves and loads the session, and gives its faults as a schedule that has the same outcome", async () => {
    await anew()
    const { page, wrong } = await open(browser, simulator.control, "#/session")
    const downloaded = async (name: string): Promise<string> => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()])
      return readFileSync(await file.path(), "utf8")
    }
    const session = async (by: Caller) => {
      const outcomes: Array<unknown> = []
      for (const number of ["a", "b", "b", "a", "c", "c"]) outcomes.push(await applied(by, number))
      return outcomes
    }
    await simulator.change("POST", "faults", { fault: { _tag: "LoseAnswer", silent: false }, cardUniqueNo: "b" })
    const fault = { _tag: "AnswerCode", code: 1001, carriedOut: true }
    await simulator.change("POST", "faults", { fault, cardUniqueNo: "c" })
    const outcomes = await session(caller)
    expect(outcomes).toEqual([0, "reset", 4001, 4001, 1001, 4001])
    const schedule = await downloaded("Download the faults as a schedule")
    const again = await startControlled("--fault", fileOf("faults.json", schedule))
    const other = new Caller(again.origin, "sim_credit_key")
    await other.getToken()
    expect(await session(other)).toEqual(outcomes)

    const state = fileOf("state.json", await downloaded("Save the state"))
    await page.getByRole("button", { name: "Reset everything" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Reset everything" }).click()
    await page.getByText("Done.").waitFor()
    await page.getByLabel("Load a state").setInputFiles(state)
    await page.getByText("The state is loaded.").waitFor()
    expect(await caller.cards()).toEqual(["c", "b", "a"])
    expect(wrong).toEqual([])
  })

  it("shows secrets only to those who ask for them", async () => {
    await anew()
    const { page } = await open(browser, simulator.control)
    for (const view of ["requests", "requests/1", "cardholders", "merchants"]) {
      await goTo(page, simulator.control, view)
      const content = await page.content()
      for (const secret of ["sim_credit_key", "sim_token", "sim_secret"]) expect(content).not.toContain(secret)
    }
    await page.getByLabel("Show secrets").check()
    await page.getByRole("cell", { name: "sim_credit_key" }).first().waitFor()
  })
})

/** An image of the state with so many cards, as it is saved and loaded. */
const manyCards = async (count: number): Promise<string> => {
  const saved = JSON.parse(await (await fetch(`${simulator.control}/api/state`)).text())
  const [card] = saved.cards
  const cards = Array.from({ length: count }, (_, index) => ({ ...card, cardUniqueNo: `many-${index}` }))
  return JSON.stringify({ ...saved, cards })
}

const requests = 10_000
const cards = 100_000

describe(`with ${requests} requests and ${cards} cards`, () => {
  it("the page opens in less than a second", { timeout: 300_000 }, async () => {
    await anew()
    await applied(caller, "one")
    const body = await manyCards(cards)
    const loaded = await fetch(`${simulator.control}/api/state`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body
    })
    expect(loaded.status).toBe(204)
    const worker = async () => {
      for (let sent = 0; sent < requests / 20; sent++) await (await caller.send(paths.listCards)).text()
    }
    await Promise.all(Array.from({ length: 20 }, worker))
    const opened = async (view: string, text: string | RegExp): Promise<number> => {
      const times: Array<number> = []
      const { page } = await open(browser, simulator.control)
      for (let tries = 0; tries < 5; tries++) {
        await page.goto("about:blank")
        const before = performance.now()
        await page.goto(`${simulator.control}/${view}`)
        await page.getByText(text).first().waitFor()
        times.push(performance.now() - before)
      }
      await page.context().close()
      return Math.round(Math.min(...times))
    }
    const millis = { requests: await opened("", `1–50 of ${requests}`), cards: await opened("#/cards", `of ${cards}`) }
    process.stdout.write(`the page opens in ${JSON.stringify(millis)} ms\n`)
    expect(Math.max(millis.requests, millis.cards)).toBeLessThan(1_000)
  })
})

describe("everybody can use every view", () => {
  const looks = [
    { locale: "en-GB", colorScheme: "light", width: 1280 },
    { locale: "zh-CN", colorScheme: "dark", width: 1280 },
    { locale: "zh-CN", colorScheme: "light", width: 390 },
    { locale: "en-GB", colorScheme: "dark", width: 390 },
    // A window of 1280 px, enlarged to 400 %.
    { locale: "en-GB", colorScheme: "light", width: 320 }
  ] as const

  beforeAll(async () => {
    await anew()
    await applied(caller, "n".repeat(64))
    for (const fault of [
      { _tag: "LoseAnswer", silent: false },
      { _tag: "DeliverTwice", millis: 5, answered: true }
    ]) {
      await simulator.change("POST", "faults", { fault, operation: "applyForCard" })
      await applied(caller, "order-1")
    }
    await simulator.change("POST", "consumptions", {
      cardNo: "C0000000002",
      amount: "12.50",
      merchantName: "Corner shop"
    })
    await simulator.change("PATCH", "callbacks/settings", { url: `${simulator.origin}/hook` })
    await simulator.change("POST", "callbacks/1/send", {})
    await simulator.change("POST", "faults", { fault: { _tag: "Garbage" }, times: "always", operation: "getCard" })
  })

  it.each(looks)("in $locale and $colorScheme at $width px", async ({ colorScheme, locale, width }) => {
    const { page, wrong } = await open(browser, simulator.control, "", {
      colorScheme,
      locale,
      viewport: { width, height: 800 }
    })
    for (const view of [...views, "requests/3", "cards/order-1"]) {
      await goTo(page, simulator.control, view)
      expect(await hindrances(page)).toEqual([])
      expect([view, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([view, width])
      if (width > 320) await keepPicture(page, `${view.replace("/", "-")}-${locale}-${colorScheme}-${width}`)
    }
    expect(await page.evaluate("document.documentElement.lang")).toBe(locale === "zh-CN" ? "zh-CN" : "en")
    expect(wrong).toEqual([])
    await page.context().close()
  })
})
