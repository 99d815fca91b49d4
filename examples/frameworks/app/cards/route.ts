/** POST /cards: issues a card for an order. */
import { answerTo, limits, services } from "../../keysecure.ts"

export const runtime = "nodejs"

export const POST = async (request: Request): Promise<Response> => {
  const { cardholderNo = "", order = "" } = (await request.json()) as Record<string, string>
  const result = await services().keysecure.issue(
    { cardType: "Virtual", packageNo: "P0001", cardholderNo, cardUniqueNo: order },
    limits
  )
  const [status, body] = answerTo(result)
  return Response.json(body, { status })
}
