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

const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} 秒`

const span = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${seconds(from)} 至 ${seconds(to)}`

const distance = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from > 0 ? `本机时钟比平台慢 ${span({ from, to })}` : `本机时钟比平台快 ${span({ from: -to, to: -from })}`

const modes = { credit: "授信模式（CREDIT_EXTENSION）", authorization: "授权模式（AUTHORIZATION）" } as const
const kinds = { credit: "卡套餐", authorization: "卡 BIN" } as const

const clockRemedy = (): string => "请用 NTP 校准本机时钟。"
const askForMode = (): string => "请向平台确认商户的接入模式。"

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
      ({ port }) => `端口 ${port} 没有响应`,
      () => "防火墙丢弃了连接：请放行到该主机和端口的出站连接。"
    ],
    "connection.proxyWanted": [
      ({ variable }) => `无法直接连接；${variable} 指定了代理，但这里不使用代理`,
      () => "请放行直接连接，或用网关转发，并把网关地址设为 KEYSECURE_BASE_URL。您自己的程序可以通过代理连接。"
    ],
    "connection.failed": [({ code }) => `无法连接（${code}）`, () => "请检查本机的网络与路由。"],
    "connection.blackHole": [
      ({ alive, dead }) => `${alive} 可以连接，${dead} 没有响应：每个新连接都可能为此等待`,
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
      ({ code }) =>
        code.includes("PROTOCOL_VERSION")
          ? "对方不支持本机允许的 TLS 版本：请让它的运营方升级。若是代理，请让它放行该主机。"
          : "防火墙可能按主机名切断连接：请放行该主机。否则请升级 Node。"
    ],
    "answer.ok": [() => "响应来自平台"],
    "answer.none": [
      ({ code }) => `已连接，但没有响应（${code}）`,
      () => "请检查途中切断连接的代理；也可能是平台停机，请稍后再试。"
    ],
    "answer.notHttp": [
      ({ code }) => `响应不是 HTTP（${code}）`,
      () => "请检查主机和端口，以及地址是否应以 https: 开头。"
    ],
    "answer.redirect": [
      ({ status, to }) => `响应不是来自平台，而是重定向到${to === "" ? "别处" : ` ${to}`}（HTTP ${status}）`,
      () => "若是网络的登录页，请先登录；否则请改正地址。"
    ],
    "answer.page": [
      ({ status }) => `响应是网页，不是来自平台（HTTP ${status}）`,
      () => "若网络有登录页，请先登录；或让响应的代理放行该主机。"
    ],
    "answer.forbidden": [
      ({ status }) => `途中有设备拒绝了调用，并非平台（HTTP ${status}）`,
      () => "若是网络中的代理，请让它放行该主机；若是平台前面的网关，请向平台确认它是否放行调用所用的出口 IP 地址。"
    ],
    "answer.notFound": [
      ({ status }) => `该路径不存在（HTTP ${status}）`,
      () => "请检查 KEYSECURE_BASE_URL：它是 /open-api 之前的地址，网关须转发其后的全部路径。"
    ],
    "answer.proxyAuthentication": [
      ({ status }) => `代理要求认证（HTTP ${status}）`,
      () => "请让代理对该主机免认证放行。"
    ],
    "answer.limited": [
      ({ status }) => `途中有设备暂时不再接受请求（HTTP ${status}）`,
      () => "请等待几分钟，并让从本机发出调用的程序降低调用频率。"
    ],
    "answer.gateway": [
      ({ status }) => `网关表示无法连到平台（HTTP ${status}）`,
      () => "请稍后再试。若是您自己的网关，请查看它的日志文件。"
    ],
    "answer.compressed": [
      ({ encoding }) => `响应声称已压缩（${encoding}），实际不是`,
      () => "请查找改动响应的代理，让它原样转发。"
    ],
    "answer.other": [
      ({ status }) => `响应不是来自平台（HTTP ${status}）`,
      () => "请检查地址，并查找代替平台响应的代理。"
    ],
    "answer.systemError": [({ code }) => `平台系统错误（${code}）`, () => "请稍后重试；若一直如此，请联系平台。"],
    "answer.tooMany": [
      ({ code }) => `该 Api-Key 的请求过于频繁（${code}）`,
      () => "请查找使用同一 Api-Key 的其他程序，并降低调用频率。"
    ],
    "answer.refused": [({ code }) => `平台以错误码 ${code} 拒绝了查询`, () => "请向平台确认它对贵商户的含义。"],
    "path.ok": [() => "没有发现途中有改动请求或响应的迹象；是否有代理把请求发送两次，仅凭查询无法判断"],
    "path.keyStripped": [
      ({ code }) => `Api-Key 没有到达平台（${code}）`,
      () => "请让途中的代理或网关转发请求头 Api-Key。"
    ],
    "path.tokenStripped": [
      ({ code }) => `Access-Token 没有到达平台（${code}）`,
      () => "请让途中的代理或网关转发请求头 Access-Token。"
    ],
    "path.replayed": [
      ({ code }) => `平台已见过同一请求（${code}）`,
      () => "请查找把请求发送两次的代理并关闭该功能：它可能导致开出两张卡。"
    ],
    "path.cached": [
      ({ seconds: age }) => `响应来自缓存，是 ${age} 秒之前的`,
      () => "请让缓存不处理 /open-api：旧响应里是旧令牌和旧列表。"
    ],
    "path.compressed": [
      ({ encoding }) => `响应被压缩（${encoding}），而请求并未要求`,
      () => "无须处理：客户端能够读取。但途中有改动响应的设备。"
    ],
    "path.proxy": [
      ({ via }) => `途中有代理：${via}`,
      () => "请确认它既不缓存响应，也不把请求发送两次：客户端无法判断。"
    ],
    "address.ok": [() => "本机的出口 IP 地址可以调用"],
    "address.notAllowed": [
      ({ code }) => `出口 IP 地址不在白名单内（${code}）`,
      () => "请把调用所用的出口 IP 地址加入该 Api-Key 的白名单。平台没有说明它看到的是哪个地址。"
    ],
    "address.notAllowedSeen": [
      ({ address, code }) => `平台看到的 IP 地址 ${address} 不在白名单内（${code}）`,
      ({ address }) => `请把 ${address} 加入该 Api-Key 的白名单，或改从白名单内的地址出站。`
    ],
    "key.ok": [() => "平台接受该 Api-Key"],
    "key.quoted": [
      ({ code }) => `Api-Key 不存在（${code}）；它的两端有引号`,
      () => "请去掉 KEYSECURE_API_KEY 两端的引号。"
    ],
    "key.unknown": [
      ({ code, platform }) => `${platform} 中不存在该 Api-Key（${code}）`,
      () => "请从同一环境的平台控制台重新复制。加上 --production 时，还会询问另一个环境。"
    ],
    "key.otherEnvironment": [
      ({ code, other, platform }) => `该 Api-Key 属于 ${other}，${platform} 中不存在（${code}）`,
      ({ other, platform }) => `请改用 ${platform} 的 Api-Key，或把 KEYSECURE_ENVIRONMENT 设为 ${other}。`
    ],
    "key.notEnabled": [({ code }) => `Api-Key 未启用（${code}）`, () => "请启用该 Api-Key。"],
    "key.expired": [({ code }) => `Api-Key 已过期（${code}）`, () => "请获取新的 Api-Key。"],
    "key.merchant": [({ code }) => `商户不存在或状态异常（${code}）`, () => "请联系平台。"],
    "clock.ok": [(values) => `平台时钟减本机时钟为 ${span(values)}`],
    "clock.off": [distance, clockRemedy],
    "clock.farOff": [
      distance,
      () => "请用 NTP 校准本机时钟。在此之前，客户端的第一次调用会被拒；若响应没有 Date，每次调用都可能被拒。"
    ],
    "clock.refused": [
      ({ tries }) => `以几种时间尝试了 ${tries} 次，时间戳都被拒（1005）`,
      () => "请用 NTP 校准本机时钟，并查找拖延请求或改动请求头 Timestamp 的代理。"
    ],
    "clock.refusedInTime": [
      ({ tries }) => `尝试了 ${tries} 次，时间戳都被拒，而按响应的 Date 其中有的并未超时（1005）`,
      () => "请查找丢弃或改动请求头 Timestamp、或以另一时钟写 Date 的代理。"
    ],
    "date.ok": [() => "响应带有 Date，与校验时间戳的时钟一致"],
    "date.absent": [() => "响应没有 Date，无法从中学习时间", () => "请用 NTP 校准本机时钟，并查找去掉 Date 的代理。"],
    "date.unreadable": [
      () => "无法从响应的 Date 得知时间",
      () => "请用 NTP 校准本机时钟，并查找改写 Date 或 Age 的代理。"
    ],
    "date.wrong": [
      (values) => `Date 与校验时间戳的时钟不一致：相差 ${span(values)}`,
      () => "请校准写 Date 的网关或代理的时钟。在此之前请用 NTP 校准本机时钟。"
    ],
    "date.several": [() => "各响应的 Date 互相矛盾：来自几个时钟", () => "请用 NTP 校准途中各网关的时钟。"],
    "token.ok": [({ hours }) => `已取得令牌，有效 ${hours} 小时`],
    "token.refused": [
      ({ code }) => `令牌刚取得就被拒（${code}）`,
      () =>
        "请停止使用同一 Api-Key 的其他程序，或让它们共用令牌（AccessTokens.layerStore）。若没有其他程序，请查找把请求发送两次或缓存响应的代理。"
    ],
    "token.refusedOnce": [
      ({ code }) => `一个令牌刚取得就被拒，下一个令牌可用（${code}）`,
      () => "另有程序在为同一 Api-Key 获取令牌：请让它们共用一个令牌（AccessTokens.layerStore）。"
    ],
    "token.unreadable": [() => "获取令牌的响应里没有令牌", () => "请联系平台，并查找改动响应的代理。"],
    "token.shortLife": [
      ({ minutes }) => (minutes < 1 ? "令牌有效不足 1 分钟" : `令牌只有效 ${minutes} 分钟`),
      () => "请让所有程序共用一个令牌（AccessTokens.layerStore），并向平台询问原因。"
    ],
    "token.shorterLife": [
      ({ hours }) => `令牌有效 ${hours} 小时；平台文档的示例为 24 小时`,
      () => "无须处理：客户端会及时更新。"
    ],
    "token.endUnreadable": [
      () => "无法读取令牌的到期时间",
      () => "客户端按五分钟处理。请向平台确认 expired_time 的格式。"
    ],
    "mode.ok": [({ mode }) => `商户的接入模式是${modes[mode]}`],
    "mode.mismatch": [
      ({ expected: wanted, mode }) => `商户的接入模式是${modes[mode]}，而程序按${modes[wanted]}编写`,
      ({ mode }) =>
        mode === "credit"
          ? "申请时请用 packageNo 而不是 cardBinNo，或请平台更改模式。"
          : "申请时请用 cardBinNo 而不是 packageNo，或请平台更改模式。"
    ],
    "mode.neither": [({ code }) => `卡套餐与卡 BIN 都不可查询（${code}）`, askForMode],
    "mode.both": [() => "卡套餐与卡 BIN 都可查询，无法判断接入模式", askForMode],
    "products.ok": [({ count, mode }) => `商户有 ${count} 个${count === 100 ? "以上" : ""}${kinds[mode]}`],
    "products.none": [
      ({ mode }) => `商户没有${kinds[mode]}，无法申请卡`,
      ({ mode }) => `请平台为商户分配${kinds[mode]}。`
    ],
    "products.unreadable": [({ mode }) => `${kinds[mode]}列表与文档不符`, () => "请联系平台，并告知本程序的维护者。"],
    "pci.ok": [() => "可以读取卡敏感信息（仅以不存在的卡询问）"],
    "pci.off": [({ code }) => `未开通 PCI 展示（${code}）`, () => "若您的程序要显示卡号，请为商户开通 PCI 展示。"],
    "pci.untold": [
      ({ code }) => `无法判断是否开通 PCI 展示（${code}）`,
      () => "若您的程序要显示卡号，请向平台确认是否已开通 PCI 展示。"
    ],
    "latency.ok": [({ count, least, median }) => `响应耗时 ${median} 毫秒（${count} 次的中位数；最短 ${least} 毫秒）`],
    "latency.slow": [
      ({ count, least, median }) => `响应缓慢：${median} 毫秒（${count} 次的中位数；最短 ${least} 毫秒）`,
      () => "请查找途中缓慢的环节，或把程序部署到离平台更近的地方。"
    ],
    "callback.ok": [() => "该回调来自平台，由此密钥签名"],
    "callback.keyFrom": [
      ({ keyFrom }) => `若以 ${keyFrom} 解码密钥，该回调来自平台`,
      ({ keyFrom }) => `请为 CallbackConfig 设置选项 keyFrom: "${keyFrom}"。`
    ],
    "callback.mismatch": [
      () => "该回调的签名与此密钥和 app id 不符",
      () => "请重新复制 KEYSECURE_API_SECRET 与 KEYSECURE_APP_ID。若无误，则请求体不是原样：请在解析之前取得原始字节。"
    ],
    "callback.refused": [
      ({ reason }) => `无法验证该回调：${reason}`,
      () => "请原样提供请求：逐行的请求头、一个空行、请求体。"
    ],
    "callback.noFile": [() => "无法读取回调文件", () => "请检查 --callback 后面的路径。"],
    "callback.notConfigured": [
      ({ variable }) => `${variable} 缺失或不符合要求`,
      ({ variable }) => `请设置 ${variable}，验证回调需要它。`
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
