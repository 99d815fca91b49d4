/**
 * Functions that every runtime has, and that the libraries of types of this package lack: the types of browsers or of
 * Node would let more pass.
 */

/** Reads UTF-8 bytes, all at once or in parts. */
export interface Decoder {
  readonly decode: (bytes?: Uint8Array, options?: { readonly stream: boolean }) => string
}

/** How bytes are read. */
export interface DecoderOptions {
  /** Whether bytes that are not UTF-8 throw. Otherwise they become U+FFFD. */
  readonly fatal?: boolean
  /** Whether a byte-order mark at the start stays in the text. */
  readonly ignoreBOM?: boolean
}

declare const TextDecoder: new (label: "utf-8", options: DecoderOptions) => Decoder
declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }
declare const setTimeout: (ring: () => void, millis: number) => unknown
declare const clearTimeout: (timer: unknown) => void
declare const navigator: { readonly userAgent?: string } | undefined

/** A reader of UTF-8. */
export const makeDecoder = (options: DecoderOptions = {}): Decoder => new TextDecoder("utf-8", options)

/** The UTF-8 bytes of a text. */
export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Rings once after a time in ms. The result of this function stops it. */
export const startTimer = (ring: () => void, millis: number): (() => void) => {
  const timer = setTimeout(ring, millis)
  return () => clearTimeout(timer)
}

/**
 * Whether this is `workerd`, the runtime of Cloudflare Workers. There a request cannot wait for what another request does: it
 * hangs until the runtime ends it.
 */
export const isCloudflareWorkers = (): boolean =>
  typeof navigator !== "undefined" && navigator.userAgent === "Cloudflare-Workers"
