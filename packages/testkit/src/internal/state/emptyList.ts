/** The forms of a list's answer without items. */

/**
 * The form of a list's answer without items.
 *
 * These say that there are none: `list` (`{ "list": [] }`), `nullList` (`{ "list": null }`), `nullData` (`null`), `noData`
 * (no `data`), `noList` (`{}`), and `zeroTotal` (an empty list with `"total": 0`).
 *
 * These may mean anything, and a client must not take them for none: `array` (`[]`), `records` (`{ "records": [] }`),
 * `total` (`{ "total": 3 }`), and `object` (`{ "list": {} }`).
 *
 * @since 0.2.0
 * @category models
 */
export type EmptyList =
  "list" | "nullList" | "nullData" | "noData" | "noList" | "zeroTotal" | "array" | "records" | "total" | "object"

/** The forms that say that there are no items. */
export const none = {
  list: { list: [] },
  nullList: { list: null },
  nullData: null,
  noData: undefined,
  noList: {},
  zeroTotal: { list: [], total: 0 }
} as const

/** The forms that do not say so. */
export const anything = {
  array: [],
  records: { records: [] },
  total: { total: 3 },
  object: { list: {} }
} as const

const forms: { readonly [Form in EmptyList]: unknown } = { ...none, ...anything }

/** Whether a form leaves open whether there are items. */
export const isOpen = (form: EmptyList): boolean => form in anything

/** The `data` of an answer in such a form; `undefined` for none. */
export const dataOf = (form: EmptyList): unknown => forms[form]
