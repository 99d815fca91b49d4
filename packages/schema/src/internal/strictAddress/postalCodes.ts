/** Postal codes against their country and state. A code that cannot be judged fits. */
import { codeOf, hasFormat } from "./postalFormats.js"
import { argentina, brazil, canada, mexico } from "./americas.js"
import { china, india, korea, malaysia } from "./asia.js"
import { australia } from "./australia.js"
import { japan } from "./japan.js"
import { isIn, type State } from "./state.js"
import { turkey } from "./turkey.js"
import { unitedStates } from "./unitedStates.js"

/** The words that say of which kind a state is, behind its name: `Tokyo-to`, `Guangdong Province`. */
const kinds =
  /[ -](?:special|metropolitan|autonomous|self-governing|zhuang|hui|uyghur|uygur|municipality|prefecture|province|region|city|sheng|shi|si|do|fu|ken|to)$/

/** A name in plain lower case without its kind: `São Paulo`, `SAO PAULO` and `Sao-Paulo` are one, as are `N.S.W.` and `NSW`. */
const plain = (name: string): string => {
  const text = name.normalize("NFD").toLowerCase().replace(/ı/g, "i").trim()
  const short = text.replace(kinds, "")
  return short === text ? text.replace(/[^a-z0-9]/g, "") : plain(short)
}

interface Named {
  readonly names: ReadonlySet<string>
  readonly state: State
}

/** A country's states under their plain names, alone and behind the country's code as in ISO 3166-2. */
const named = (country: string, states: ReadonlyArray<State>): readonly [string, ReadonlyArray<Named>] => [
  country,
  states.map((state) => ({
    names: new Set(state[0].split("|").flatMap((name) => [plain(name), plain(country + name)])),
    state
  }))
]

/** The countries whose posts say which codes a state has. */
const statesOf: ReadonlyMap<string, ReadonlyArray<Named>> = new Map([
  named("AR", argentina),
  named("AU", australia),
  named("BR", brazil),
  named("CA", canada),
  named("CN", china),
  named("IN", india),
  named("JP", japan),
  named("KR", korea),
  named("MX", mexico),
  named("MY", malaysia),
  named("TR", turkey),
  named("US", unitedStates)
])

/** Whether a code has the format of its country. Without a rule to judge by, every code has. */
export const fitsCountry = (country: string, postalCode: string): boolean =>
  !hasFormat(country) || codeOf(country, postalCode) !== undefined

/**
 * Whether a code is delivered in its state. It fits if that cannot be told: its country has no such rule, the state is
 * not written as one of its names and codes here, or the code is in no state's range.
 */
export const fitsState = (country: string, state: string, postalCode: string): boolean => {
  const states = statesOf.get(country)
  const code = codeOf(country, postalCode)
  if (states === undefined || code === undefined) return true
  const spelled = plain(state)
  const meant = states.filter(({ names }) => names.has(spelled))
  const isAmong = (some: ReadonlyArray<Named>): boolean => some.some((one) => isIn(code, one.state))
  return meant.length === 0 || isAmong(meant) || !isAmong(states)
}
