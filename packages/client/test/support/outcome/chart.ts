/** The flow chart of docs/outcomes.md as what leads from what to what, and the machine's transitions in the chart's words. */

/** An arrow: from a node, by an event, to a node. */
export type Arrow = `${string} -- ${string} --> ${string}`

/** The machine's phases and ends, as the chart's nodes. What it takes for one is self-evident to who reads it. */
const nodes: Readonly<Record<string, string>> = {
  Resting: "start",
  Reading: "read",
  Yielding: "again",
  Sending: "send",
  Recording: "record",
  Writing: "write",
  Missing: "missing",
  Timing: "time",
  Asking: "ask",
  Comparing: "explain",
  Looking: "explain",
  Waiting: "pause",
  Answered: "card",
  Logged: "card",
  Found: "card",
  Several: "several",
  None: "none",
  Conflict: "conflict",
  Unknown: "unknown",
  Rejected: "refused"
}

/** What the chart's words before a colon say that happened. */
const events: Readonly<Record<string, string>> = {
  begun: "Begun",
  entry: "LogRead",
  "log failed": "LogFailed",
  "log answered": "Swapped",
  stamped: "Stamped",
  "card told": "Answered",
  "call failed": "Failed",
  "stamp taken": "Timed",
  "rows shown": "Listed",
  "list failed": "ListFailed",
  "detail shown": "Looked",
  "detail failed": "LookFailed",
  "pause over": "Slept",
  "limit passed": "TimeUp"
}

const named = /(\w+)(?:\(?\[+"[^"]*"\]+\)?)?/.source
const arrow = new RegExp(`^ *${named} -- "([^"]+)" --> ${named}$`)

/** The arrows of a chart, and which nodes are drawn within another. A line that says anything else is not understood. */
export const read = (lines: ReadonlyArray<string>) => {
  const arrows = new Set<Arrow>()
  const within = new Map<string, string>()
  const strange: Array<string> = []
  let group: string | undefined
  for (const line of lines.slice(1)) {
    const opened = /^ *subgraph (\w+)\["[^"]+"\]$/.exec(line)?.[1]
    const [, from = "", label = "", to = ""] = arrow.exec(line) ?? []
    if (opened !== undefined) group = opened
    else if (/^ *end$/.test(line)) group = undefined
    else if (label === "") strange.push(line)
    for (const node of group === undefined || label === "" ? [] : [from, to]) within.set(node, group ?? "")
    for (const part of label === "" ? [] : label.split(" / ")) {
      const word = part.split(":")[0] ?? ""
      if (events[word] === undefined) strange.push(line)
      arrows.add(`${from} -- ${events[word] ?? word} --> ${to}`)
    }
  }
  return { arrows, within, strange }
}

/**
 * The machine's transitions as arrows of a chart. What leads out of a group, or into it, does so of the group as one; what
 * leads from a node to itself is not drawn.
 */
export const arrowsOf = (edges: Iterable<string>, within: ReadonlyMap<string, string>): ReadonlySet<Arrow> => {
  const arrows = new Set<Arrow>()
  for (const edge of edges) {
    const [from = "", event = "", to = ""] = edge.split(" ")
    const [one = from, other = to] = [nodes[from], nodes[to]]
    const isInside = within.has(one) && within.get(one) === within.get(other)
    const [source, target] = isInside ? [one, other] : [within.get(one) ?? one, within.get(other) ?? other]
    if (source !== target) arrows.add(`${source} -- ${event} --> ${target}`)
  }
  return arrows
}
