/** Every dependency stands in a table with its reason, and no other does. */
import { expect, it } from "vitest"
import { packages, read } from "./source.js"

const manifests = ["package.json", "bench/package.json", "examples/package.json"].concat(
  packages.map((name) => `packages/${name}/package.json`)
)

const namesIn = (manifest: string): ReadonlyArray<string> => {
  const {
    dependencies,
    devDependencies,
    peerDependencies
  }: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(read(manifest))
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
}

/** The names in the first column of the table under a heading. */
const told = (document: string, heading: string): ReadonlyArray<string> => {
  const [, part = ""] = read(document).split(`\n## ${heading}\n`)
  return [...(part.split("\n## ")[0] ?? "").matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
  )
}

it("the tables of dependencies name those of the manifests", () => {
  const used = new Set(manifests.flatMap(namesIn).filter((name) => !name.startsWith("@effect-keysecure/")))
  expect(used.size).toBeGreaterThan(30)
  const listed = [...told("docs/dependencies.md", "At run time"), ...told("CONTRIBUTING.md", "What it is made with")]
  expect(listed.toSorted()).toEqual([...used].toSorted())
})
