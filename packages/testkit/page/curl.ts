/** A request of the log as a command of curl. */
import type { LogEntry } from "./api.js"

/** A text as the shell reads it, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What curl or the connection adds by itself. */
const leftOut = new Set([
  "host",
  "user-agent",
  "accept",
  "content-length",
  "connection",
  "accept-encoding",
  "transfer-encoding",
  "expect"
])

/** The headers whose values are not the old ones: the timestamp must be a new one, and a masked secret is none. */
const instead: Readonly<Record<string, string>> = {
  timestamp: `"Timestamp: $(date +%s)000"`,
  "api-key": `"Api-Key: $KEYSECURE_API_KEY"`,
  "access-token": `"Access-Token: $KEYSECURE_ACCESS_TOKEN"`
}

/** The command. With masked secrets it takes the key and the token from the environment. */
export const curlOf = (
  { body, headers, method, path }: Pick<LogEntry, "body" | "headers" | "method" | "path">,
  origin: string,
  secrets: boolean
): string => {
  const lines = Object.entries(headers).flatMap(([name, value]) => {
    if (leftOut.has(name)) return []
    const other = name === "timestamp" || !secrets ? instead[name] : undefined
    return [`-H ${other ?? quoted(`${name}: ${value}`)}`]
  })
  const sent = method === "GET" && body === "" ? [] : [`-X ${method}`]
  return [
    `curl -sS ${quoted(origin + path)}`,
    ...sent,
    ...lines,
    ...(body === "" ? [] : [`--data-binary ${quoted(body)}`])
  ].join(" \\\n  ")
}
