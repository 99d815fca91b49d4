/** What is said in Chinese, in the words of README.zh-CN.md and of the vendor's pages. */
import type { Misconfigured, Variable } from "../facts.js"
import type { Texts } from "./texts.js"

const expected: { readonly [V in Variable]: string } = {
  KEYSECURE_API_KEY: "请设为商户的 Api-Key：可打印的 ASCII 字符，不含空格和换行。",
  KEYSECURE_ENVIRONMENT: "请设为 sandbox 或 production，或改设 KEYSECURE_BASE_URL。",
  KEYSECURE_BASE_URL:
    "请填写 /open-api 之前的 https: 地址，不含用户名、密码、查询和片段。http: 只允许本机回环地址，或 KEYSECURE_PLAIN_HTTP_TO 指定的主机。",
  KEYSECURE_PLATFORM:
    "请写明 KEYSECURE_BASE_URL 所连平台的名称：网关填 sandbox 或 production。设了 KEYSECURE_ENVIRONMENT 时不要设它。",
  KEYSECURE_PLAIN_HTTP_TO: "仅当 KEYSECURE_BASE_URL 是 http: 时才设，且须为它的主机；否则请删去。",
  KEYSECURE_LANGUAGE: "请设为 zh_CN 或 en_US，或删去。"
}

const faults: { readonly [F in Misconfigured["fault"]]: (variable: Variable) => string } = {
  missing: (variable) => `缺少 ${variable}`,
  invalid: (variable) => `${variable} 不符合要求`,
  both: () => "KEYSECURE_ENVIRONMENT 与 KEYSECURE_BASE_URL 同时设置"
}

/** What is said in Chinese. */
export const chinese: Texts = {
  findings: {
    "configuration.ok": [({ baseUrl, platform }) => `${platform}，${baseUrl}`],
    "configuration.invalid": [
      ({ fault, variable }) => faults[fault](variable),
      ({ fault, variable }) => (fault === "both" ? "请删去其中一个：地址用于网关或模拟器。" : expected[variable])
    ]
  },
  severities: { trouble: "故障", warning: "警告", note: "提示", ok: "正常", skipped: "未查" },
  first: "首要问题",
  remedy: "办法",
  skipped: (because) => (because === undefined ? "未检查" : `未检查：须先解决 ${because}`),
  explained: (because) => `由 ${because} 引起`,
  well: "一切正常。",
  production: "这是生产环境。请用 doctor --production：它只获取令牌和查询。",
  simulated: "模拟：检查的平台运行在本进程内。"
}
