/** The documents' part of a new endpoint: where it is described, listed and announced. */
import { todo } from "./mark.js"
import { kebab, pathFields, type Spec } from "./spec.js"
import { AnchorMissing, type Edits, type Files, type Insertion, nextVersion, textOf } from "./sources.js"

const behind = (files: Files, path: string, pattern: RegExp, what: string, text: string): Insertion => {
  const match = pattern.exec(textOf(files, path))
  if (match === null) throw new AnchorMissing(what, path)
  return { path, at: match.index + match[0].length, text }
}

const inApi = (files: Files, spec: Spec): ReadonlyArray<Insertion> => {
  const { dated, list, method, mode, path, title } = spec
  const modeMark = mode === undefined ? "" : mode === "AUTHORIZATION" ? "A" : "C"
  const row = `| ${title.toLowerCase()} | ${method} \`${path}\` | T | ${modeMark} | [D] |`
  const fields = [...(dated ? ["`start_time`", "`end_time`"] : []), ...(list ? ["`page`", "`size`"] : [])]
  const request =
    method === "GET"
      ? `[D] Of what \`${pathFields(spec).join("`, `")}\` names.`
      : `[D] Request: ${[todo("its fields; a question mark behind what may be left out, and each limit"), ...fields].join(", ")}.`
  const section = [
    `### ${title}`,
    "",
    request,
    "",
    `${list ? "Item" : "`data`"}: ${todo("its fields")}.`,
    "",
    todo("what the page does not say, each with [A] and the rule of the simulator that changes it; or nothing"),
    "",
    ""
  ].join("\n")
  const api = "docs/api.md"
  const callbacks = /^## Callbacks$/m.exec(textOf(files, api))
  if (callbacks === null) throw new AnchorMissing("heading Callbacks", api)
  return [
    behind(files, api, /^## Endpoints\n[\s\S]*?(?:^\|.*\n)+/m, "table of the endpoints", `${row}\n`),
    { path: api, at: callbacks.index, text: section }
  ]
}

const inTables = (files: Files, { kind, method, name, path }: Spec): ReadonlyArray<Insertion> =>
  [
    { document: "docs/operations.md", kindOfCall: kind },
    { document: "docs/zh-CN/operations.md", kindOfCall: kind === "read" ? "读" : "写" }
  ].map(({ document, kindOfCall }) =>
    behind(
      files,
      document,
      /<!-- operations -->\n[\s\S]*\|(?=\n+<!-- \/operations -->)/,
      "table of the operations",
      `\n| \`${name}\` | ${method} \`/open-api/v1${path}\` | ${kindOfCall} |`
    )
  )

const inMap = (files: Files, { noun }: Spec): Insertion =>
  behind(
    files,
    "ARCHITECTURE.md",
    /^### schema\n[\s\S]*?^\| `Endpoints` .*\n/m,
    "row of Endpoints",
    `| \`${noun}\` | ${todo("what the module holds, in one sentence")} | |\n`
  )

const inUpgrading = (files: Files, { name }: Spec): Insertion => {
  const { end, path } = nextVersion(files)
  const what = todo("what it is for.")
  return { path, at: end, text: `\n- \`${name}\`: ${what} A double of \`KeySecureClient.Service\` needs it too.` }
}

const changeset = ({ name, title }: Spec): readonly [path: string, text: string] => [
  `.changeset/${kebab(name)}.md`,
  [
    "---",
    ...["schema", "client", "testkit"].map((one) => `"@effect-keysecure/${one}": minor`),
    "---",
    "",
    `\`${name}\` (docs/api.md, ${title}): ${todo("what users can do with it")}`,
    ""
  ].join("\n")
]

/** All of it. */
export const documentEdits = (files: Files, spec: Spec): Edits => ({
  added: new Map([changeset(spec)]),
  inserted: [...inApi(files, spec), ...inTables(files, spec), inMap(files, spec), inUpgrading(files, spec)]
})
