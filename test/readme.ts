/** What the documents say that is made from the code. */
import { Endpoints } from "@effect-keysecure/schema"

/** The table of operations. */
export const operations = (): string =>
  [
    "| operation | method and path | kind |",
    "| --- | --- | --- |",
    ...Object.values(Endpoints.all).map(
      ({ kind, method, name, path }) => `| \`${name}\` | ${method} \`${path}\` | ${kind} |`
    )
  ].join("\n")

/** The same in Chinese. */
export const operationsInChinese = (): string =>
  operations()
    .replace("| operation | method and path | kind |", "| 操作 | 方法与路径 | 类别 |")
    .replace(/\| read \|$/gm, "| 读 |")
    .replace(/\| write \|$/gm, "| 写 |")

/** The program that stands under a mark, if the document has the mark. */
export const program = (document: string, name: string): string | undefined =>
  document.split(`<!-- program: ${name} -->`)[1]?.split("```ts\n")[1]?.split("```")[0]

/** The text between the two marks of a part. */
export const part = (readme: string, name: string): string =>
  new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n?<!-- /${name} -->`).exec(readme)?.[1] ?? ""
