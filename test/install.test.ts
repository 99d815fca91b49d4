/** The page on installing names the packages' peers, all of them and in their ranges. */
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
