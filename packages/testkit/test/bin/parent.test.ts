/** By what the program finds out who started it. */
import { Option } from "effect"
import { describe, expect, it } from "vitest"
import { byProc, byPs, isLauncher } from "../../src/internal/process/parent.js"

describe("a process", () => {
  it("is found with its parent, in whatever way the machine tells it", () => {
    const told = [byProc(process.pid), byPs(process.pid)].flatMap(Option.toArray)
    expect(told.length).toBeGreaterThan(0)
    for (const { command, parent } of told) {
      expect(parent).toBe(process.ppid)
      expect(command).toMatch(/node|vitest/)
    }
    expect([byProc(0x7ffffff0), byPs(0x7ffffff0)]).toEqual([Option.none(), Option.none()])
  })

  it.each([
    "sh -c keysecure-simulator --port 0",
    "/bin/bash -c keysecure-simulator --port 0",
    "npm exec keysecure-simulator --port 0",
    "npm run simulator ",
    "node /usr/bin/npx keysecure-simulator",
    "node /usr/lib/node_modules/npm/bin/npm-cli.js exec keysecure-simulator",
    "node /opt/bin/pnpm exec keysecure-simulator",
    "/usr/bin/node /opt/corepack/dist/pnpm.js exec keysecure-simulator",
    "node /opt/yarn/bin/yarn.js keysecure-simulator"
  ])("is there only to start another: %s", (command) => {
    expect(isLauncher(command)).toBe(true)
  })

  it.each([
    "bash",
    "-zsh",
    "/bin/bash ./run-tests.sh",
    "node (vitest 1)",
    "node /work/node_modules/.pnpm/vitest/vitest.mjs run",
    "python3 -c import pytest",
    "python -m pytest",
    "java -jar junit.jar"
  ])("works by itself: %s", (command) => {
    expect(isLauncher(command)).toBe(false)
  })
})
