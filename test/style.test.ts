import { describe, expect, it } from "vitest"
import { all, packageOf, packages, programs } from "./source.js"
import { type Exception, faults } from "./style.js"

/** Each with the reason why there is no way without it. */
const exceptions: ReadonlyArray<Exception> = [
  {
    path: "packages/client/src/internal/runtime/unfold.ts",
    fault: "process",
    why: "zlib is part of no other global, and an import of it would keep the package from browsers"
  }
]

const path = "packages/schema/src/Card.ts"

describe("a fault", () => {
  it.each([
    ["any", "const a: any = 1"],
    ["any", "type A = ReadonlyArray<any>"],
    ["as", "const a = b as string"],
    ["as", "const a = <string>b"],
    ["!", "const a = b!.c"],
    ["!", "let a!: string"],
    ["!", "class A { b!: string }"],
    ["try", "try { a() } catch {}"],
    ["async", "const a = async () => 1"],
    ["async", "class A { async b() {} }"],
    ["await", "await a"],
    ["await", "for await (const a of b) {}"],
    ["Date", "const a = new Date()"],
    ["Date", "const a = Date.now()"],
    ["Date", "const a: Date = b"],
    ["Date", "const { now } = Date"],
    ["Math.random", "const a = Math.random()"],
    ["Math.random", `const a = Math["random"]`],
    ["process", "const a = process.env"],
    ["process", `const a = process["env"]`],
    ["console", "console.log(1)"],
    ["console", "const a = { console }"],
    ["globalThis", `const a = globalThis["Date"]`],
    ["@ts-", "// @ts-expect-error: it is not"],
    ["@ts-", "/* @ts-ignore */"],
    ["@ts-", "//@ts-nocheck"]
  ])("%s is found in: %s", (name, line) => {
    expect(faults([{ path, text: `\n${line}\n` }])).toEqual([`${path}:2: ${name}`])
  })

  it("is told with the line of every place", () => {
    expect(faults([{ path, text: "console.log(a as B)\n\nconst c = d!" }])).toEqual([
      `${path}:1: console`,
      `${path}:1: as`,
      `${path}:3: !`
    ])
  })

  it.each([
    ["as const", "const a = [1] as const"],
    ["satisfies", "const a = { b: 1 } satisfies C"],
    ["a renamed import", `import { x as y } from "effect"\nexport * as Z from "./Z.js"`],
    ["a field of that name", "const a = { Date: 1, process: b.console, await: 2 }"],
    ["a field of a type", "interface A { readonly Date: string; any(): void }"],
    ["a field of a schema", "const a = Schema.Date.pipe(Schema.Any)"],
    ["a field under another name", "const { Date: date } = headers"],
    ["Effect.try", "const a = Effect.try(() => 1)"],
    ["a negation", "const a = !b"],
    ["the words in a text", `const a = "any as Date.now() @ts-ignore" // any, as, console.log`],
    ["Math but random", "const a = Math.max(1, 2)"]
  ])("is not: %s", (_name, text) => {
    expect(faults([{ path, text }])).toEqual([])
  })

  it("passes where an exception is made for it, and only there", () => {
    const exception = { path, fault: "as", why: "the compiler cannot know" }
    const other = "packages/schema/src/Address.ts"
    expect(faults([{ path, text: "const a = b as C" }], [exception])).toEqual([])
    expect(faults([{ path, text: "const a = b as any" }], [exception])).toEqual([`${path}:1: any`])
    expect(
      faults(
        [
          { path, text: "const a = b as C" },
          { path: other, text: "const a = b as C" }
        ],
        [exception]
      )
    ).toEqual([`${other}:1: as`])
  })

  it("that is gone takes its exception with it", () => {
    expect(faults([{ path, text: "const a = 1" }], [{ path, fault: "as", why: "it was" }])).toEqual([
      `${path}: no longer needs its exception for as`
    ])
  })
})

describe("the source", () => {
  const sources = all().filter((source) => !programs.has(source.path))

  it("is that of all packages", () => {
    expect(new Set(sources.map((source) => packageOf(source.path)))).toEqual(new Set(packages))
  })

  it("has no fault", () => {
    expect(faults(sources, exceptions)).toEqual([])
  })
})
