/** What README.md says that is made from the code. */
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

/** The text between the two marks of a part. */
export const part = (readme: string, name: string): string =>
  new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n?<!-- /${name} -->`).exec(readme)?.[1] ?? ""
