/** The rules that no experiment decides, and why. A rule that is in neither place is found by a test. */
import type { RuleName } from "./finding.js"
import { type Said, said } from "../language/said.js"

const person = said("it needs a person whose identity is verified", "需要一位经过身份验证的人")
const money = said("it would move money", "会转移资金")
const test = said("it is a means of tests, and no behaviour of a platform", "仅为测试手段，并非平台行为")

/** Why a rule is not decided by any experiment. */
export const unobserved: { readonly [Name in RuleName]?: Said } = {
  cardLife: said("no watching shows that no step comes later", "无论观察多久，都不能证明之后没有变化"),
  listedStatuses: said(
    "not every status can be brought about; those that were seen are in the verdict on assumption 2",
    "无法造出所有状态；所见状态列于假设 2 的结论"
  ),
  addressSymbols: said("it would take an application for every sign", "每个符号都需要一次申请"),
  unsupportedCountries: said("it would take an application for every country", "每个国家都需要一次申请"),
  clientTokenNeedsPci: said("it would ask for the secrets of a card", "需要查询卡的机密信息"),
  newCardholderStatus: person,
  cardholderLife: person,
  unusableShareTokens: person,
  repeatedTransferNo: money,
  repeatedTransferNoCode: money,
  insufficientBalanceCode: money,
  transferListFields: money,
  delayMillis: said("how long an answer takes is no rule of the platform", "响应耗时不是平台的规则"),
  answers: test
}
