/** What the programs apply with, and with which rules zod checks it. */
import { z } from "zod"

/** An application for a virtual card, on the wire. */
export const virtual = (n: number) => ({
  package_no: "P0001",
  cardholder_no: "U0001",
  card_type: "Virtual",
  card_unique_no: `bench-${n}`
})

/** An application for a physical card, on the wire. */
export const physical = (n: number) => ({
  package_no: "P0002",
  cardholder_no: "U0001",
  card_type: "Physical",
  card_unique_no: `bench-${n}`,
  address_info: {
    first_name: "Ada",
    last_name: "Lovelace",
    phone_code: "1",
    phone: "2125550100",
    postal_code: "10118",
    country: "US",
    state: "NY",
    city: "New York",
    address_line1: "350 5th Avenue"
  }
})

const reference = z.string().regex(/\S/)
const english = z.string().regex(/^[\x20-\x7e°ºª№‘’“”–—·´]*\S[\x20-\x7e°ºª№‘’“”–—·´]*$/)

const address = z.object({
  first_name: english,
  last_name: english,
  phone_code: z.string().regex(/^[1-9]\d{0,5}$/),
  phone: z.string().regex(/^\d{2,17}$/),
  postal_code: z.string().regex(/^[\x20-\x7e]{1,20}$/),
  country: z.string().regex(/^[A-Z]{2}$/),
  state: english,
  city: english,
  address_line1: english,
  address_line2: english.optional()
})

const common = {
  card_bin_no: reference.optional(),
  cardholder_no: reference,
  package_no: reference.optional(),
  card_unique_no: z.string().min(1).max(64)
}

/** The documented rules of an application. */
export const Application = z
  .discriminatedUnion("card_type", [
    z.object({ ...common, card_type: z.literal("Virtual"), address_info: address.partial().optional() }),
    z.object({ ...common, card_type: z.literal("Physical"), address_info: address })
  ])
  .refine(({ card_bin_no, package_no }) => card_bin_no !== undefined || package_no !== undefined)

/** The answer to one. */
export const Applied = z.object({ card_no: reference, card_unique_no: z.string().min(1).max(64) })

/** The envelope around it. */
export const Answer = z.object({ code: z.literal(0), msg: z.string(), data: Applied })
