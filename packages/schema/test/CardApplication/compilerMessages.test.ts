/**
 * What the compiler says last about an application that is none: that line is what a reader acts on.
 *
 * The texts are stored for each compiler beside this file; `vitest run -u` writes them anew. What each has to say is held
 * here besides, so that a new text that says nothing is no golden.
 */
import { execFile } from "node:child_process"
import * as Fs from "node:fs"
import { createRequire } from "node:module"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"

interface Case {
  readonly about: string
  readonly code: string
  /** What the last line says. */
  readonly says: RegExp
}

const compiles = "(compiles)"
const cases: ReadonlyArray<Case> = [
  {
    about: "a physical card without an address",
    code: `apply({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo })`,
    says: /^Property 'address' is missing .* but required in type 'PhysicalCardApplication'/
  },
  {
    about: "a physical card with a virtual card's address",
    code: `apply({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo, address: place })`,
    says: /missing the following properties from type 'PhysicalAddress': firstName, lastName, phoneCode, phone$/
  },
  {
    about: "neither a package nor a BIN, virtual",
    code: `apply({ cardType: "Virtual", cardholderNo, cardUniqueNo })`,
    says: /required in type 'Give<"packageNo or cardBinNo", /
  },
  {
    about: "neither a package nor a BIN, physical",
    code: `apply({ cardType: "Physical", cardholderNo, cardUniqueNo, address: { ...place, ...person } })`,
    says: /required in type 'Give<"packageNo or cardBinNo", /
  },
  {
    about: "a package that may be undefined, and no BIN",
    code: `apply({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo: maybe(packageNo) })`,
    // TypeScript 7 looks at the package first, and says only that it may not be undefined.
    says: /required in type 'Give<"packageNo or cardBinNo", |^Type 'undefined' is not assignable to type/
  },
  {
    about: "a constant without `as const`, virtual",
    code: `const application = { cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo }\napply(application)`,
    says: /Type 'string' is not assignable to type .*write `as const`/
  },
  {
    about: "a constant without `as const`, physical",
    code: `const application = { cardType: "Physical", cardholderNo, cardUniqueNo, cardBinNo, address: { ...place, ...person } }\napply(application)`,
    says: /Type 'string' is not assignable to type .*write `as const`/
  },
  {
    about: "a constant with `as const`",
    code: `const application = { cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo } as const\napply(application)`,
    says: /^\(compiles\)$/
  },
  {
    about: "an optional field of type `string | undefined`",
    code: `apply({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo, address: { ...place, ...person, addressLine2: maybe("Flat 2") } })`,
    says: /^\(compiles\)$/
  },
  {
    about: "a BIN that may be undefined, beside a package",
    code: `apply({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, cardBinNo: maybe(cardBinNo) })`,
    says: /^\(compiles\)$/
  },
  {
    about: "a needed field of type `string | undefined`",
    code: `apply({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, address: { ...place, city: maybe("London") } })`,
    says: /^Type 'undefined' is not assignable to type 'string'/
  }
]

const prelude = `import { CardApplication } from "@effect-keysecure/schema"
declare const apply: (application: CardApplication.CardApplication) => void
declare const maybe: <A>(value: A) => A | undefined
const cardholderNo = CardApplication.CardholderNo.make("U0001")
const cardUniqueNo = CardApplication.CardUniqueNo.make("order-1")
const packageNo = CardApplication.PackageNo.make("P0001")
const cardBinNo = CardApplication.CardBinNo.make("B0001")
const place = { postalCode: "EC2R 8AH", country: "GB", state: "England", city: "London", addressLine1: "1 Lane" }
const person = { firstName: "Ada", lastName: "Lovelace", phoneCode: "44", phone: "2034614444" }
export { apply, cardBinNo, cardholderNo, cardUniqueNo, maybe, packageNo, person, place }
`

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL("../..", import.meta.url))
/** The compilers, and whether they tell an absent field from an undefined one. The newer one is quick: it does both. */
const settings = [
  { name: "typescript", manifest: require.resolve("typescript/package.json"), exact: true },
  { name: "typescript-7", manifest: require.resolve("typescript-7/package.json"), exact: true },
  { name: "typescript-7-loose", manifest: require.resolve("typescript-7/package.json"), exact: false }
] as const
const fileOf = (index: number): string => `case-${index}.ts`

/** All that a compiler says. */
const compile = ({ exact, manifest, name }: (typeof settings)[number]): Promise<string> => {
  const folder = Path.join(root, ".tsbuild", `messages-${name}`)
  Fs.mkdirSync(folder, { recursive: true })
  cases.forEach(({ code }, index) => Fs.writeFileSync(Path.join(folder, fileOf(index)), `${prelude}${code}\n`))
  const options = {
    extends: "../../../../tsconfig.base.json",
    files: cases.map((_, index) => fileOf(index)),
    compilerOptions: { composite: false, incremental: false, declaration: false, declarationMap: false, noEmit: true }
  }
  Fs.writeFileSync(
    Path.join(folder, "tsconfig.json"),
    JSON.stringify({ ...options, compilerOptions: { ...options.compilerOptions, exactOptionalPropertyTypes: exact } })
  )
  const bin = Path.join(Path.dirname(manifest), "bin", "tsc")
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, "-p", folder, "--pretty", "false"], { cwd: folder }, (_, stdout) =>
      resolve(stdout)
    )
  })
}

/** The last line about each case. */
const lastLines = (output: string): ReadonlyArray<string> =>
  cases.map((_, index) => {
    const own = output.split(/^(?=\S)/m).filter((block) => block.startsWith(`${fileOf(index)}(`))
    const line = own.at(-1)?.trimEnd().split("\n").at(-1) ?? compiles
    return line.replace(/^\S+ error TS\d+: /, "").trim()
  })

describe.each(settings)("$name", (setting) => {
  let lines: ReadonlyArray<string> = []

  beforeAll(async () => {
    lines = lastLines(await compile(setting))
  }, 120_000)

  it("says last what is stored", async () => {
    const text = cases.map(({ about }, index) => `${about}\n  ${lines[index]}\n`).join("\n")
    await expect(text).toMatchFileSnapshot(`compilerMessages/${setting.name}.txt`)
  })

  it.each(cases.map((one, index) => ({ ...one, index })))("says last what to do about $about", ({ index, says }) => {
    expect(lines[index]).toMatch(says)
  })
})
