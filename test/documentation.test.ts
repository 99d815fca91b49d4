import { describe, expect, it } from "vitest"
import { undocumented, unnamedRequests } from "./documentation.js"
import { all, isPublicModule, packageOf, packages } from "./source.js"

const path = "packages/schema/src/Card.ts"
const lines = (...text: ReadonlyArray<string>): string => text.join("\n")

describe("a doc comment", () => {
  it.each([
    ["a constant", "export const a = 1", "a"],
    ["a function", "export function a() {}", "a"],
    ["a class", "export class A {}", "A"],
    ["an interface", "export interface A {}", "A"],
    ["a type", "export type A = string", "A"],
    ["each of several", "export const { a, b: [c] } = d", "a|c"],
    ["a namespace", "export * as A from './A.js'", "A"],
    ["what is exported apart", "const a = 1; export { a as b }", "a"],
    ["what is passed on from elsewhere", "export { a } from 'effect'", "a"],
    ["all that is passed on from elsewhere", "export * from 'effect'", "*"],
    ["the default", "export default 1", "default"]
  ])("is missed by %s", (_fact, text, names) => {
    expect(undocumented([{ path, text: `\n${text}` }])).toEqual(
      names.split("|").map((name) => `${path}:2: ${name} has no doc comment`)
    )
  })

  it("is missed by the members of an exported interface", () => {
    const text = lines(
      "/** A card. */",
      "export interface Card {",
      "  /** Its number. */",
      "  readonly cardNo: string",
      "  readonly status: string",
      "  rename(name: string): void",
      "}",
      "interface Hidden { readonly a: string }"
    )
    expect(undocumented([{ path, text }])).toEqual([
      `${path}:5: Card.status has no doc comment`,
      `${path}:6: Card.rename has no doc comment`
    ])
  })

  it("is missed inside an exported namespace", () => {
    const text = lines("/** Cards. */", "export declare namespace Card {", "  export type No = string", "}")
    expect(undocumented([{ path, text }])).toEqual([`${path}:3: Card.No has no doc comment`])
  })

  it("stands directly before what it is about", () => {
    const text = lines(
      "/** What the file is about. */",
      "",
      "export const a = 1",
      "",
      "// Not a doc comment.",
      "export const b = 2"
    )
    expect(undocumented([{ path, text }])).toEqual([
      `${path}:3: a has no doc comment`,
      `${path}:6: b has no doc comment`
    ])
  })

  it("says something", () => {
    const text = lines("/**", " * @since 0.1.0", " */", "export const a = 1")
    expect(undocumented([{ path, text }])).toEqual([`${path}:4: a has no doc comment`])
  })

  it("serves a value and its type, and all overloads", () => {
    const text = lines(
      "/** A card's number. */",
      "export const CardNo = 1",
      "",
      "/**",
      " * @since 0.1.0",
      " */",
      "export type CardNo = number",
      "",
      "export function f(a: string): void",
      "/** Does both. */",
      "export function f(a: number): void",
      "export function f() {}"
    )
    expect(undocumented([{ path, text }])).toEqual([])
  })

  it("is looked for where it is declared what a module passes on", () => {
    const inside = { path: "packages/schema/src/internal/inside.ts" }
    const text = lines(
      "/** Documented. */",
      "export const a = 1",
      "export const b = 2",
      "export const hidden = 3",
      "/** A record. */",
      "export interface C {",
      "  readonly d: string",
      "}"
    )
    const sources = (passing: string) => [
      { path, text: passing },
      { ...inside, text }
    ]
    expect(undocumented(sources(`export { a } from "./internal/inside.js"`))).toEqual([])
    expect(undocumented(sources(`export { b as a, type C } from "./internal/inside.js"`))).toEqual([
      `${inside.path}:3: b has no doc comment`,
      `${inside.path}:7: C.d has no doc comment`
    ])
    expect(undocumented(sources(`export * from "./internal/inside.js"`))).toEqual([
      `${inside.path}:3: b has no doc comment`,
      `${inside.path}:4: hidden has no doc comment`,
      `${inside.path}:7: C.d has no doc comment`
    ])
  })

  it("is not needed by what only other files of the package see", () => {
    expect(undocumented([{ path: "packages/schema/src/internal/inside.ts", text: "export const a = 1" }])).toEqual([])
  })

  it("is not needed by what is not exported", () => {
    expect(undocumented([{ path, text: `import { a } from "effect"\nconst b = a\ntype C = typeof b` }])).toEqual([])
  })
})

describe("a request", () => {
  const endpoints = (payload: string) => ({
    path: "packages/schema/src/Endpoints.ts",
    text: lines(
      `import * as Card from "./Card.js"`,
      `import { Application } from "./Card.js"`,
      `export const a = Endpoint.make({ payload: ${payload}, success: Card.Page })`
    )
  })
  const card = {
    path,
    text: lines(
      "export interface Query { readonly a: string }",
      "export const Query = 1",
      "export type Application = { readonly b: string } & Query",
      "export type Inferred = typeof Query.Type"
    )
  }

  it.each(["Card.Query", "Application", "Schema.Undefined"])("is a named interface, or made of such: %s", (payload) => {
    expect(unnamedRequests(endpoints(payload), [card])).toEqual([])
  })

  it.each(["Card.Inferred", "Card.Unknown", "Other.Query"])("is none where it has a structure alone: %s", (payload) => {
    expect(unnamedRequests(endpoints(payload), [card])).toEqual([payload])
  })
})

describe("the source", () => {
  const sources = all()
  const modules = sources.filter(isPublicModule)

  it("has public modules in all packages", () => {
    // The program is imported by none.
    expect(new Set(modules.map((source) => packageOf(source.path)))).toEqual(
      new Set(packages.filter((name) => name !== "cli"))
    )
  })

  it("has a doc comment on all that it exports", () => {
    expect(undocumented(sources)).toEqual([])
  })

  it("has named interfaces for all requests of the endpoints", () => {
    const endpoints = sources.filter((source) => source.path === "packages/schema/src/Endpoints.ts")
    expect(endpoints.flatMap((source) => unnamedRequests(source, sources))).toEqual([])
    expect(endpoints.flatMap((source) => unnamedRequests(source, []))).not.toEqual([])
  })
})
