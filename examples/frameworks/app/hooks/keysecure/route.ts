/** POST /hooks/keysecure: what the platform calls back, as text: the signature is over the text of its numbers. */
import { services } from "../../../keysecure.ts"

export const runtime = "nodejs"

export const POST = async (request: Request): Promise<Response> =>
  Response.json(await services().callbacks.answer({ headers: request.headers, body: await request.text() }))
