/** The page of the control port. */
import { render } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { CallbacksView } from "./callbacks.js"
import { Cardholders } from "./cardholders.js"
import { CardNumber, Cards } from "./cards.js"
import { ClockView } from "./clock.js"
import { Faults } from "./faults.js"
import { useConnection } from "./live.js"
import { LookContext, useLook } from "./look.js"
import { type Language, languageOf, type Messages, messages } from "./messages.js"
import { Merchants } from "./merchants.js"
import { Money } from "./money.js"
import { Request } from "./request.js"
import { Requests } from "./requests.js"
import { linkTo, type Route, useRoute, views } from "./route.js"
import { Rules } from "./rules.js"
import { SessionView } from "./session.js"

const titleOf = ({ item, view }: Route, t: Messages): string => {
  if (item !== undefined && view === "requests") return t.request(Number(item))
  return item !== undefined && view === "cards" ? t.timelineOf(item) : t[view]
}

const Shown = ({ route: { item, view } }: { readonly route: Route }) => {
  switch (view) {
    case "requests":
      return item === undefined ? <Requests /> : <Request id={Number(item)} />
    case "cards":
      return item === undefined ? <Cards /> : <CardNumber number={item} />
    case "cardholders":
      return <Cardholders />
    case "money":
      return <Money />
    case "merchants":
      return <Merchants />
    case "callbacks":
      return <CallbacksView />
    case "faults":
      return <Faults />
    case "rules":
      return <Rules sought={item} />
    case "clock":
      return <ClockView />
    case "session":
      return <SessionView />
  }
}

const Navigation = ({ route }: { readonly route: Route }) => {
  const { t } = useLook()
  return (
    <nav aria-label={t.title}>
      {views.map((view) => (
        <a key={view} href={linkTo(view)} aria-current={view === route.view ? "page" : undefined}>
          {t[view]}
        </a>
      ))}
    </nav>
  )
}

/** What became of the last action. It is said again if it is the same. */
const useNotice = () => {
  const [notice, setNotice] = useState({ count: 0, text: "" })
  const say = (text: string) => setNotice(({ count }) => ({ count: count + 1, text }))
  return { notice, say }
}

/** The focus follows to what was gone to, and so does the title. */
const useTitle = (title: string, whole: string) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    document.title = `${title} · ${whole}`
  }, [title, whole])
  return {
    heading,
    follow: () => {
      if (!isFirst.current) heading.current?.focus()
      isFirst.current = false
    }
  }
}

const remembered = "keysecure-simulator-language"

const firstLanguage = (): Language => {
  const kept = localStorage.getItem(remembered)
  return languageOf(kept === null ? navigator.languages : [kept])
}

const App = () => {
  const route = useRoute()
  const connected = useConnection()
  const [language, setLanguage] = useState(firstLanguage)
  const [secrets, setSecrets] = useState(false)
  const { notice, say } = useNotice()
  const t = messages[language]
  const title = titleOf(route, t)
  const { follow, heading } = useTitle(title, t.title)
  useEffect(follow, [route.view, route.item])
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en"
    localStorage.setItem(remembered, language)
  }, [language])
  return (
    <LookContext.Provider value={{ language, secrets, t, say }}>
      <header>
        <a
          class="skip"
          href="#main"
          onClick={(event) => {
            event.preventDefault()
            heading.current?.focus()
          }}
        >
          {t.skip}
        </a>
        <strong>{t.title}</strong>
        <span class={connected ? "connected" : "badge bad"} role="status">
          {connected ? t.live : t.notLive}
        </span>
        <span class="end">
          <label class="box">
            <input type="checkbox" checked={secrets} onChange={(event) => setSecrets(event.currentTarget.checked)} />
            {t.secrets}
          </label>
          <button
            type="button"
            lang={language === "en" ? "zh-CN" : "en"}
            onClick={() => setLanguage(language === "en" ? "zh" : "en")}
          >
            {t.otherLanguage}
          </button>
        </span>
        <Navigation route={route} />
      </header>
      <main id="main">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <Shown key={`${route.view} ${route.item ?? ""}`} route={route} />
      </main>
      <div class="notice" role="status">
        {notice.text === "" ? null : <p key={notice.count}>{notice.text}</p>}
      </div>
    </LookContext.Provider>
  )
}

render(<App />, document.body)
