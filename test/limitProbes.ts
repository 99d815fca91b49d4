/** Limits that no JSON Schema can hold, tried on the simulator, or on the part of the client that keeps them. */
import { authBudgetMillis } from "../packages/client/src/CallbackConfig.js"
import { Scenario } from "../packages/testkit/src/index.js"
import { now, physical, Session, virtual } from "../packages/testkit/test/support/session.js"
import { createCipheriv } from "node:crypto"
import type { Limit } from "./limits.js"

const day = 86_400_000
const sealed = (clear: string): string => {
  const cipher = createCipheriv("aes-256-ecb", Scenario.apiSecret, null)
  return cipher.update(clear, "utf8", "base64") + cipher.final("base64")
}

/** A time of a query in UTC+8. */
const timeOf = (millis: number): string => new Date(millis + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")

const codeOfSpan = (millis: number): number =>
  new Session().list({ start_time: timeOf(now - millis), end_time: timeOf(now) }).code

/** The code of an application whose stamp is so old. */
const codeAtAge = (millis: number): number => new Session().apply(virtual, { timestamp: String(now - millis) }).code

const card = { cardholder_no: "U0001", card_no: "C0000000001" }

/** The code of an activation of the first card, and of a PIN for it. */
const activation = (session: Session, cvv: string): number =>
  session.call("activateCard", { ...card, cvv: sealed(cvv), card_last_no: "0001" }).code

const codeOfPin = (pin: string): number => {
  const session = new Session()
  session.apply(physical)
  activation(session, "919")
  return session.call("setCardPin", { ...card, pin: sealed(pin) }).code
}

const codeOfCvv = (cvv: string): number => {
  const session = new Session()
  session.apply(physical)
  return activation(session, cvv)
}

const digits = (count: number): string => "159260374815".slice(0, count)

const isSpan = (value: string): boolean =>
  codeOfSpan(Number(value) * day) === 0 && codeOfSpan(Number(value) * day + 1000) === 1020

const isAge = (value: string): boolean =>
  codeAtAge(Number(value) * 1000) === 0 && codeAtAge(Number(value) * 1000 + 1) === 1005

/** By the field and the kind, whether the value is where the line is drawn. */
const probes: Readonly<Record<string, (value: string) => boolean>> = {
  "Timestamp seconds": isAge,
  "end_time days": isSpan,
  "Lists days": isSpan,
  "pin digits": (value) => [-1, 0, 1].map((more) => codeOfPin(digits(Number(value) + more))).join() === "4016,0,4016",
  "pin runs": () =>
    ["159", "115", "112", "124"].every((start) => codeOfPin(`${start}260`) === 0) &&
    ["111", "123", "321"].every((start) => codeOfPin(`${start}960`) === 4016),
  // The card's own, of which no other number of digits can be.
  "cvv digits": (value) => codeOfCvv("919".padEnd(Number(value), "9")) === 0 && codeOfCvv("9199") === 4010,
  "Auth milliseconds": (value) => authBudgetMillis === Number(value)
}

/** Whether a limit is kept by what tries it here; not, if nothing does. */
export const isKept = ({ field, kind, section, value }: Limit): boolean =>
  probes[`${field || section} ${kind}`]?.(value) ?? false
