/** How a list of the state is narrowed: by a text and by a status. */
import { useState } from "preact/hooks"
import { useLook } from "./look.js"
import { Field, pageSize } from "./parts.js"

/** The form, what it asks for, and the page that is looked at. */
export const useFilter = (statuses: ReadonlyArray<string>) => {
  const { t } = useLook()
  const [page, turn] = useState(0)
  const [text, setText] = useState("")
  const [status, setStatus] = useState("")
  const form = (
    <search>
      <Field label={t.search}>
        <input
          type="search"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            turn(0)
          }}
        />
      </Field>
      <Field label={t.status}>
        <select
          value={status}
          onChange={(event) => {
            setStatus(event.currentTarget.value)
            turn(0)
          }}
        >
          <option value="">{t.any}</option>
          {statuses.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </Field>
    </search>
  )
  return { form, page, turn, query: { text, status, page, size: pageSize } }
}
