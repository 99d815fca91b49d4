/** `pnpm codes`: writes what is made from the table of codes, `ErrorCode.table`. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import * as Prettier from "prettier"
import { nextVersion } from "../newEndpoint/sources.js"
import { ofApiInChinese, ofErrorsInChinese } from "./chinese.js"
import { sectionsInChinese } from "./chineseSections.js"
import { classes } from "./classes.js"
import { sections } from "./sections.js"
import { ofApi, ofErrors } from "./tables.js"

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const read = (path: string): string => Fs.readFileSync(at(path), "utf8")

const between = (path: string, start: string, end: string, text: string, whole = read(path)): string => {
  const from = whole.indexOf(start)
  const to = whole.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`${path} has lost its marks ${start} and ${end}`)
  return `${whole.slice(0, from + start.length)}\n\n${text}\n\n${whole.slice(to)}`
}

/** What tells the version that a new code is there since. */
const released = ["packages/schema/package.json", "docs/upgrading.md"]

const errorsInChinese = "docs/zh-CN/errors.md"
const errors = "docs/errors.md"
const rejections = "packages/schema/src/Rejection.ts"

const made = (): Readonly<Record<string, string>> => {
  const { version } = nextVersion(new Map(released.map((path) => [path, read(path)])))
  return {
    [rejections]: between(
      rejections,
      "// `pnpm codes` writes the classes from here on.",
      "// Until here.",
      classes(read(rejections), version)
    ),
    [errors]: between(
      errors,
      "<!-- sections -->",
      "<!-- /sections -->",
      sections(),
      between(errors, "<!-- errors -->", "<!-- /errors -->", ofErrors())
    ),
    [errorsInChinese]: between(
      errorsInChinese,
      "<!-- sections -->",
      "<!-- /sections -->",
      sectionsInChinese(),
      between(errorsInChinese, "<!-- errors -->", "<!-- /errors -->", ofErrorsInChinese())
    ),
    "docs/api.md": between("docs/api.md", "<!-- codes -->", "<!-- /codes -->", ofApi()),
    "docs/zh-CN/api.md": between("docs/zh-CN/api.md", "<!-- codes -->", "<!-- /codes -->", ofApiInChinese())
  }
}

/** Each file that holds a part which is made from the table, as it has to be. */
export const files = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(made()).map(async ([path, text]): Promise<[string, string]> => {
        const options = await Prettier.resolveConfig(at(path))
        return [path, await Prettier.format(text, { ...options, filepath: at(path) })]
      })
    )
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(await files())) Fs.writeFileSync(at(path), text)
}
