/** The columns of a file: the fields of an application by their names on the wire, and where each belongs. */

/** The columns, each with its field of an application. `address.city` is the field `city` of the address. */
const fields = {
  card_unique_no: "cardUniqueNo",
  cardholder_no: "cardholderNo",
  card_type: "cardType",
  package_no: "packageNo",
  card_bin_no: "cardBinNo",
  first_name: "address.firstName",
  last_name: "address.lastName",
  phone_code: "address.phoneCode",
  phone: "address.phone",
  postal_code: "address.postalCode",
  country: "address.country",
  state: "address.state",
  city: "address.city",
  address_line1: "address.addressLine1",
  address_line2: "address.addressLine2"
} as const

const inAddress = "address."
const nested = "address_info."
const fieldOf: ReadonlyMap<string, string> = new Map(Object.entries(fields))

/** The column of each field of an application, for the field faults. */
export const columnOf: ReadonlyMap<string, string> = new Map([
  ...Object.entries(fields).map(([column, field]) => [field, column] as const),
  ["address", "address_info"]
])

/** The name of a field within the address; none for the other columns. */
export const addressField: ReadonlyMap<string, string> = new Map(
  Object.entries(fields).flatMap(([column, field]) =>
    field.startsWith(inAddress) ? [[column, field.slice(inAddress.length)] as const] : []
  )
)

/** The column that is called so in a file: by its own name, or `address_info.city` for `city`. */
export const named = (name: string): string | undefined => {
  const own = name.startsWith(nested) ? name.slice(nested.length) : name
  return fieldOf.has(own) && (own === name || addressField.has(own)) ? own : undefined
}

/** How many letters must be changed, added or left out to make one text of another. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 0; at < one.length; at++) {
    const next = [at + 1]
    for (let to = 0; to < other.length; to++) {
      const replaced = (row[to] ?? 0) + (one[at] === other[to] ? 0 : 1)
      next.push(Math.min(replaced, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "")
const most = 3
const longest = 40

/** The column whose name is nearest to a name; none if none is near. */
const nearest = (given: string): string | undefined => {
  const name = given.startsWith(nested) ? given.slice(nested.length) : given
  if (name.length > longest) return undefined
  const near = Object.keys(fields)
    .map((column) => ({ column, distance: distance(bare(name), bare(column)) }))
    .toSorted((one, other) => one.distance - other.distance)[0]
  return near !== undefined && near.distance <= Math.min(most, bare(near.column).length / 3) ? near.column : undefined
}

/** The expectation that a name does not meet which is no column's. */
export const expectedInsteadOf = (name: string): string => {
  const near = nearest(name)
  return near === undefined ? "a column of an application, or one to be ignored" : `the column ${near}, perhaps`
}
