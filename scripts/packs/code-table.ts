/** A page that shows what each code means, and has no use for the rest of the schemas. */
import * as ErrorCode from "@effect-keysecure/schema/ErrorCode"

dispatchEvent(new CustomEvent("codes", { detail: ErrorCode.table }))
