/** docs/going-live.md names only what there is: metrics, lines of the log, errors, and places in other documents. */
import { ErrorCode } from "@effect-keysecure/schema"
import { expect, it } from "vitest"
import { all, read } from "./source.js"

const text = read("docs/going-live.md")

const source = all()
  .map((file) => file.text)
  .join("\n")

const named = (pattern: RegExp): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))
]

it("its metrics and lines of the log are those that are made", () => {
  const names = named(/`(keysecure[_.][a-z_]+)`/g)
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter((name) => !source.includes(`"${name}"`))).toEqual([])
})

it("the outcomes that it alerts on are tags of errors", () => {
  const [, row = ""] = text.split("| alert on")
  const tags = new Set<string>(Object.values(ErrorCode.table).map(({ tag }) => tag))
  const outcomes = [...(row.split("\n\n")[0] ?? "").matchAll(/`([A-Z]\w+)`/g)].map(([, name = ""]) => name)
  const errors = ["ClientError", "Callbacks", "internal/callbacks/verification"].map((path) =>
    read(`packages/client/src/${path}.ts`)
  )
  // What is to be done, and a header.
  const others = new Set(["SqlRateLimit", "Date"])
  const isError = (name: string) => errors.some((file) => file.includes(`class ${name} `) || file.includes(`"${name}"`))
  expect(outcomes).toContain("IpNotAllowed")
  expect(outcomes.filter((name) => !tags.has(name) && !isError(name) && !others.has(name))).toEqual([])
})

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")

const anchorsOf = (document: string): ReadonlySet<string> =>
  new Set([...document.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)))

it("its links lead to headings that are there", () => {
  const links = [...text.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)].map(([, file = "", anchor]) => ({ file, anchor }))
  expect(links.length).toBeGreaterThan(20)
  expect(
    links.filter(
      ({ anchor, file }) => anchor !== undefined && !anchorsOf(file === "" ? text : read(`docs/${file}`)).has(anchor)
    )
  ).toEqual([])
  expect(() => links.map(({ file }) => read(file === "" ? "README.md" : `docs/${file}`))).not.toThrow()
})
