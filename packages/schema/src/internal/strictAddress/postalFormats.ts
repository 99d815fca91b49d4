/**
 * The formats of postal codes, by their countries, as the national posts and the Universal Postal Union have them. Each
 * was tried on at least five codes that are in use (test/support/officialPostalCodes.tsv). A country without a row has
 * no postal codes, or no rule that was checked: every code of it passes.
 *
 * A format is of the letters and digits alone, without the sign of the country: blanks, dashes and dots have no part in
 * any code, and posts write them in different places.
 */
const formats: ReadonlyMap<string, RegExp> = new Map([
  ["AD", /^[1-7]\d\d$/],
  ["AL", /^\d{4}$/],
  // The CPA: a letter for the province, four digits, three letters for the side of a block. Before 1999 the digits alone.
  ["AR", /^(?:[A-HJ-NP-Z]?\d{4}|[A-HJ-NP-Z]\d{4}[A-Z]{3})$/],
  ["AT", /^[1-9]\d{3}$/],
  ["AU", /^\d{4}$/],
  ["AZ", /^\d{4}$/],
  ["BA", /^[78]\d{4}$/],
  ["BD", /^\d{4}$/],
  ["BE", /^\d{4}$/],
  ["BG", /^[1-9]\d{3}$/],
  ["BR", /^\d{8}$/],
  ["BY", /^2\d{5}$/],
  // Never D, F, I, O, Q, U; and never W or Z at the beginning.
  ["CA", /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/],
  ["CH", /^[1-9]\d{3}$/],
  ["CL", /^\d{7}$/],
  ["CN", /^\d{6}$/],
  ["CO", /^\d{6}$/],
  // Province, canton and district since 2007; four digits before.
  ["CR", /^[1-7]\d{3,4}$/],
  ["CU", /^\d{5}$/],
  ["CY", /^[1-9]\d{3}$/],
  // Czechoslovakia's zones: 1 to 7 are Czech since 1993, 8, 9 and 0 Slovak.
  ["CZ", /^[1-7]\d{4}$/],
  ["DE", /^(?!00)\d{5}$/],
  ["DK", /^\d{4}$/],
  ["DZ", /^\d{5}$/],
  ["EE", /^\d{5}$/],
  ["EG", /^\d{5}(?:\d{2})?$/],
  ["ES", /^(?:0[1-9]|[1-4]\d|5[0-2])\d{3}$/],
  ["FI", /^\d{5}$/],
  ["FO", /^[1-9]\d\d$/],
  ["FR", /^\d{5}$/],
  // The letters that Royal Mail uses in each place; the islands' codes are of the same form.
  [
    "GB",
    /^(?:GIR0AA|BFPO\d{1,4}|[A-PR-UWYZ](?:[A-HK-Y]?\d\d?|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])\d[ABD-HJLNP-UW-Z]{2})$/
  ],
  ["GE", /^\d{4}$/],
  ["GL", /^39\d\d$/],
  ["GP", /^9[78][01]\d\d$/],
  ["GR", /^[1-8]\d{4}$/],
  ["GT", /^\d{5}$/],
  ["GU", /^969[1-3]\d(?:\d{4})?$/],
  ["HR", /^[1-5]\d{4}$/],
  ["HT", /^\d{4}$/],
  ["HU", /^[1-9]\d{3}$/],
  ["ID", /^[1-9]\d{4}$/],
  // The Eircode, its routing key alone, or one of Dublin's districts as before 2015.
  ["IE", /^(?:D6W|[AC-FHKNPRTV-Y]\d{2})(?:[0-9AC-FHKNPRTV-Y]{4})?$|^D\d{1,2}$/],
  ["IL", /^\d{5}(?:\d{2})?$/],
  ["IN", /^[1-9]\d{5}$/],
  ["IS", /^[1-9]\d\d$/],
  ["IT", /^\d{5}$/],
  ["JO", /^\d{5}$/],
  ["JP", /^\d{7}$/],
  ["KE", /^\d{5}$/],
  ["KR", /^\d{5}$/],
  ["KY", /^[1-3]\d{4}$/],
  // Six digits, and since 2015 also one code per building.
  ["KZ", /^(?:\d{6}|[A-Z]\d\d[A-Z]\d[A-Z]\d)$/],
  ["LI", /^94(?:8[5-9]|9[0-8])$/],
  ["LK", /^\d{5}$/],
  ["LT", /^\d{5}$/],
  ["LU", /^[1-9]\d{3}$/],
  ["LV", /^\d{4}$/],
  ["MA", /^[1-9]\d{4}$/],
  ["MC", /^980\d\d$/],
  ["MD", /^\d{4}$/],
  ["ME", /^8[145]\d{3}$/],
  ["MG", /^[1-6]\d\d$/],
  ["MK", /^\d{4}$/],
  ["MQ", /^9[78]2\d\d$/],
  ["MT", /^[A-Z]{3}\d{2,4}$/],
  ["MX", /^\d{5}$/],
  ["MY", /^\d{5}$/],
  // SA, SD and SS are not given out.
  ["NL", /^[1-9]\d{3}(?!S[ADS])[A-Z]{2}$/],
  ["NO", /^\d{4}$/],
  ["NZ", /^\d{4}$/],
  ["OM", /^[1-9]\d\d$/],
  // Department, province and district since 2011; Lima's and Callao's districts had numbers before.
  ["PE", /^(?:[0-2]\d{4}|(?:L|LIMA|CALLAO)\d{1,2})$/],
  ["PH", /^\d{4}$/],
  ["PK", /^[1-9]\d{4}$/],
  ["PL", /^\d{5}$/],
  ["PR", /^00[679]\d\d(?:\d{4})?$/],
  // Four digits until 1998, and still where there is no address by streets.
  ["PT", /^[1-9]\d{3}(?:\d{3})?$/],
  ["RE", /^97[47]\d\d$/],
  ["RO", /^\d{6}$/],
  // Five digits of the place, or the PAK of an address.
  ["RS", /^[1-3]\d{4,5}$/],
  ["RU", /^[1-6]\d{5}$/],
  ["SA", /^[1-9]\d{4}(?:\d{4})?$/],
  ["SE", /^[1-9]\d{4}$/],
  ["SG", /^\d{6}$/],
  ["SI", /^[1-9]\d{3}$/],
  ["SK", /^[089]\d{4}$/],
  ["SM", /^4789\d$/],
  ["TH", /^[1-9]\d{4}$/],
  ["TN", /^[1-9]\d{3}$/],
  ["TR", /^(?:0[1-9]|[1-7]\d|8[01])\d{3}$/],
  ["TW", /^[1-9]\d\d(?:\d{2,3})?$/],
  ["UA", /^\d{5}$/],
  ["US", /^\d{5}(?:\d{4})?$/],
  ["UY", /^[1-9]\d{4}$/],
  ["UZ", /^\d{6}$/],
  ["VE", /^[1-9]\d{3}[A-Z]?$/],
  ["VI", /^008[0-5]\d(?:\d{4})?$/],
  ["VN", /^\d{5,6}$/],
  ["ZA", /^\d{4}$/]
])

/**
 * The signs that may stand before a code in letters from abroad, besides the code of ISO 3166 that any country has: the
 * sign of the country on its cars, as European posts wrote it until the nineties, and words for "postal code".
 */
const signs: ReadonlyMap<string, string> = new Map([
  ["AT", "A"],
  ["BA", "BIH"],
  ["BE", "B"],
  ["BR", "CEP"],
  ["DE", "D"],
  ["EE", "EST"],
  ["ES", "E"],
  ["FI", "FIN SF"],
  ["FR", "F"],
  ["GL", "DK"],
  ["GP", "F FR"],
  ["HU", "H"],
  ["IE", "IRL"],
  ["IN", "PIN"],
  ["IS", "ISL"],
  ["IT", "I"],
  ["LI", "FL"],
  ["LU", "L"],
  ["MC", "F"],
  ["ME", "MNE"],
  ["MK", "NMK"],
  ["MQ", "F FR"],
  ["MX", "CP"],
  ["NO", "N"],
  ["OM", "PC"],
  ["PT", "P"],
  ["RE", "F FR"],
  ["RS", "SRB"],
  ["RU", "RUS"],
  ["SE", "S"],
  ["SI", "SLO"],
  ["SM", "I RSM"],
  ["US", "ZIP"]
])

const separators = /[ .-]/g

/**
 * The letters and digits of a postal code, in capitals, in whichever way it is written. Absent if it is not in its
 * country's format.
 */
export const codeOf = (country: string, postalCode: string): string | undefined => {
  const text = postalCode.toUpperCase().replace(separators, "")
  const withoutSign = [country, ...(signs.get(country)?.split(" ") ?? [])]
    .filter((sign) => text.startsWith(sign))
    .map((sign) => text.slice(sign.length))
  return [text, ...withoutSign].find((code) => formats.get(country)?.test(code))
}

/** Whether there is a rule by which a country's codes are judged. */
export const hasFormat = (country: string): boolean => formats.has(country)
