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

const clockRemedy = (): string => "请用 NTP 校准本机时钟。"

/** What is said in Chinese. */
export const chinese: Texts = {
  findings: {
    "configuration.ok": [({ baseUrl, platform }) => `${platform}，${baseUrl}`],
    "configuration.invalid": [
      ({ fault, variable }) => faults[fault](variable),
      ({ fault, variable }) => (fault === "both" ? "请删去其中一个：地址用于网关或模拟器。" : expected[variable])
    ],
    "name.ok": [({ host, v4, v6 }) => `${host} 有 ${v4} 个 IPv4 地址、${v6} 个 IPv6 地址`],
    "name.address": [({ host }) => `${host} 本身就是地址`],
    "name.unknown": [({ host }) => `域名 ${host} 不存在`, () => "请检查主机名，以及本机的 DNS 能否解析外部域名。"],
    "name.failed": [
      ({ code, host }) => `DNS 没有给出 ${host} 的结果（${code}）`,
      () => "请检查本机的 DNS 服务器，以及防火墙是否放行查询。"
    ],
    "connection.ok": [({ millis, port }) => `端口 ${port} 可以连接（${millis} 毫秒）`],
    "connection.refused": [
      ({ port }) => `端口 ${port} 拒绝连接`,
      () => "请检查主机和端口。若无误，则是防火墙拒绝：请放行从本机到该主机的连接。"
    ],
    "connection.silent": [
      ({ port }) => `端口 ${port} 没有应答`,
      () => "防火墙丢弃了连接：请放行到该主机和端口的出站连接。"
    ],
    "connection.proxyWanted": [
      ({ variable }) => `无法直接连接；${variable} 指定了代理，但这里不使用代理`,
      () => "请放行直接连接，或用网关转发，并把网关地址设为 KEYSECURE_BASE_URL。"
    ],
    "connection.failed": [({ code }) => `无法连接（${code}）`, () => "请检查本机的网络与路由。"],
    "connection.blackHole": [
      ({ alive, dead }) => `${alive} 可以连接，${dead} 没有应答：每个新连接都可能为此等待`,
      ({ dead }) => `请修复网络中的 ${dead}，或在本机关闭它。`
    ],
    "tls.ok": [({ days, issuer }) => `证书由 ${issuer} 签发，还有 ${days} 天有效`],
    "tls.plain": [({ host }) => `按配置以明文 HTTP 访问 ${host}`],
    "tls.untrusted": [
      ({ code, issuer }) => `证书由 ${issuer} 签发，本机不信任它（${code}）`,
      () =>
        "可能有代理在拆解 TLS：请让它放行该主机；若是贵公司的代理，请用 NODE_EXTRA_CA_CERTS 信任它的根证书。切勿关闭证书校验。"
    ],
    "tls.addedAuthority": [
      ({ issuer }) => `证书由 ${issuer} 签发，它不在 Node 自带的根证书之列：有代理能读到 Api-Key 和全部数据`,
      () => "请让代理放行该主机，或确认它可以看到卡数据。"
    ],
    "tls.expired": [
      ({ now, until }) => `证书已于 ${until} 到期；本机日期是 ${now}`,
      () => "若本机日期不对，请校准；否则须由主机的运营方更新证书。"
    ],
    "tls.notYetValid": [({ from, now }) => `证书自 ${from} 起有效；本机日期是 ${now}`, clockRemedy],
    "tls.expiresSoon": [({ days }) => `证书将在 ${days} 天后到期`, () => "请向主机的运营方确认是否会更新证书。"],
    "tls.otherName": [
      ({ host, names }) => `证书不属于 ${host}，而属于 ${names}`,
      () => "请检查地址中的主机名，以及 DNS 是否指向正确的服务器。"
    ],
    "tls.notTls": [
      ({ port }) => `端口 ${port} 不支持 TLS`,
      () => "请检查端口。若是没有 --tls 的模拟器，请写 http: 而不是 https:。"
    ],
    "tls.failed": [
      ({ code }) => `TLS 握手失败（${code}）`,
      () => "防火墙可能按主机名切断连接：请放行该主机。否则请升级 Node。"
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
