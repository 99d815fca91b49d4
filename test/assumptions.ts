/** What docs/api.md assumes, against the rules of the simulator that change it. */
import ts from "typescript"
import { finding, parse, type Source } from "./source.js"

const mark = "[A]"

/** What stands behind the mark of an assumption for which there is no rule, since it is an option elsewhere. */
const noRule = "_no rule_"

interface Assumption {
  readonly line: number
  /** The heading of the second level that it stands under. */
  readonly section: string
  /** The nearest heading that it stands under. */
  readonly heading: string
  /** From its mark to the next one, or to the end of its paragraph, item or row. */
  readonly text: string
}

const startsBlock = /^\s*$|^#|^\s*(?:[-*|]|\d+\.) ?/

/** The assumptions of a document, but for its beginning, which explains the marks. */
const assumptionsOf = (document: string): ReadonlyArray<Assumption> => {
  const found: Array<Assumption> = []
  let section = ""
  let heading = ""
  let open: Assumption | undefined
  const close = () => {
    if (open !== undefined && section !== "") found.push(open)
    open = undefined
  }
  document.split("\n").forEach((content, index) => {
    if (startsBlock.test(content)) close()
    section = /^## +(.*?) *$/.exec(content)?.[1] ?? section
    heading = /^#{2,} +(.*?)(?: +\[.*)? *$/.exec(content)?.[1] ?? heading
    const [before = "", ...marked] = content.split(mark)
    if (open !== undefined) open = { ...open, text: `${open.text}\n${before}` }
    for (const text of marked) {
      close()
      open = { line: index + 1, section, heading, text }
    }
  })
  close()
  return found
}

interface Rule {
  readonly name: string
  readonly position: number
}

/** The members of `Rules` whose doc comment carries the mark. */
const rulesOf = (file: ts.SourceFile): ReadonlyArray<Rule> =>
  file.statements
    .filter((node) => ts.isInterfaceDeclaration(node))
    .filter((node) => node.name.text === "Rules")
    .flatMap(({ members }) => [...members])
    .filter((member) => ts.getJSDocCommentsAndTags(member).some((comment) => comment.getText(file).includes(mark)))
    .map((member) => ({ name: member.name?.getText(file) ?? "", position: member.getStart(file) }))

const namesIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/`([A-Za-z]+)`/g)].map(([, name]) => name ?? "")

/** The assumptions that name no rule, and the rules that no assumption names. */
export const unmatched = (document: Source, rules: Source): ReadonlyArray<string> => {
  const file = parse(rules)
  const assumed = rulesOf(file)
  const known = new Set(assumed.map(({ name }) => name))
  const assumptions = assumptionsOf(document.text)
  const named = new Set(assumptions.flatMap(({ text }) => namesIn(text)))
  const isAnswered = ({ section, text }: Assumption): boolean =>
    namesIn(text).some((name) => known.has(name)) || (section === "Callbacks" && text.includes(noRule))
  return [
    ...assumptions.filter((one) => !isAnswered(one)).map(({ line }) => `${document.path}:${line}: names no rule`),
    ...assumed
      .filter(({ name }) => !named.has(name))
      .map(({ name, position }) => finding(file, position, `${name} is named by no assumption`))
  ]
}

/** The heading under which each rule is named first, by name. */
export const headingsOf = (document: Source, rules: Source): Readonly<Record<string, string>> => {
  const known = new Set(rulesOf(parse(rules)).map(({ name }) => name))
  const named = assumptionsOf(document.text).flatMap(({ heading, text }) =>
    namesIn(text).flatMap((name) => (known.has(name) ? [[name, heading] as const] : []))
  )
  return Object.fromEntries(named.toReversed())
}
