import { defineConfig } from "vitest/config"
import projects from "./vitest.workspace.js"

export default defineConfig({
  // A test waits for nothing but its own work: on a busy machine that may take many times as long.
  test: { projects, testTimeout: 120_000, hookTimeout: 120_000 }
})
