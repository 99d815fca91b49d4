/** Requests and answers as plain data. Each transport makes its own HTTP from them and turns its HTTP into them. */

/**
 * A request as it reaches the platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  /** The HTTP method, in capitals. */
  readonly method: string
  /** The path, without query. */
  readonly path: string
  /** The headers, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; `""` where there is none. */
  readonly body: string
  /** The address of the caller, by which the whitelist of the Api-Key goes. */
  readonly remoteAddress: string
}

/**
 * An answer of the platform.
 *
 * @since 0.1.0
 * @category models
 */
export interface Response {
  /** The HTTP status: 200 but for an unknown path (404) or method (405); the envelope tells success from failure. */
  readonly status: number
  /** The headers, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body: JSON under 200, else plain text. */
  readonly body: string
}
