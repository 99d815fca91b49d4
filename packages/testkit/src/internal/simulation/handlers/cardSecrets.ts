/** The secrets of simulated cards: they follow from the card, and belong to no real card. */
import { ecb } from "@noble/ciphers/aes.js"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import type { Card, Merchant } from "../../state/state.js"
import { decodeUtf8, encodeUtf8 } from "../../text/utf8.js"

const digitSum = (digits: string): number =>
  [...digits].reduceRight(
    ({ double, sum }, digit) => {
      const value = Number(digit) * (double ? 2 : 1)
      return { double: !double, sum: sum + (value > 9 ? value - 9 : value) }
    },
    { double: false, sum: 0 }
  ).sum

const sequenceOf = ({ cardNo }: Card): number => Number(cardNo.slice(1))

/** The card's number: sixteen digits that end with its last four, and pass Luhn's check by one in the middle. */
export const panOf = (card: Card): string => {
  const head = `400000${String(sequenceOf(card) % 100_000).padStart(5, "0")}`
  const numbers = Array.from({ length: 10 }, (_, digit) => `${head}${digit}${card.cardLastNo}`)
  return numbers.find((number) => digitSum(number) % 10 === 0) ?? ""
}

/** The card's CVV. */
export const cvvOf = (card: Card): string => String((sequenceOf(card) * 7_919) % 1_000).padStart(3, "0")

const keyOf = ({ apiSecret }: Merchant): Uint8Array => encodeUtf8(apiSecret)

/** A text as the platform encrypts it for a merchant: AES/ECB/PKCS5Padding, in Base64. */
export const encrypt = (merchant: Merchant, clear: string): string =>
  Encoding.encodeBase64(ecb(keyOf(merchant)).encrypt(encodeUtf8(clear)))

/** The text that a merchant encrypted; nothing if it is not under its key. */
export const decrypt = (merchant: Merchant, text: string): string | undefined =>
  Encoding.decodeBase64(text).pipe(
    Either.flatMap((bytes) => Either.try(() => decodeUtf8(ecb(keyOf(merchant)).decrypt(bytes)))),
    Either.getOrElse(() => undefined)
  )
