/** Merchants: their keys and secrets, what they have, and their tokens. */
import { useEffect, useState } from "preact/hooks"
import { masked } from "../src/internal/text/writing.js"
import { change, type Clock, type MerchantRow, type Page, read, type TokenRow } from "./api.js"
import { useLive } from "./live.js"
import { dayAndTime, useLook } from "./look.js"
import { Cell, Field, Listed, MerchantField, pageSize, Row, Table, useChange, useMerchants } from "./parts.js"

const productsOf = ({ bins, packages }: MerchantRow): string =>
  [...packages, ...bins].map(({ cardTypes, no }) => `${no} (${cardTypes.join(", ")})`).join(", ")

const Rows = () => {
  const { secrets, t } = useLook()
  const [page, turn] = useState(0)
  const query = { secrets, page, size: pageSize }
  const live = useLive(JSON.stringify(query), () => read("merchants", query), ["state"])
  return (
    <Listed live={live} page={page} turn={turn}>
      {(items) => (
        <Table
          caption={t.merchants}
          columns={["Api-Key", "apiSecret", "appId", "mode", "package_no / card_bin_no", t.status]}
        >
          {items.map((one) => (
            <Row key={one.apiKey}>
              <Cell label="Api-Key">{one.apiKey}</Cell>
              <Cell label="apiSecret">{one.apiSecret}</Cell>
              <Cell label="appId">{secrets ? one.appId : masked(one.appId)}</Cell>
              <Cell label="mode">{one.mode}</Cell>
              <Cell label="package_no / card_bin_no">{productsOf(one)}</Cell>
              <Cell label={t.status}>{one.status}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Listed>
  )
}

const modes = ["CREDIT_EXTENSION", "AUTHORIZATION"] as const
const statuses = ["Enabled", "NotEnabled", "Expired", "Abnormal"] as const

const Choice = (props: {
  readonly label: string
  readonly value: string
  readonly choices: ReadonlyArray<string>
  readonly choose: (value: string) => void
}) => (
  <Field label={props.label}>
    <select value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
      {props.choices.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  </Field>
)

const AddMerchant = () => {
  const { t } = useLook()
  const run = useChange()
  const [apiKey, setApiKey] = useState("")
  const [mode, setMode] = useState<string>(modes[0])
  const [status, setStatus] = useState<string>(statuses[0])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(change("POST", "merchants", { apiKey, mode, status }))
      }}
    >
      <Field label="Api-Key">
        <input required value={apiKey} onInput={(event) => setApiKey(event.currentTarget.value)} />
      </Field>
      <Choice label="mode" value={mode} choices={modes} choose={setMode} />
      <Choice label={t.status} value={status} choices={statuses} choose={setStatus} />
      <button type="submit">{t.putMerchant}</button>
    </form>
  )
}

const types = ["Virtual", "Physical"] as const

const AddProduct = () => {
  const { t } = useLook()
  const run = useChange()
  const merchants = useMerchants()
  const [chosen, choose] = useState("")
  const [no, setNo] = useState("")
  const [cardTypes, setTypes] = useState<ReadonlyArray<string>>(["Virtual"])
  const merchant = merchants.find(({ apiKey }) => apiKey === chosen) ?? merchants[0]
  if (merchant === undefined) return null
  const { apiKey, mode } = merchant
  const isPackage = mode === "CREDIT_EXTENSION"
  const add = () =>
    isPackage
      ? change("POST", "packages", { apiKey, packageNo: no, cardTypes })
      : change("POST", "bins", { apiKey, cardBinNo: no, cardTypes })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void run(add())
      }}
    >
      <MerchantField merchants={merchants} value={apiKey} choose={choose} />
      <Field label={isPackage ? "package_no" : "card_bin_no"}>
        <input required value={no} onInput={(event) => setNo(event.currentTarget.value)} />
      </Field>
      {types.map((type) => (
        <label class="box" key={type}>
          <input
            type="checkbox"
            checked={cardTypes.includes(type)}
            onChange={({ currentTarget: { checked } }) =>
              setTypes(types.filter((one) => (one === type ? checked : cardTypes.includes(one))))
            }
          />
          {type}
        </label>
      ))}
      <button type="submit">{isPackage ? t.putPackage : t.putBin}</button>
    </form>
  )
}

/** Tokens, and when they were read by the server's clock. */
interface Told {
  readonly tokens: Page<TokenRow>
  readonly clock: Clock
}

/** In so many ms the first of the tokens ends that are good now. */
const nextEnd = ({ clock, tokens }: Told): number | undefined => {
  const ends = tokens.items.flatMap(({ expiresAt, isGood }) => (isGood ? [expiresAt - clock.now] : []))
  return clock.frozen || ends.length === 0 ? undefined : Math.min(...ends)
}

/** The longest time that a browser's timer takes. */
const longest = 2 ** 31 - 1

const Tokens = () => {
  const { secrets, t } = useLook()
  const [page, turn] = useState(0)
  // Nothing tells the end of a token: it is read again then.
  const [ends, end] = useState(0)
  const query = { secrets, page, size: pageSize }
  const told = async (): Promise<Told> => ({ tokens: await read("tokens", query), clock: await read("clock") })
  const { error, value } = useLive(`${JSON.stringify(query)} ${ends}`, told, ["request", "state", "clock"])
  const after = value === undefined ? undefined : nextEnd(value)
  useEffect(() => {
    if (after === undefined || after > longest) return
    const timer = setTimeout(() => end((count) => count + 1), Math.max(after, 0) + 1)
    return () => clearTimeout(timer)
  }, [after])
  return (
    <Listed live={{ error, value: value?.tokens }} page={page} turn={turn}>
      {(items) => (
        <Table caption={t.tokens} columns={["access_token", "Api-Key", t.until, t.status]}>
          {items.map((one) => (
            <Row key={`${one.token} ${one.expiresAt}`}>
              <Cell label="access_token">{one.token}</Cell>
              <Cell label="Api-Key">{one.apiKey}</Cell>
              <Cell label={t.until}>{dayAndTime(one.expiresAt)}</Cell>
              <Cell label={t.status}>
                <span class={`badge ${one.isGood ? "good" : "bad"}`}>{one.isGood ? t.isGood : t.hasEnded}</span>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Listed>
  )
}

/** Merchants. */
export const Merchants = () => {
  const { t } = useLook()
  return (
    <>
      <Rows />
      <h2>{t.putMerchant}</h2>
      <p class="quiet">{t.putSays}</p>
      <AddMerchant />
      <h2>{t.products}</h2>
      <AddProduct />
      <h2>{t.tokens}</h2>
      <Tokens />
    </>
  )
}
