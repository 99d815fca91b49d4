/** Whether a page in Chinese says what its page in English says, as far as a program can tell. */
import * as Path from "node:path"
import type { Source } from "./source.js"

/** What follows this line in a Chinese page has no counterpart. */
const onlyHere = "<!-- zh-CN only -->"

/** A heading with what stands below it. */
interface Section {
  readonly heading: string
  readonly level: number
  /** The id that stands before the heading. */
  readonly id: string | undefined
  readonly code: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  readonly items: number
  readonly paragraphs: number
  readonly prose: string
}

/** The anchor that a heading has on GitHub. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")

/** Code without what may be said in another language: the comments of a shell and the labels of a diagram. */
const codeOf = (block: string): string => {
  if (/^```(?:ba)?sh\n/.test(block)) return block.replace(/ *#.*$/gm, "")
  return block.startsWith("```mermaid") ? block.replace(/"[^"]*"/g, '""') : block
}

const cellsOf = (row: string): ReadonlyArray<string> =>
  row
    .replaceAll("\\|", "¦")
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())

const sectionOf = (lines: ReadonlyArray<string>, level: number, heading: string, id: string | undefined): Section => {
  const text = lines.join("\n")
  const blocks = [...text.matchAll(/(^<!-- example: .*-->\n\n)?(^ *```[\s\S]*?^ *```$)/gm)].map(
    // An example of what is said is in the language of the page.
    ([, example, block = ""]) => example ?? block.trim()
  )
  const without = text.replace(/^ *```[\s\S]*?^ *```$/gm, "\n").replace(/<!--[\s\S]*?-->/g, "\n")
  const rest = without.split("\n")
  const rows = rest.filter((line) => line.startsWith("|") && !/^\|[\s|:-]+\|$/.test(line)).map(cellsOf)
  const prose = rest.filter((line) => !line.startsWith("|")).join("\n")
  const isItem = (line: string): boolean => /^\s*(?:[-*]|\d+\.) /.test(line)
  return {
    heading,
    level,
    id,
    code: blocks.map(codeOf),
    rows,
    items: rest.filter(isItem).length,
    paragraphs: prose.split(/\n\s*\n/).filter((part) => part.trim() !== "" && !part.split("\n").some(isItem)).length,
    prose
  }
}

/** The sections of a page, in order. */
export const sectionsOf = (text: string): ReadonlyArray<Section> => {
  const sections: Array<Section> = []
  let open: { readonly level: number; readonly heading: string; readonly id: string | undefined } | undefined
  let lines: Array<string> = []
  let id: string | undefined
  let isCode = false
  const close = () => {
    if (open !== undefined) sections.push(sectionOf(lines, open.level, open.heading, open.id))
    lines = []
  }
  for (const line of (text.split(onlyHere)[0] ?? "").split("\n")) {
    if (/^\s*```/.test(line)) isCode = !isCode
    const [, marks, heading] = isCode ? [] : (/^(#+) (.*)$/.exec(line) ?? [])
    const [, anchor] = isCode ? [] : (/^<a id="([^"]*)"><\/a>$/.exec(line) ?? [])
    if (marks !== undefined && heading !== undefined) {
      close()
      open = { level: marks.length, heading, id }
      id = undefined
    } else if (anchor === undefined) lines.push(line)
    else id = anchor
  }
  close()
  return sections
}

const unique = (values: Iterable<string>): ReadonlyArray<string> => [...new Set(values)].toSorted()

const codeIn = (text: string): ReadonlyArray<string> =>
  unique([...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replace(/\s+/g, " ")))

/** Where the links of a text lead, from the root of the repository. */
export const linksIn = (path: string, text: string): ReadonlyArray<string> =>
  unique(
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => {
      if (/^https?:/.test(target)) return target
      const [file = "", anchor] = target.split("#")
      const to = file === "" ? path : Path.posix.join(Path.posix.dirname(path), file)
      return anchor === undefined ? to : `${to}#${anchor}`
    })
  )

/** The page in English that a page in Chinese, or a place on it, is made from. */
const english = (place: string): string =>
  place.replace(/^docs\/zh-CN\//, "docs/").replace(/^README\.zh-CN\.md/, "README.md")

/** The numbers of prose. Those in words count for none, since languages write different ones in words. */
const numbersIn = (text: string): ReadonlyArray<string> =>
  unique(
    text
      .replace(/`[^`]*`/g, "")
      .replace(/\]\([^)]*\)/g, "]")
      .match(/\d+(?:[.,]\d+)*/g) ?? []
  )

/** The vendor's names of the lines of an address hold a number. */
const vendorsNames = /地址[12]/g

/** The numbers of a cell, each as often as it is there: the order of words may be another. */
const figuresIn = (cell: string): string =>
  (
    cell
      .replace(/`[^`]*`|\]\([^)]*\)/g, "")
      .replace(vendorsNames, "")
      .match(/\d+(?:[.,]\d+)*/g) ?? []
  )
    .toSorted()
    .join(" ")

const lacking = (these: ReadonlyArray<string>, those: ReadonlyArray<string>): ReadonlyArray<string> =>
  these.filter((one) => !those.includes(one))

const differing = (name: string, english: ReadonlyArray<string>, chinese: ReadonlyArray<string>) => [
  ...lacking(english, chinese).map((one) => `${name} ${one} is in English only`),
  ...lacking(chinese, english).map((one) => `${name} ${one} is in Chinese only`)
]

const countOf = (name: string, english: number, chinese: number): ReadonlyArray<string> =>
  english === chinese ? [] : [`${english} ${name} in English, ${chinese} in Chinese`]

const rowApart = (row: ReadonlyArray<string>, there: ReadonlyArray<string>, index: number): ReadonlyArray<string> => {
  const name = `row "${row.join(" | ").slice(0, 60)}"`
  if (row.some((cell, at) => codeIn(cell).join() !== codeIn(there[at] ?? "").join())) {
    return [`${name} has other code in Chinese`]
  }
  if (row.length !== there.length) return countOf(`cells of row ${index}`, row.length, there.length)
  return row.flatMap((cell, at) => {
    const [one, other] = [figuresIn(cell), figuresIn(there[at] ?? "")]
    return one === other ? [] : [`${name} has the numbers ${one || "–"} in English, ${other || "–"} in Chinese`]
  })
}

const rowsApart = (one: Section, other: Section): ReadonlyArray<string> =>
  one.rows.length === other.rows.length
    ? one.rows.flatMap((row, index) => rowApart(row, other.rows[index] ?? [], index))
    : countOf("rows", one.rows.length, other.rows.length)

const faultsOf = (from: Source, to: Source, one: Section, other: Section): ReadonlyArray<string> => [
  ...(one.level === other.level ? [] : ["another level of heading"]),
  ...(one.level === 1 || other.id === anchorOf(one.heading)
    ? []
    : [`<a id="${anchorOf(one.heading)}"></a> does not stand before it`]),
  ...countOf("blocks of code", one.code.length, other.code.length),
  ...one.code.flatMap((block, at) =>
    other.code[at] === undefined || block === other.code[at] ? [] : [`block ${at + 1} is another`]
  ),
  ...rowsApart(one, other),
  ...countOf("items of lists", one.items, other.items),
  ...countOf("paragraphs", one.paragraphs, other.paragraphs),
  ...differing("code", codeIn(one.prose), codeIn(other.prose)),
  ...differing(
    "link",
    linksIn(from.path, one.prose + one.rows.join("\n")),
    linksIn(to.path, other.prose + other.rows.join("\n")).map(english)
  ),
  ...lacking(numbersIn(one.prose), numbersIn(other.prose)).map((number) => `the number ${number} is in English only`)
]

/** How a page in Chinese differs from the page in English: the heading in English, and what is other below it. */
export const apart = (from: Source, to: Source): ReadonlyArray<string> => {
  const [these, those] = [sectionsOf(from.text), sectionsOf(to.text)]
  if (these.length !== those.length) {
    const ids = new Set(those.map(({ id }) => id))
    const gone = these.filter(({ heading, level }) => level > 1 && !ids.has(anchorOf(heading)))
    return [
      `${from.path}: ${these.length} headings in English, ${those.length} in Chinese`,
      ...gone.map(({ heading }) => `${from.path}, ${heading}: not in Chinese`)
    ]
  }
  return these.flatMap((one, index) => {
    const other = those[index]
    return other === undefined
      ? []
      : faultsOf(from, to, one, other).map((fault) => `${from.path}, ${one.heading}: ${fault}`)
  })
}
