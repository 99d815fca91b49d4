/** What is read again when something happens: server-sent events tell that, and the page asks for what it shows. */
import { useEffect, useRef, useState } from "preact/hooks"

/** What may happen. */
const happenings = ["request", "state", "faults", "rules", "clock", "callback", "settings", "reset"] as const

export type Happening = (typeof happenings)[number]

type Listener = (happening: Happening) => void

const listeners = new Set<Listener>()

/** Listens from the start of the page on, and tells whether it is connected. A new connection may have missed anything. */
export const useConnection = (): boolean => {
  const [connected, setConnected] = useState(false)
  useEffect(() => {
    const source = new EventSource("/api/events")
    const tell = (happening: Happening) => {
      for (const listener of listeners) listener(happening)
    }
    source.addEventListener("open", () => {
      setConnected(true)
      tell("reset")
    })
    source.addEventListener("error", () => setConnected(false))
    for (const happening of happenings) source.addEventListener(happening, () => tell(happening))
    return () => source.close()
  }, [])
  return connected
}

/** No more often than this is one thing read again, however much happens. */
const pauseMillis = 250

/** What was read last, and why it could not be read again. */
export interface Live<A> {
  readonly value: A | undefined
  readonly error: string | undefined
}

/** Reads something now, and again when it may have changed; anew when its key is another. */
export const useLive = <A>(key: string, read: () => Promise<A>, on: ReadonlyArray<Happening>): Live<A> => {
  const [live, setLive] = useState<Live<A> & { readonly key: string }>({ key, value: undefined, error: undefined })
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    let state: "idle" | "reading" | "again" | "gone" = "idle"
    const ended = (next: Partial<Live<A>>) => {
      if (state === "gone") return
      setLive((before) => ({ key, value: before.key === key ? before.value : undefined, error: undefined, ...next }))
      setTimeout(() => {
        const due = state === "again"
        if (state !== "gone") state = "idle"
        if (due) start()
      }, pauseMillis)
    }
    const start = () => {
      if (state !== "idle") {
        if (state === "reading") state = "again"
        return
      }
      state = "reading"
      latest.current().then(
        (value) => ended({ value }),
        (error: unknown) => ended({ error: error instanceof Error ? error.message : String(error) })
      )
    }
    const listener: Listener = (happening) => {
      if (happening === "reset" || on.includes(happening)) start()
    }
    listeners.add(listener)
    start()
    return () => {
      state = "gone"
      listeners.delete(listener)
    }
  }, [key])
  return live.key === key ? live : { value: undefined, error: undefined }
}
