/** The session as a whole: reset, saved and loaded, and taken along as a schedule of faults. */
import { useRef } from "preact/hooks"
import { change, read } from "./api.js"
import { useLive } from "./live.js"
import { useLook } from "./look.js"
import { Loaded, useChange } from "./parts.js"

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
