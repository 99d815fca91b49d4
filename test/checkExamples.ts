/** Compiles every example of the documents and doc comments (`pnpm check:examples`), and one that has to be refused. */
import { mistakes, snippets } from "./snippets.js"

const wrong = {
  path: "wrong.md",
  line: 7,
  code: [
    'import { Effect } from "effect"',
    "",
    "Effect.succede(1)",
    "// @ts-expect-error",
    "const a: string = 1",
    'const b: string = [""][0] // strict, as our own code is'
  ].join("\n")
}
const expected = [
  "wrong.md:9: Property 'succede' does not exist",
  "wrong.md:12: Type 'string | undefined' is not assignable"
]

const examples = snippets()
const told = mistakes([...examples, wrong])
const overlooked = expected.filter((start) => !told.some((mistake) => mistake.startsWith(start)))
const problems = [
  ...told.filter((mistake) => !expected.some((start) => mistake.startsWith(start))),
  ...overlooked.map((mistake) => `${mistake}: the compiler does not tell it`)
]

for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`${examples.length} examples compiled, ${problems.length} problems\n`)
process.exitCode = problems.length === 0 ? 0 : 1
