/** The choice of an operation, or of none. */
import { readDescription } from "./api.js"
import { operationsOf } from "./description.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { Field } from "./parts.js"

interface Chosen {
  readonly operation: string
  readonly choose: (operation: string) => void
}

/** A field for it. */
export const OperationField = ({ choose, operation }: Chosen) => {
  const { t } = useLook()
  const { value } = useLive("description", readDescription, [])
  const known = operationsOf(value)
  return (
    <Field label={t.operation}>
      <select value={operation} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t.any}</option>
        {(known.length === 0 && operation !== "" ? [operation] : known).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </Field>
  )
}
