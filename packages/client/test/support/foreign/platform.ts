/**
 * A platform of somebody else's making, written from the vendor's documents alone: it shares nothing with the simulator. `Ways` says
 * how it does what they leave open, and what it does wrong.
 */
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Clock, Effect } from "effect"

/** A JSON object. */
export type Wire = Record<string, unknown>

/** A card, or a transfer. */
export interface Kept {
  readonly no: string
  readonly uniqueNo: string
  readonly holder: string
  readonly type: string
  readonly createdAt: number
}

/** What happens to a question for a list. */
export type ListTrouble =
  | { readonly _tag: "None" }
  | { readonly _tag: "Answer"; readonly status: number; readonly text: string }
  | { readonly _tag: "Cut" }
  | { readonly _tag: "Reset" }
  | { readonly _tag: "Slow"; readonly millis: number }

/** What happens to a write. */
export interface WriteTrouble {
  readonly isCarriedOut: boolean
  readonly lateMillis: number
  readonly answer: "asUsual" | "lost" | "cut" | { readonly status: number; readonly text: string }
}

/** How the platform does things. */
export interface Ways {
  /** How far its clock is ahead of ours. */
  readonly skewMillis: number
  readonly hasDate: boolean
  /** How many rows a page has at most. */
  readonly cap: number
  readonly order: "newest" | "oldest" | "shuffled"
  readonly filter: "exact" | "contains" | "ignored"
  readonly pages: "from0" | "from1" | "ignored"
  /** Rows that stand there twice: each on its page, or one after the other in the whole list. */
  readonly twice: "no" | "onPage" | "inList"
  /** How it shows a number of the merchant's, and a cardholder's. */
  readonly number: (text: string) => unknown
  readonly holder: (text: string) => unknown
  /** How it shows its own number. */
  readonly no: "text" | "number" | "textOnceReady" | "missing"
  readonly detail: "asStored" | "asListed" | "refused"
  /** Items that are none. */
  readonly odd: ReadonlyArray<unknown>
  readonly oddAt: "start" | "end"
  /** What stands beside the list. */
  readonly more: (total: number) => Wire
  readonly nothing: "list" | "nullList" | "noList" | "nullData" | "noData"
  readonly lagMillis: number
  readonly time: "creation" | "lastChange"
  readonly pendingMillis: number
  readonly isInSeconds: boolean
  readonly bounds: "inclusive" | "exclusive"
  readonly countsBothEnds: boolean
  readonly futureEnd: number | undefined
  readonly zone: "asAsked" | "default"
  readonly repeated: "refused" | "refusedAsParameter" | "same" | "another" | "acceptedLater"
  /** How many cards of others are made before each question, up to three. */
  readonly inserts: number
  readonly lists: ReadonlyArray<ListTrouble>
  readonly writes: ReadonlyArray<WriteTrouble>
}

const dayMillis = 86_400_000
const mostInserts = 3

const isRecord = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value)

const accepted = (data: unknown): Wire => ({ code: 0, msg: "Success", data })
const refused = (code: number, msg: string): Wire => ({ code, msg })

const isReady = ({ pendingMillis }: Ways, { createdAt }: Kept, now: number) => now >= createdAt + pendingMillis

const timeOf = (ways: Ways, kept: Kept, now: number): number => {
  const millis = kept.createdAt + (ways.time === "lastChange" && isReady(ways, kept, now) ? ways.pendingMillis : 0)
  return ways.isInSeconds ? Math.floor(millis / 1000) * 1000 : millis
}

const noOf = (ways: Ways, kept: Kept, now: number): unknown => {
  if (ways.no === "missing" || (ways.no === "textOnceReady" && !isReady(ways, kept, now))) return undefined
  return ways.no === "number" ? Number(kept.no.slice(1)) : kept.no
}

/** The names of the fields of a card, and of a transfer. */
const names = {
  card: { no: "card_no", uniqueNo: "card_unique_no", done: "Activated" },
  transfer: { no: "transfer_no", uniqueNo: "transfer_unique_no", done: "Success" }
} as const
type Names = (typeof names)[keyof typeof names]

const rowOf = (ways: Ways, { done, no, uniqueNo }: Names, kept: Kept, now: number): Wire => ({
  [no]: noOf(ways, kept, now),
  [uniqueNo]: ways.number(kept.uniqueNo),
  cardholder_no: ways.holder(kept.holder),
  ...(kept.type === "" ? {} : { card_type: kept.type }),
  status: isReady(ways, kept, now) ? done : "Pending",
  time: timeOf(ways, kept, now) / (ways.isInSeconds ? 1000 : 1)
})

/** An order that says nothing, and stays. */
const shuffled = (no: string): number => [...no].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 1_009, 7)

const ordered = ({ order }: Ways, all: ReadonlyArray<Kept>): ReadonlyArray<Kept> => {
  const ranks = {
    newest: ({ createdAt }: Kept) => -createdAt,
    oldest: ({ createdAt }: Kept) => createdAt,
    shuffled: ({ no }: Kept) => shuffled(no)
  }
  const rank = ranks[order]
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.no < b.no ? -1 : 1))
}

/** Why a span is refused, if it is. */
const refusalOf = (ways: Ways, start: number, end: number, now: number): Wire | undefined => {
  const days = Math.floor(end / dayMillis) - Math.floor(start / dayMillis) + 1
  if (!(end > start)) return refused(1019, "end_time is not after start_time")
  if (ways.countsBothEnds ? days > 90 : end - start > 90 * dayMillis) return refused(1020, "time range too long")
  return ways.futureEnd !== undefined && end > now ? refused(ways.futureEnd, "end_time is in the future") : undefined
}

const twice = (rows: ReadonlyArray<unknown>): ReadonlyArray<unknown> => rows.flatMap((row) => [row, row])

const pageOf = (ways: Ways, rows: ReadonlyArray<unknown>, { page = 0, size = 10 }: Wire): Wire => {
  const items = ways.oddAt === "start" ? [...ways.odd, ...rows] : [...rows, ...ways.odd]
  const all = ways.twice === "inList" ? twice(items) : items
  const cap = Math.min(ways.cap, Number(size))
  const number = { from0: Number(page), from1: Math.max(0, Number(page) - 1), ignored: 0 }[ways.pages]
  const shown = all.slice(number * cap, (number + 1) * cap)
  const more = ways.more(all.length)
  if (shown.length > 0) return accepted({ list: ways.twice === "onPage" ? twice(shown) : shown, ...more })
  return {
    list: accepted({ list: [], ...more }),
    nullList: accepted({ list: null, ...more }),
    noList: accepted(more),
    nullData: accepted(null),
    noData: accepted(undefined)
  }[ways.nothing]
}

/** A question for a list, and when it is asked. */
interface Question {
  readonly body: Wire
  readonly timezone: string
  readonly now: number
}

const listOf = (ways: Ways, kind: Names, all: ReadonlyArray<Kept>, { body, now, timezone }: Question): Wire => {
  const zone = Number(/^UTC([+-]\d+)$/.exec(timezone)?.[1] ?? 8)
  const offset = (ways.zone === "asAsked" ? zone : 8) * 3_600_000
  const momentOf = (field: string) => Date.parse(`${String(body[field]).replace(" ", "T")}Z`) - offset
  const [start, end] = [momentOf("start_time"), momentOf("end_time")]
  const refusal = refusalOf(ways, start, end, now)
  if (refusal !== undefined) return refusal
  const asked = body[kind.uniqueNo]
  const fits = (uniqueNo: string) =>
    typeof asked !== "string" ||
    { exact: uniqueNo === asked, contains: uniqueNo.includes(asked), ignored: true }[ways.filter]
  const isIn = (time: number) =>
    ways.bounds === "inclusive" ? start <= time && time <= end : start < time && time < end
  const found = all.filter(
    (kept) => now >= kept.createdAt + ways.lagMillis && isIn(timeOf(ways, kept, now)) && fits(kept.uniqueNo)
  )
  const rows = ordered(ways, found).map((kept) => rowOf(ways, kind, kept, now))
  return pageOf(ways, rows, body)
}

/** What the platform holds, and the client of it. */
export interface Platform {
  readonly client: HttpClient.HttpClient
  readonly cards: ReadonlyArray<Kept>
  readonly transfers: ReadonlyArray<Kept>
  /** Makes a card of another application. */
  readonly add: (uniqueNo: string, createdAt: number) => void
  /** How the list shows a card. */
  readonly rowOf: (kept: Kept, now: number) => Wire
}

const keep = (into: Array<Kept>, kept: Omit<Kept, "no">): Kept => {
  const all = { ...kept, no: `C2026${String(into.length + 1).padStart(4, "0")}` }
  into.push(all)
  return all
}

/** Carries a write out. */
const written = ({ repeated }: Ways, { no, uniqueNo }: Names, into: Array<Kept>, body: Wire, now: number): Wire => {
  const number = String(body[uniqueNo])
  const told = (kept: Kept) => accepted({ [no]: kept.no, [uniqueNo]: kept.uniqueNo })
  const create = () => {
    const { card_type: type = "", cardholder_no: holder } = body
    return told(keep(into, { uniqueNo: number, holder: String(holder), type: String(type), createdAt: now }))
  }
  const before = into.find((kept) => kept.uniqueNo === number)
  if (before === undefined || repeated === "another") return create()
  return {
    same: told(before),
    refused: refused(4444, "already exists"),
    refusedAsParameter: refused(1004, `${uniqueNo} already exists`),
    acceptedLater: { code: 0, msg: "Accepted, ask again later" }
  }[repeated]
}

const textOf = ({ body }: HttpClientRequest.HttpClientRequest): string => {
  if (body._tag === "Raw" && typeof body.body === "string") return body.body
  return body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
}

const bodyOf = (request: HttpClientRequest.HttpClientRequest): Wire => {
  const text = textOf(request)
  const body: unknown = text === "" ? {} : JSON.parse(text)
  return isRecord(body) ? body : {}
}

/** An answer over HTTP. */
interface Answer {
  readonly status: number
  readonly text: string
}

const json = (wire: unknown): Answer => ({ status: 200, text: JSON.stringify(wire) })
const isStale = (stamp: number, now: number) => !(stamp <= now && now - stamp <= 60_000)
/** What an answer is if the connection is reset. */
const lost = "lost"
type Told = Effect.Effect<Answer | typeof lost>

const stale = refused(1005, "timestamp invalid or expired")

const respond = (
  request: HttpClientRequest.HttpClientRequest,
  { status, text }: Answer,
  date: number | undefined
): HttpClientResponse.HttpClientResponse => {
  const length = { "content-length": String(new TextEncoder().encode(text).length) }
  const headers = date === undefined ? length : { ...length, date: new Date(date).toUTCString() }
  const response = HttpClientResponse.fromWeb(request, new Response(null, { status, headers }))
  // A web response's text is told by a promise, which a virtual clock does not wait for.
  return Object.create(response, { text: { value: Effect.succeed(text) } })
}

/** A platform that does things in these ways. */
export const make = (ways: Ways): Platform => {
  const cards: Array<Kept> = []
  const transfers: Array<Kept> = []
  const add = (uniqueNo: string, createdAt: number) =>
    void keep(cards, { uniqueNo, holder: "U0002", type: "Virtual", createdAt })
  const time = Effect.map(Clock.currentTimeMillis, (now) => now + ways.skewMillis)
  let questions = 0
  let writes = 0
  let inserted = 0

  const write = (kind: Names, into: Array<Kept>, body: Wire, stamp: number): Told =>
    Effect.suspend(() => {
      const trouble = ways.writes[writes++] ?? { isCarriedOut: true, lateMillis: 0, answer: "asUsual" }
      const carriedOut = Effect.zipRight(Effect.sleep(trouble.lateMillis), time).pipe(
        Effect.map((now) => {
          if (!trouble.isCarriedOut) return refused(1001, "system error")
          return isStale(stamp, now) ? stale : written(ways, kind, into, body, now)
        })
      )
      if (trouble.answer === "lost") return Effect.as(Effect.forkDaemon(carriedOut), lost)
      return Effect.map(carriedOut, (wire) => {
        if (trouble.answer === "asUsual" || wire === stale) return json(wire)
        return trouble.answer === "cut" ? { ...json(wire), text: json(wire).text.slice(0, -3) } : trouble.answer
      })
    })

  const list = (kind: Names, all: ReadonlyArray<Kept>, body: Wire, timezone: string): Told =>
    Effect.flatMap(time, (now): Told => {
      const trouble = ways.lists[questions++] ?? { _tag: "None" }
      for (let more = ways.inserts; more > 0 && inserted < mostInserts; more--) add(`later-${inserted++}`, now)
      const answer = json(listOf(ways, kind, all, { body, timezone, now }))
      switch (trouble._tag) {
        case "None":
          return Effect.succeed(answer)
        case "Answer":
          return Effect.succeed(trouble)
        case "Cut":
          return Effect.succeed({ ...answer, text: answer.text.slice(0, -2) })
        case "Reset":
          return Effect.succeed(lost)
        case "Slow":
          return Effect.as(Effect.sleep(trouble.millis), answer)
      }
    })

  const detail = (cardNo: string, now: number): Wire => {
    const kept = cards.find(({ no }) => no === cardNo)
    if (kept === undefined || ways.detail === "refused") return refused(4001, "no such card")
    const row = rowOf(ways, names.card, kept, now)
    return accepted(ways.detail === "asListed" ? row : { ...row, card_unique_no: kept.uniqueNo })
  }

  const answer = (request: HttpClientRequest.HttpClientRequest, path: string, now: number): Told => {
    const stamp = Number(request.headers["timestamp"])
    const timezone = request.headers["timezone"] ?? ""
    if (isStale(stamp, now)) return Effect.succeed(json(stale))
    switch (path) {
      case "/merchant/token":
        return Effect.succeed(json(accepted({ access_token: "theirs", expired_time: now + dayMillis })))
      case "/card/apply":
        return write(names.card, cards, bodyOf(request), stamp)
      case "/card/list":
        return list(names.card, cards, bodyOf(request), timezone)
      case "/account/transfer":
        return write(names.transfer, transfers, bodyOf(request), stamp)
      case "/account/transfer/list":
        return list(names.transfer, transfers, bodyOf(request), timezone)
      default:
        return Effect.succeed(json(detail(path.split("/")[2] ?? "", now)))
    }
  }

  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const told = yield* answer(request, url.pathname.replace("/open-api/v1", ""), yield* time)
      if (told === lost) {
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause: { code: "ECONNRESET" } })
      }
      return respond(request, told, ways.hasDate ? yield* time : undefined)
    })
  )
  return { client, cards, transfers, add, rowOf: (kept, now) => rowOf(ways, names.card, kept, now) }
}
