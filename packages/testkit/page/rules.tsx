/** The rules, each as what it may be. */
import { useEffect, useState } from "preact/hooks"
import { assumptions } from "../src/internal/state/assumptions.js"
import { change, read, readDescription } from "./api.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { Cell, Field, Loaded, Row, Table, useChange } from "./parts.js"
import { ruleForm } from "./description.js"

const assumed: Readonly<Record<string, string | undefined>> = assumptions

interface Given {
  readonly rule: string
  readonly value: unknown
  readonly set: (value: unknown) => Promise<boolean>
}

const Json = ({ rule, says, set, value }: Given & { readonly says: string | undefined }) => {
  const { say, t } = useLook()
  const written = JSON.stringify(value)
  const [text, setText] = useState(written)
  useEffect(() => setText(written), [written])
  const save = () => {
    try {
      void set(JSON.parse(text))
    } catch (error) {
      say(t.failed(String(error)))
    }
  }
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <input
        class="json"
        aria-label={rule}
        title={says}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" disabled={text === written}>
        {t.save}
        <span class="unseen"> {rule}</span>
      </button>
    </form>
  )
}

const Value = ({ description, ...given }: Given & { readonly description: unknown }) => {
  const { rule, set, value } = given
  const form = ruleForm(description, rule)
  switch (form._tag) {
    case "Flag":
      return (
        <input
          type="checkbox"
          aria-label={rule}
          checked={value === true}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
      )
    case "Choice":
      return (
        <select aria-label={rule} value={String(value)} onChange={(event) => void set(event.currentTarget.value)}>
          {form.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )
    case "Json":
      return <Json {...given} says={form.says} />
  }
}

/** Rules; one that is named is found at once. */
export const Rules = ({ sought = "" }: { readonly sought?: string | undefined }) => {
  const { t } = useLook()
  const run = useChange()
  const [text, setText] = useState(sought)
  useEffect(() => setText(sought), [sought])
  const live = useLive("rules", () => read("rules"), ["rules"])
  const description = useLive("description", readDescription, [])
  const set = (rule: string) => (value: unknown) => run(change("PATCH", "rules", { [rule]: value }), t.saved(rule))
  return (
    <>
      <p>{t.rulesSay}</p>
      <search>
        <Field label={t.search}>
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
      </search>
      <Loaded live={live}>
        {(rules) => (
          <Table caption={t.rules} columns={[t.rule, t.value, t.assumption]}>
            {Object.entries(rules)
              .filter(([rule]) => `${rule} ${assumed[rule] ?? ""}`.toLowerCase().includes(text.toLowerCase()))
              .map(([rule, value]) => (
                <Row key={rule}>
                  <Cell label={t.rule}>
                    <code>{rule}</code>
                  </Cell>
                  <Cell label={t.value}>
                    <Value rule={rule} value={value} set={set(rule)} description={description.value} />
                  </Cell>
                  <Cell label={t.assumption}>
                    {assumed[rule] === undefined ? t.documented : `[A] ${assumed[rule]}`}
                  </Cell>
                </Row>
              ))}
          </Table>
        )}
      </Loaded>
    </>
  )
}
