/** The session as a whole: reset, saved and loaded, and taken along as a schedule of faults. */
import { useRef } from "preact/hooks"
import { masked } from "../src/internal/text/writing.js"
import { change, type MerchantRow, read } from "./api.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { Cell, Listed, Loaded, Row, Table, useChange } from "./parts.js"

const Reset = () => {
  const { t } = useLook()
  const run = useChange()
  const asked = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" class="bad" onClick={() => asked.current?.showModal()}>
        {t.reset}
      </button>{" "}
      <span class="quiet">{t.resetSays}</span>
      <dialog ref={asked} aria-labelledby="sure">
        <p id="sure">{t.resetSure}</p>
        <div class="buttons">
          <button
            type="button"
            class="bad"
            onClick={() => {
              asked.current?.close()
              void run(change("POST", "reset"))
            }}
          >
            {t.reset}
          </button>
          <button type="button" onClick={() => asked.current?.close()}>
            {t.cancel}
          </button>
        </div>
      </dialog>
    </>
  )
}

const Load = () => {
  const { t } = useLook()
  const run = useChange()
  const load = async (file: File) => change("PUT", "state", await file.text())
  return (
    <label class="field">
      <span>{t.loadState}</span>
      <input
        type="file"
        accept="application/json,.json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          if (file !== undefined) void run(load(file), t.loaded).then(() => (currentTarget.value = ""))
        }}
      />
    </label>
  )
}

const productsOf = ({ bins, packages }: MerchantRow): string => [...packages, ...bins].map(({ no }) => no).join(", ")

const Merchants = () => {
  const { secrets, t } = useLook()
  const live = useLive(`merchants ${secrets}`, () => read("merchants", { secrets }), ["state"])
  return (
    <Listed live={live} page={0} turn={() => {}}>
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

/** The session. */
export const SessionView = () => {
  const { t } = useLook()
  const about = useLive("about", () => read("about"), [])
  return (
    <>
      <p>
        <Reset />
      </p>
      <p>
        <a class="button" href="/api/schedule" download="faults.json">
          {t.schedule}
        </a>{" "}
        <span class="quiet">{t.scheduleSays}</span>
      </p>
      <p>
        <a class="button" href="/api/state" download="state.json">
          {t.saveState}
        </a>{" "}
        <span class="quiet">{t.saveStateSays}</span>
      </p>
      <p>
        <Load /> <span class="quiet">{t.loadStateSays}</span>
      </p>
      <h2>{t.merchants}</h2>
      <Merchants />
      <Loaded live={about}>
        {({ simulator, version }) => (
          <p class="quiet">
            {t.about(version, simulator)} {t.describes} <a href="/openapi.json">/openapi.json</a>
          </p>
        )}
      </Loaded>
    </>
  )
}
