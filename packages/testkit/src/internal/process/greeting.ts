/** What the program says when it listens. */
import * as Option from "effect/Option"
import * as Scenario from "../../Scenario.js"
import { asIs, joined, type Said, said } from "./language/said.js"

const { authorizationApiKey, cardBinNo, creditApiKey, physicalPackageNo, virtualPackageNo } = Scenario
const { approvedCardholderNo, pendingCardholderNo, rejectedCardholderNo } = Scenario

const byDefault = said(
  `
  Api-Key                 mode                package_no or card_bin_no
  ${creditApiKey}          CREDIT_EXTENSION    ${virtualPackageNo} for Virtual, ${physicalPackageNo} for Physical
  ${authorizationApiKey}   AUTHORIZATION       ${cardBinNo} for both

  Each has the cardholders ${approvedCardholderNo} (Approved), ${pendingCardholderNo} (Pending) and ${rejectedCardholderNo} (Rejected).`,
  `
  Api-Key                 接入模式            package_no 或 card_bin_no
  ${creditApiKey}          CREDIT_EXTENSION    ${virtualPackageNo}（Virtual）、${physicalPackageNo}（Physical）
  ${authorizationApiKey}   AUTHORIZATION       ${cardBinNo}（两种卡都可以）

  两个商户都有持卡人 ${approvedCardholderNo}（Approved）、${pendingCardholderNo}（Pending）和 ${rejectedCardholderNo}（Rejected）。`
)

// The keys of a file may be those of a test that shows the output of the program.
const byFile = (file: string): Said => said(`\n  It is set up by ${file}.`, `\n  商户和规则取自 ${file}。`)

const controlledBy = (control: string): Said =>
  said(
    `\nIt is controlled on ${control} (${control}/openapi.json)`,
    `\n控制端口：${control} （说明：${control}/openapi.json ）`
  )

const listens = (url: string): Said =>
  said(
    `The KeySecure simulator listens on ${url} (stop it with Ctrl+C)`,
    `KeySecure 模拟器正在监听 ${url} （按 Ctrl+C 停止）`
  )

/** The greeting of a simulator at a URL, with that of its control API, which a scenario file may have set up. */
export const greeting = (url: string, control: Option.Option<string>, scenario: Option.Option<string>): Said => {
  const apiKey = Option.isNone(scenario) ? creditApiKey : "…"
  const request = `
  curl -H 'Api-Key: ${apiKey}' -H "Timestamp: $(date +%s)000" ${url}/open-api/v1/merchant/token`
  const parts = [
    listens(url),
    Option.match(control, { onNone: () => asIs(""), onSome: controlledBy }),
    asIs("\n"),
    Option.match(scenario, { onNone: () => byDefault, onSome: byFile }),
    said("\n\nA token:", "\n\n获取令牌："),
    asIs(request)
  ]
  return joined(parts, "", "")
}
