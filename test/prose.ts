/** Plain English, as far as a program can tell: how a sentence begins, and the words that stand in place of a noun. */
import ts from "typescript"
import { parse, type Source } from "./source.js"

/** A paragraph, an item of a list, or a cell of a table. */
interface Block {
  readonly line: number
  readonly text: string
}

/** Text without the parts that are no prose: the insides of code, and the addresses of links. */
const plain = (text: string): string =>
  text
    .replace(/`[^`]*`/g, "`code`")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/<!--.*?-->/g, "")

const cellsOf = (row: string): ReadonlyArray<string> =>
  /^\|[\s|:-]+\|$/.test(row) ? [] : row.replace(/\\\|/g, "/").split("|").slice(1, -1)

/** The prose of a document. Code, headings and tags of doc comments are none. */
const blocksOf = (document: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let open: { readonly line: number; readonly lines: Array<string> } | undefined
  let isCode = false
  const close = () => {
    if (open !== undefined) blocks.push({ line: open.line, text: plain(open.lines.join(" ")) })
    open = undefined
  }
  document.split("\n").forEach((content, index) => {
    if (/^\s*```/.test(content)) isCode = !isCode
    const isProse = !isCode && !/^\s*(?:```|#|@|$|<!--)/.test(content)
    if (!isProse || /^\s*(?:[-*|]|\d+\.) ?/.test(content)) close()
    if (!isProse) return
    if (content.startsWith("|")) {
      blocks.push(...cellsOf(content).map((cell) => ({ line: index + 1, text: plain(cell).trim() })))
      return
    }
    open ??= { line: index + 1, lines: [] }
    open.lines.push(content.replace(/^\s*(?:[-*]|\d+\.) /, "").trim())
  })
  close()
  return blocks
}

/** The sentences of a block. A colon ends one, because another may follow it. */
const sentencesOf = (text: string): ReadonlyArray<string> =>
  text.split(/(?<=[.!?:][)*_"]*)\s+(?=[(*_"]*[A-Z`[])/).map((sentence) => sentence.trim())

const beginning = /^[(*_"]*(Of|Whatever) /
const hiding = /\b(whoever|nobody)\b/i

/** The fault of a sentence, if it has one. */
const faultOf = (sentence: string): string | undefined => {
  const first = beginning.exec(sentence)?.[1]
  if (first !== undefined) return `begins with "${first}"`
  const word = hiding.exec(sentence)?.[1]
  return word === undefined ? undefined : `says "${word.toLowerCase()}" in place of a noun`
}

/** The hard sentences of a document, and where they stand. */
export const hardIn = ({ path, text }: Source): ReadonlyArray<string> =>
  blocksOf(text).flatMap(({ line, text: block }) =>
    sentencesOf(block).flatMap((sentence) => {
      const fault = faultOf(sentence)
      return fault === undefined ? [] : [`${path}:${line}: ${fault}: ${sentence.slice(0, 60)}`]
    })
  )

/** Every comment of a file, by its position. */
const commentsOf = (file: ts.SourceFile): ReadonlyMap<number, ts.CommentRange> => {
  const found = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? [])
    ]
    for (const range of ranges) found.set(range.pos, range)
    node.getChildren(file).forEach(visit)
  }
  visit(file)
  return found
}

/** The comments of a file as a document with the same lines. */
export const commentsIn = (source: Source): Source => {
  const file = parse(source)
  const lines = source.text.split("\n").map(() => "")
  for (const { end, pos } of commentsOf(file).values()) {
    const { line } = file.getLineAndCharacterOfPosition(pos)
    source.text
      .slice(pos, end)
      .split("\n")
      .forEach((content, index) => {
        lines[line + index] = content.replace(/^\s*(?:\/\*\*?|\/\/|\*(?!\/)) ?/, "").replace(/\s*\*\/$/, "")
      })
  }
  return { path: source.path, text: lines.join("\n") }
}
