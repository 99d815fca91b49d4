/** The control API as the page calls it. All that the page knows and does goes through here. */
import type { CallbackSettings as Settings, RulesInput } from "../src/internal/simulatorControl/inputs.js"
import type * as Models from "../src/internal/simulatorControl/models.js"

/** Some of the items of a list, and how many there are in all. */
export interface Page<A> {
  readonly total: number
  readonly items: ReadonlyArray<A>
}

export type About = typeof Models.About.Type
export type CallbackRow = typeof Models.CallbackRow.Type
export type CallbackSettings = typeof Settings.Type
export type CardholderRow = typeof Models.CardholderRow.Type
export type CardRow = typeof Models.CardRow.Type
export type Clock = typeof Models.Clock.Type
export type ConsumptionRow = typeof Models.ConsumptionRow.Type
export type FaultSwitch = typeof Models.FaultSwitch.Type
export type LogEntry = typeof Models.LogEntry.Type
export type LogRow = typeof Models.LogRow.Type
export type MerchantRow = typeof Models.MerchantRow.Type
export type TokenRow = typeof Models.TokenRow.Type
export type TransferRow = typeof Models.TransferRow.Type
export type Rules = typeof RulesInput.Type

/** What is read, by its path. */
interface Reads {
  readonly about: About
  readonly callbacks: Page<CallbackRow>
  readonly "callbacks/settings": CallbackSettings
  readonly cardholders: Page<CardholderRow>
  readonly cards: Page<CardRow>
  readonly clock: Clock
  readonly consumptions: Page<ConsumptionRow>
  readonly faults: ReadonlyArray<FaultSwitch>
  readonly log: Page<LogRow>
  readonly merchants: Page<MerchantRow>
  readonly rules: Rules
  readonly tokens: Page<TokenRow>
  readonly transfers: Page<TransferRow>
}

/** The filters of a list, and its page. What is empty does not count. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

const queryOf = (query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]]
  )
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`
}

/** The API refused, or did not answer. */
class ApiError extends Error {}

const messageOf = (text: string): string | undefined => {
  try {
    const { message } = JSON.parse(text)
    return message
  } catch {
    return undefined
  }
}

const call = async (path: string, init?: RequestInit) => {
  const response = await fetch(path, init)
  const text = await response.text()
  if (!response.ok) throw new ApiError(messageOf(text) ?? `HTTP ${response.status}`)
  return text === "" ? undefined : JSON.parse(text)
}

/** Reads a list, or what there is one of. */
export const read = <Name extends keyof Reads>(name: Name, query: Query = {}): Promise<Reads[Name]> =>
  call(`/api/${name}${queryOf(query)}`)

/** Reads one request of the log. */
export const readEntry = (id: number, secrets: boolean): Promise<LogEntry> =>
  call(`/api/log/${id}${queryOf({ secrets })}`)

/** The description of the API, of which the page takes what a rule may be. */
export const readDescription = (): Promise<unknown> => call("/openapi.json")

/** Changes something. */
export const change = (method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<unknown> =>
  call(
    `/api/${path}`,
    body === undefined
      ? { method }
      : {
          method,
          headers: { "content-type": "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body)
        }
  )
