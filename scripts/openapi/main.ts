/** `pnpm openapi`: writes packages/schema/openapi.json, which is released with the schemas. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import * as Prettier from "prettier"
import { docsOf } from "./endpointDocs.js"
import { makeDocument } from "./document.js"

const at = (path: string): string => fileURLToPath(new URL(`../../packages/schema/${path}`, import.meta.url))

/** Where the document is. */
export const target = at("openapi.json")

/** The document as it is written. */
export const openapi = async (): Promise<string> => {
  const document = makeDocument(docsOf(Fs.readFileSync(at("src/Endpoints.ts"), "utf8")))
  const options = await Prettier.resolveConfig(target)
  return Prettier.format(JSON.stringify(document), { ...options, filepath: target })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) Fs.writeFileSync(target, await openapi())
