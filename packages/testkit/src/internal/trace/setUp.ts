/** What a platform is set up with, and what is changed by hand, as a trace holds it. */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Change, SwitchChange } from "../control/changes.js"
import { save } from "../control/snapshot.js"
import { Saved } from "../simulatorControl/saved.js"
import { defaultRules } from "../state/rules.js"
import type { State } from "../state/state.js"
import type { StandIns } from "./standIns.js"

/** AES takes a key of so many bytes. */
const secret = "stand-in-secret-"

/** How fields are written that are secret, or about a person; none that a replay has no use for. */
const fieldsOf = ({ of }: StandIns): Readonly<Record<string, (value: unknown) => unknown>> => {
  const texts = (write: (text: string) => string) => (value: unknown) =>
    Array.isArray(value) ? value.map((text) => write(String(text))) : value
  return {
    apiKey: (value) => of("key", String(value)),
    apiSecret: () => secret,
    appId: () => "app",
    email: (value) => of("email", String(value)),
    ipWhitelist: texts((address) => of("caller", address)),
    unusableShareTokens: texts((token) => of("share-token", token)),
    tokens: (value) =>
      Array.isArray(value)
        ? value.map((pair) => (Array.isArray(pair) ? [of("token", String(pair[0])), ...pair.slice(1)] : pair))
        : value,
    pin: () => "135790",
    address: () => undefined,
    events: () => []
  }
}

const defaults: Readonly<Record<string, unknown>> = { ...defaultRules }

/** Rules that are the default are left out, so that a replay shows what another default does. */
const changedRules = (rules: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(rules).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]))
  )

const withoutSecrets = (standIns: StandIns, value: unknown): unknown => {
  const fields = fieldsOf(standIns)
  const isNamed = (name: string): boolean => Object.hasOwn(fields, name)
  const written = (inner: unknown): unknown => {
    if (typeof inner === "string") return standIns.scrubbed(inner)
    if (Array.isArray(inner)) return inner.map(written)
    if (!Predicate.isReadonlyRecord(inner)) return inner
    // What has a stand-in gets it first, since other texts may hold it.
    const named = Object.entries(inner).toSorted(([one], [other]) => Number(isNamed(other)) - Number(isNamed(one)))
    return Object.fromEntries(named.map(([name, item]) => [name, isNamed(name) ? fields[name]?.(item) : written(item)]))
  }
  return written(value)
}

const encodeSaved = Schema.encodeSync(Saved)
const encodeChange = Schema.encodeSync(Schema.Union(Change, SwitchChange))

const trimmed = (saved: Saved): Saved => ({ ...saved, rules: changedRules(saved.rules) })

/** A state. */
export const tracedState = (standIns: StandIns, state: State): unknown =>
  withoutSecrets(standIns, encodeSaved(trimmed(save(state))))

/** A change. */
export const tracedChange = (standIns: StandIns, change: Change | SwitchChange): unknown =>
  withoutSecrets(
    standIns,
    encodeChange(change._tag === "Load" ? { ...change, payload: trimmed(change.payload) } : change)
  )
