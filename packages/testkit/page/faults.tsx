/** Faults that are switched on, and those that may be. */
import { useState } from "preact/hooks"
import { change, type FaultSwitch, read } from "./api.js"
import { faultKinds, faultTags, faultText } from "./faultKinds.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { OperationField } from "./operations.js"
import { Action, Cell, Field, Loaded, Row, Table, useChange } from "./parts.js"

type Values = Readonly<Record<string, boolean | number>>
type Kind = keyof typeof faultKinds

const isKind = (tag: string): tag is Kind => Object.hasOwn(faultKinds, tag)

/** The values of a fault: a box for what is true or false, else a number. */
const ValueFields = ({ values, set }: { readonly values: Values; readonly set: (values: Values) => void }) => (
  <>
    {Object.entries(values).map(([name, value]) =>
      typeof value === "boolean" ? (
        <label class="box" key={name}>
          <input
            type="checkbox"
            checked={value}
            onChange={(event) => set({ ...values, [name]: event.currentTarget.checked })}
          />
          <code>{name}</code>
        </label>
      ) : (
        <Field label={name} key={name}>
          <input
            class="short"
            type="number"
            value={value}
            onInput={(event) => set({ ...values, [name]: event.currentTarget.valueAsNumber || 0 })}
          />
        </Field>
      )
    )}
  </>
)

/** How often a fault is met. */
const Times = ({
  times,
  set
}: {
  readonly times: number | "always"
  readonly set: (times: number | "always") => void
}) => {
  const { t } = useLook()
  const kind = times === "always" || times === 1 ? String(times) : "n"
  return (
    <>
      <Field label={t.times}>
        <select
          value={kind}
          onChange={({ currentTarget: { value } }) => set(value === "always" ? value : value === "1" ? 1 : 3)}
        >
          <option value="1">{t.once}</option>
          <option value="n">{t.nTimes}</option>
          <option value="always">{t.always}</option>
        </select>
      </Field>
      {kind === "n" && (
        <Field label="n">
          <input
            class="short"
            type="number"
            min="2"
            value={times}
            onChange={(event) => set(Math.max(2, event.currentTarget.valueAsNumber || 2))}
          />
        </Field>
      )}
    </>
  )
}

const SwitchOn = () => {
  const { t } = useLook()
  const run = useChange()
  const [tag, setTag] = useState<Kind>("LoseAnswer")
  const [values, setValues] = useState<Values>({ ...faultKinds.LoseAnswer })
  const [operation, setOperation] = useState("applyForCard")
  const [times, setTimes] = useState<number | "always">(1)
  const [cardUniqueNo, setNumber] = useState("")
  const fault = { _tag: tag, ...values }
  const choose = (name: string) => {
    if (!isKind(name)) return
    setTag(name)
    setValues({ ...faultKinds[name] })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const fits = { ...(operation === "" ? {} : { operation }), ...(cardUniqueNo === "" ? {} : { cardUniqueNo }) }
        void run(change("POST", "faults", { fault, times, ...fits }))
      }}
    >
      <Field label={t.kind}>
        <select value={tag} onChange={(event) => choose(event.currentTarget.value)}>
          {faultTags.map((name) => (
            <option key={name} value={name}>
              {isKind(name) ? t.kinds[name] : name}
            </option>
          ))}
        </select>
      </Field>
      <ValueFields values={values} set={setValues} />
      <OperationField operation={operation} choose={setOperation} />
      <Field label={t.onlyNumber}>
        <input value={cardUniqueNo} onInput={(event) => setNumber(event.currentTarget.value)} />
      </Field>
      <Times times={times} set={setTimes} />
      <button type="submit">{t.switchOn}</button>
    </form>
  )
}

const SwitchRow = ({ one }: { readonly one: FaultSwitch }) => {
  const { t } = useLook()
  const only = [one.operation, one.cardUniqueNo, one.nth === undefined ? undefined : `nth ${one.nth}`]
  return (
    <Row>
      <Cell label={t.fault}>{faultText(one.fault)}</Cell>
      <Cell label={t.operation}>{only.filter((part) => part !== undefined).join(", ") || t.any}</Cell>
      <Cell label={t.times}>
        {t.left(one.times)}, {t.met(one.met)}
      </Cell>
      <Cell label={t.actions}>
        <Action method="DELETE" path={`faults/${one.id}`} says={`${one.id}`}>
          {t.remove}
        </Action>
      </Cell>
    </Row>
  )
}

const worst = { fault: { _tag: "LoseAnswer", silent: false }, operation: "applyForCard" }

/** Faults. */
export const Faults = () => {
  const { t } = useLook()
  const live = useLive("faults", () => read("faults"), ["faults", "request"])
  return (
    <>
      <p>
        <Action path="faults" body={worst} tone="worst">
          {t.worst}
        </Action>{" "}
        <span class="quiet">{t.worstSays}</span>
      </p>
      <h2>{t.switchedOn}</h2>
      <Loaded live={live}>
        {(on) =>
          on.length === 0 ? (
            <p class="quiet">{t.noFaults}</p>
          ) : (
            <>
              <Table caption={t.switchedOn} columns={[t.fault, t.operation, t.times, t.actions]}>
                {on.map((one) => (
                  <SwitchRow key={one.id} one={one} />
                ))}
              </Table>
              <p>
                <Action method="DELETE" path="faults">
                  {t.removeAll}
                </Action>
              </p>
            </>
          )
        }
      </Loaded>
      <h2>{t.anotherFault}</h2>
      <SwitchOn />
    </>
  )
}
