/** The platform of the bench of clients: it answers as fast as it can, and every application with a card. */
import { createServer } from "node:http"

const inJson = /"card_unique_no"\s*:\s*"([^"]*)"/
const inForm = /(?:^|&)card_unique_no=([^&]*)/

/** The answer to an application, in whichever form it came. */
const applied = (body: string): string => {
  const cardUniqueNo = (inJson.exec(body) ?? inForm.exec(body))?.[1] ?? ""
  return `{"code":0,"msg":"Success","data":{"card_no":"C0000000001","card_unique_no":"${cardUniqueNo}"}}`
}

/** A token of a day. */
const token = (): string =>
  JSON.stringify({ code: 0, msg: "Success", data: { access_token: "token-1", expired_time: Date.now() + 86_400_000 } })

const server = createServer((request, response) => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (part: string) => {
    body += part
  })
  request.on("end", () => {
    const text = request.method === "POST" ? applied(body) : token()
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    response.end(text)
  })
})
// Candidates wait for their turn for longer than the default of 5 s.
server.keepAliveTimeout = 600_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") process.send?.(address.port)
})
process.on("disconnect", () => server.close())
