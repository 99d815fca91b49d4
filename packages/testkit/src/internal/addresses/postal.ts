/**
 * Whether a postal code can belong to a country and a state: the part of 2010 (docs/api.md, Error codes) that can be
 * judged without a list of all places. In doubt it fits: what the vendor's server might accept is not refused.
 */
import { getCountryByCode, getSubdivisions, inferSubdivision, validatePostalCode } from "postal-code-checker"

/** The letters of a name in lower case: `N.S.W.` and `nsw` are the same state. */
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "")

/** A country without a documented pattern has no postal codes, or is not known: whatever stands there fits. */
const patternFits = (country: string, postalCode: string): boolean => {
  const known = getCountryByCode(country)
  return known === null || known.postalCodePatterns.length === 0 || validatePostalCode(country, postalCode)
}

// Where the prefix names the state. The library has prefixes for more countries, but there the English name of a state
// is written in too many ways.
const prefixNamesState = new Set(["US", "CA", "AU"])

// Codes that cross a border of states: of the US those that the Census of 2010 lists in two, of Australia the known
// ones.
const crossesStates: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["US", new Set("02861 42223 59221 63673 71749 73949 81137 84536 86044 86515 88063 89439 97635".split(" "))],
  ["AU", new Set("0872 2406 2611 2618 2620 3585 3586 3644 3691 3707 4375 4377 4380 4383 4385 4825 5440".split(" "))]
])

const prefixFits = (country: string, state: string, postalCode: string): boolean => {
  if (crossesStates.get(country)?.has(postalCode.trim().slice(0, 5)) === true) return true
  const spelled = letters(state)
  const named = getSubdivisions(country).find(
    ({ code, name }) => letters(code) === spelled || letters(name) === spelled
  )
  const possible = inferSubdivision(country, postalCode)
  return named === undefined || possible.length === 0 || possible.some(({ code }) => code === named.code)
}

// The first two digits. Besides a province's own: parts of Inner Mongolia are served from the provinces around it, and
// Yanjiao in Hebei from Beijing; and Shaanxi is often written Shanxi, as pinyin without tones has it.
const chinesePrefixes: ReadonlyMap<string, string> = new Map([
  ["anhui", "23 24"],
  ["beijing", "10"],
  ["chongqing", "40"],
  ["fujian", "35 36"],
  ["gansu", "73 74"],
  ["guangdong", "51 52"],
  ["guangxi", "53 54"],
  ["guizhou", "55 56"],
  ["hainan", "57"],
  ["hebei", "05 06 07 10"],
  ["heilongjiang", "15 16"],
  ["henan", "45 46 47"],
  ["hubei", "43 44"],
  ["hunan", "41 42"],
  ["innermongolia", "01 02 13 15 16 73 75"],
  ["jiangsu", "21 22"],
  ["jiangxi", "33 34"],
  ["jilin", "13"],
  ["liaoning", "11 12"],
  ["ningxia", "75"],
  ["qinghai", "81"],
  ["shaanxi", "71 72"],
  ["shandong", "25 26 27"],
  ["shanghai", "20"],
  ["shanxi", "03 04 71 72"],
  ["sichuan", "61 62 63 64"],
  ["tianjin", "30"],
  ["tibet", "85 86"],
  ["xinjiang", "83 84"],
  ["xizang", "85 86"],
  ["yunnan", "65 66 67"],
  ["zhejiang", "31 32"]
])

const kindOfProvince = /\b(?:province|municipality|city|autonomous|region|zhuang|hui|uyghur|uygur|sheng|shi)\b/g

const chinesePrefixFits = (state: string, postalCode: string): boolean => {
  const province = letters(state.toLowerCase().replace(kindOfProvince, ""))
  const prefixes = chinesePrefixes.get(province)
  return prefixes === undefined || prefixes.split(" ").includes(postalCode.trim().slice(0, 2))
}

/**
 * Whether a postal code fits its country's documented pattern and does not clearly contradict the state. Judged against
 * the state only in the US, Canada, Australia and China; a state spelled in a way not known here fits.
 */
export const postalCodeFits = (country: string, state: string, postalCode: string): boolean => {
  if (!patternFits(country, postalCode)) return false
  if (country === "CN") return chinesePrefixFits(state, postalCode)
  return !prefixNamesState.has(country) || prefixFits(country, state, postalCode)
}
