/** What is made from the table of codes: the classes, and the tables of the documents. */
import { ErrorCode } from "@effect-keysecure/schema"
import * as Fs from "node:fs"
import { describe, expect, it } from "vitest"
import { classes } from "../scripts/codes/classes.js"
import { files } from "../scripts/codes/main.js"
import { ofApi, ofErrors } from "../scripts/codes/tables.js"

const made = await files()

const row: ErrorCode.Row = {
  tag: "MadeUp",
  meaning: "the card was reported as lost",
  meaningInChinese: "该卡已挂失",
  note: "known from a single page",
  carriedOut: { unknownFor: "applyForCardholder" },
  remedy: "Apply for another card.",
  remedyInChinese: "请另外申请一张卡。"
}
const codes = { ...ErrorCode.table, 9999: row }

describe("pnpm codes", () => {
  it.each(Object.entries(made))("would write %s as it is", (path, text) => {
    expect(Fs.readFileSync(new URL(`../${path}`, import.meta.url), "utf8")).toBe(text)
  })

  it("makes a row more of a code more, in every place", () => {
    expect(ofErrors(codes)).toContain(
      "| 9999 | `MadeUp` | the card was reported as lost | no; unknown on `applyForCardholder` | Apply for another card. |"
    )
    expect(ofApi(codes)).toContain("| 9999 | `MadeUp` | the card was reported as lost (known from a single page) |")
    const source = classes(made["packages/schema/src/Rejection.ts"] ?? "", "9.9.9", codes)
    expect(source).toContain(
      [
        "/**",
        " * 9999: the card was reported as lost.",
        " *",
        " * @since 9.9.9",
        " * @category errors",
        " */",
        "export class MadeUp extends documented<MadeUp>()(9999) {}"
      ].join("\n")
    )
    expect(source).toMatch(/ {2}\w+,\n {2}MadeUp\n\] as const$/)
  })
})
