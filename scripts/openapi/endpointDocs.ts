/** What the doc comments say of the operations, for readers of the document too. */
import ts from "typescript"

/** The prose of the doc comment of every constant of a file that is exported, by its name, as one line. */
export const docsOf = (text: string): ReadonlyMap<string, string> => {
  const file = ts.createSourceFile("Endpoints.ts", text, ts.ScriptTarget.Latest, true)
  return new Map(
    file.statements.filter(ts.isVariableStatement).flatMap((statement) => {
      const comment = ts.getJSDocCommentsAndTags(statement).findLast(ts.isJSDoc)
      const prose = ts.getTextOfJSDocComment(comment?.comment)?.replace(/\s+/g, " ").trim() ?? ""
      return statement.declarationList.declarations.map(({ name }) => [name.getText(file), prose] as const)
    })
  )
}
