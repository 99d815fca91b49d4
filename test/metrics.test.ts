/** Every metric and every event stands in the document that tells what is counted and said, and no other does. */
import { expect, it } from "vitest"
import { all, packageOf, read } from "./source.js"

it("docs/outcomes.md names the metrics, all of them", () => {
  const made = all()
    .filter(({ path }) => packageOf(path) === "client")
    .flatMap(({ text }) => [...text.matchAll(/Metric(?:Key)?\.\w+\("([^"]+)"/g)].map(([, name]) => name))
  const told = [...read("docs/outcomes.md").matchAll(/^\| `(keysecure_\w+)`/gm)].map(([, name]) => name)
  expect(made.length).toBeGreaterThan(0)
  expect(told.toSorted()).toEqual(made.toSorted())
})

it("docs/outcomes.md names the events of spans, all of them", () => {
  const made = all()
    .filter(({ path }) => path.startsWith("packages/client/src/"))
    .flatMap(({ text }) =>
      [...text.matchAll(/"(keysecure\.[a-z_]+)",?\s*(?:\n\s*attributes: \{|"(?:Info|Warning)")/g)].map(
        ([, name]) => name
      )
    )
  const told = [...read("docs/outcomes.md").matchAll(/^\| `(keysecure\.\w+)`/gm)].map(([, name]) => name)
  expect(made.length).toBeGreaterThan(0)
  expect(told.toSorted()).toEqual(made.toSorted())
})
