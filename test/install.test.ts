/** The pages that say how to install: the same lines everywhere, and the packages' peers, all of them and in their ranges. */
import * as Fs from "node:fs"
import { expect, it } from "vitest"

const read = (path: string): string => Fs.readFileSync(new URL(`../${path}`, import.meta.url), "utf8")

const packages = ["schema", "client", "testkit", "sql", "batch", "cli"]

interface Manifest {
  readonly peerDependencies?: Readonly<Record<string, string>>
}

it.each(["docs/install.md", "docs/zh-CN/install.md"])("%s has each peer in its range", (path) => {
  const peers = packages.flatMap((name) => {
    const manifest: Manifest = JSON.parse(read(`packages/${name}/package.json`))
    return Object.entries(manifest.peerDependencies ?? {}).filter(([peer]) => !peer.startsWith("@effect-keysecure/"))
  })
  const rows = [...read(path).matchAll(/^\| `([^`]+)` +\| `(\^[^`]+)` +\|/gm)].map(([, peer, range]) => [peer, range])
  expect(new Map(rows.map(([peer, range]) => [peer, range]))).toEqual(new Map(peers))
  expect(rows).toHaveLength(new Set(peers.map(([peer]) => peer)).size)
})

/** The lines of a page that install something. `check:installs` runs those of README.md and of each package. */
const linesOf = (path: string) =>
  [...read(path).matchAll(/^```bash\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => line.startsWith("npm install "))

it.each([
  "README.zh-CN.md",
  ...["docs", "docs/zh-CN"].flatMap((folder) => [`${folder}/install.md`, `${folder}/start.md`])
])("%s installs what README.md does", (path) => {
  expect(linesOf(path)).toEqual(linesOf("README.md"))
  expect(linesOf(path)).toHaveLength(2)
})

it.each(["README.md", "docs/testing.md", ...packages.map((name) => `packages/${name}/README.md`)])(
  "%s names a version with each package that is not ours",
  (path) => {
    const wanted = linesOf(path).flatMap((line) => line.replace(/ #.*/, "").split(" ").slice(2))
    const bare = wanted.filter((name) => !/^-|^@effect-keysecure\/|.@\d/.test(name))
    expect(wanted.length).toBeGreaterThan(0)
    expect(bare).toEqual([])
  }
)
