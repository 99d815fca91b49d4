/** What the client says: its errors, why they came about, its settings, and its lines. */
import type { Phrase } from "@effect-keysecure/testkit/language/phrase"

const mayBe = "What the platform lists may be it or not ({count}): a person must look"
const mayBeInChinese = "平台列出的 {count} 项可能是它，也可能不是：需由人查看"

const errors: ReadonlyArray<Phrase> = [
  [
    "{operation} was not sent ({reason}: <detail>). It was not carried out; it is safe to call again.",
    "{operation} 没有发送（{reason}：<detail>）。它没有执行，可以再次调用。"
  ],
  ["{operation} was not sent: <issues>", "{operation} 没有发送：<issues>"],
  [
    `{operation} may have been carried out. <advice> ${mayBe} and answer CardIssuance.reconcile by \`ours\` or \`others\`. (<why>)`,
    `{operation} 可能已执行。<advice>${mayBeInChinese}，并以 \`ours\` 或 \`others\` 回答 CardIssuance.reconcile。（<why>）`
  ],
  [
    `{operation} may have been carried out. <advice> ${mayBe}. (<why>)`,
    `{operation} 可能已执行。<advice>${mayBeInChinese}。（<why>）`
  ],
  ["{operation} may have been carried out. <advice> (<why>)", "{operation} 可能已执行。<advice>（<why>）"],
  ["Look at the card, or do it again.", "请查看该卡，或再做一次。"],
  ["Find out before sending it again.", "再次发送之前请先查清。"],
  [
    "{operation} got no answer (<detail>). It is safe to call again.",
    "{operation} 没有得到响应（<detail>）。可以再次调用。"
  ],
  [
    "{operation} got an answer that cannot be read (HTTP {status}, <detail>).",
    "{operation} 得到无法读取的响应（HTTP {status}，<detail>）。"
  ],
  [
    "No card was issued for {number} (<why>). It is safe to apply again with the same number.",
    "{number} 没有开卡（<why>）。可以用同一编号重新申请。"
  ],
  [
    "No card was issued for {number}. It is safe to apply again with the same number.",
    "{number} 没有开卡。可以用同一编号重新申请。"
  ],
  [
    "Card {card} failed: it will not become usable. Apply with another number for another card.",
    "卡 {card} 没有开成，不会变为可用。需要另一张卡时，请用另一个编号申请。"
  ],
  ["There are {count} cards for {number}: {cards}.", "{number} 有 {count} 张卡：{cards}。"],
  [
    "{number} was used for another application. This one was not carried out: choose another cardUniqueNo.",
    "{number} 已用于另一份申请。这一份没有执行：请另选一个唯一单号。"
  ],
  ["Card {card} is not ready ({seen}). Ask again later.", "卡 {card} 尚未就绪（{seen}）。请稍后再查询。"],
  [
    "Nothing was transferred for {number} (<why>). It is safe to send it again with the same number.",
    "{number} 没有划转（<why>）。可以用同一编号再次发送。"
  ],
  [
    "Nothing was transferred for {number}. It is safe to send it again with the same number.",
    "{number} 没有划转。可以用同一编号再次发送。"
  ],
  [
    "A secret could not be {step}ed: <detail>. Check the apiSecret and how its key is made.",
    "卡敏感信息无法处理（{step}：<detail>）。请检查 apiSecret 以及由它生成密钥的方式。"
  ],
  ["the cipher failed", "加密失败"],
  ["it is not encrypted under this key", "它不是以此密钥加密的"],
  ["The attempt log failed: <detail>", "尝试日志失败：<detail>"],
  ["The store of tokens failed: <detail>", "令牌存储失败：<detail>"]
]

const reasons: ReadonlyArray<Phrase> = [
  ["no answer: <detail>", "没有响应：<detail>"],
  ["HTTP {status}, <detail>", "HTTP {status}，<detail>"],
  ["accepted, but <detail>", "已受理，但 <detail>"],
  ["none within {seconds} s", "{seconds} 秒内没有"],
  ["not within {seconds} s", "未能在 {seconds} 秒内完成"],
  ["not within {seconds} s; before that: <detail>", "未能在 {seconds} 秒内完成；此前：<detail>"],
  ["refused with code {code}", "以错误码 {code} 被拒绝"],
  ["nothing was sent", "什么都没有发送"],
  ["it was not sent", "没有发送"],
  ["what was to be done before sending failed", "发送之前的一步失败"],
  ["the client's layer was released", "客户端的 layer 已释放"],
  ["the layer was released meanwhile", "其间 layer 已释放"],
  [
    'on Cloudflare Workers a request that waits for another one\'s token hangs: give the option fetchedBy: "caller", or "layer" for a layer that is built within the request',
    '在 Cloudflare Workers 上，等待另一个请求的令牌会挂起：请给出选项 fetchedBy: "caller"；若 layer 在请求之内构建，则为 "layer"'
  ],
  ["a body of more than 1 MiB", "响应体超过 1 MiB"],
  ["a body that is not the platform's envelope", "响应体不是平台的格式"],
  [
    "a body that is not the platform's envelope, compressed or not ({coding})",
    "响应体不是平台的格式，不论是否压缩（{coding}）"
  ],
  [
    "a gateway that wants to know the length, which fetch does not tell of what it must not repeat: use UndiciHttpClient.layer, NodeHttpClient.layerUndici or NodeHttpClient.layer",
    "网关要求给出长度，而 fetch 对不得重发的内容不给出：请用 UndiciHttpClient.layer、NodeHttpClient.layerUndici 或 NodeHttpClient.layer"
  ],
  ["a redirect, which is not followed", "重定向，不予跟随"],
  ["a proxy asks who we are (HTTP 407)", "代理要求认证（HTTP 407）"],
  [
    "a layer around the HttpClient tried to send a write again, which was prevented",
    "包在 HttpClient 外面的 layer 试图再次发送写操作，已阻止"
  ],
  ["the answer is for another {name}", "响应属于另一个 {name}"],
  ["data is neither rows nor none", "data 既不是记录，也不是空"],
  ["data does not fit: <issues>", "data 不符合要求：<issues>"],
  ["a time after from", "晚于 from 的时间"],
  ["a time from 0001-01-02 to 9999-12-30", "0001-01-02 至 9999-12-30 的时间"],
  ["page after page shows the same items", "一页接一页都是同样的记录"],
  ["what was decrypted is not a card's private info", "解密得到的不是卡敏感信息"],
  ["an earlier application, of which the end is not known", "先前的一次申请，其结果不明"],
  ["only its number is known", "只知道它的编号"],
  ["the list has not answered: <detail>", "列表没有响应：<detail>"],
  ["the list refuses: <detail>", "列表拒绝：<detail>"],
  ["code {code} ({field})", "错误码 {code}（{field}）"],
  ["code {code}", "错误码 {code}"],
  ["other processes write to the attempt log", "其他进程在写尝试日志"],
  ["the attempt log could not be read", "尝试日志无法读取"],
  ["the attempt log failed: <detail>", "尝试日志失败：<detail>"],
  ["the attempt log failed", "尝试日志失败"],
  ["the stamp was not written down", "时间戳没有写下"],
  ["the call ended with {tag}, which does not say what became of it", "调用以 {tag} 结束，它没有说明结果如何"],
  [
    "a copy was sent whose stamp was not told: a layer around the client must hand on the options of applyForCard",
    "发出了一个副本，却没有告知它的时间戳：包在客户端外面的 layer 必须传递 applyForCard 的选项"
  ],
  ["{count} attempts are open, and the log holds no more", "已有 {count} 次尝试未结，尝试日志容纳不下更多"],
  ["the store could not be read", "存储无法读取"],
  ["the store could not be written", "存储无法写入"]
]

const transports: ReadonlyArray<Phrase> = [
  ["the answer broke off ({reason})", "响应中断（{reason}）"],
  ["the request could not be made ({reason})", "无法生成请求（{reason}）"],
  ["the transport gives no code", "传输层没有给出原因"],
  [
    "the proxy makes no tunnel to {place} (HTTP {status}): look at its address, at what it allows, and at its credentials",
    "代理没有建立到 {place} 的隧道（HTTP {status}）：请检查代理的地址、放行规则和凭证"
  ],
  [
    "the proxy makes no tunnel to {place}: look at its address, at what it allows, and at its credentials",
    "代理没有建立到 {place} 的隧道：请检查代理的地址、放行规则和凭证"
  ],
  [
    "the name in {place} is not found: look at the base URL, and at this host's DNS",
    "找不到 {place} 中的主机名：请检查地址，以及本机的 DNS"
  ],
  [
    "the certificate of {place} is not trusted: look at its names, dates and issuer, at this host's clock, and whether a proxy puts its own in its place",
    "{place} 的证书不受信任：请检查它的名称、日期和颁发者，本机的时钟，以及是否有代理换上了自己的证书"
  ],
  [
    "the TLS handshake with {place} was cut: look at firewalls and proxies on the way, and whether that port speaks TLS",
    "与 {place} 的 TLS 握手中断：请检查途中的防火墙和代理，以及该端口是否支持 TLS"
  ],
  [
    "TLS with {place} failed: look whether that port speaks TLS, in a version that both know, and asks for a certificate",
    "与 {place} 的 TLS 失败：请检查该端口是否支持 TLS，双方是否有共同的版本，以及它是否要求证书"
  ],
  [
    "no connection to {place}: look whether it can be reached from here, through firewalls and the proxy if there is one",
    "无法连接 {place}：请检查从这里能否到达它，包括防火墙和可能有的代理"
  ],
  ["<failure> ({errno})", "<failure>（{errno}）"]
]

const settings: ReadonlyArray<Phrase> = [
  ["expected {name}, the merchant's Api-Key", "缺少 {name}，即商户的 Api-Key"],
  ["the merchant's Api-Key: printable ASCII without spaces", "商户的 Api-Key：不含空格的可打印 ASCII"],
  ["an https: URL", "https: 的 URL"],
  [
    "https: (http: only to loopback, or to the host that {name} names: every call carries the Api-Key)",
    "https:（http: 只用于回环地址，或 {name} 指明的主机：每次调用都带有 Api-Key）"
  ],
  ["a URL without user, password, query and fragment", "不含用户、密码、查询和片段的 URL"],
  ["the URL before /open-api, which is added to it", "/open-api 之前的 URL，其后会自动加上"],
  ["a URL such as {url}", "URL，如 {url}"],
  ["the host of {name}, which must be http:; else leave it out", "{name} 的主机，且它须为 http:；否则请删去"],
  ["1 to 64 printable ASCII characters, no blank at either end", "1 至 64 个可打印 ASCII 字符，首尾没有空白"],
  [
    "expected {name} with a {other} that is not loopback: give sandbox or production for a gateway to them, else a name of your own, and keep it when the URL changes",
    "缺少 {name}，因为 {other} 不是回环地址：若是通往沙箱或生产的网关，请写 sandbox 或 production；否则请自定名称，URL 改变时保持不变"
  ],
  ["{name} or {other}, not both", "{name} 或 {other}，不能两者都有"],
  ["expected {name} (sandbox or production) or {other}", "缺少 {name}（sandbox 或 production）或 {other}"],
  ["sandbox or production", "sandbox 或 production"],
  ["zh_CN or en_US", "zh_CN 或 en_US"],
  ["it with {name} only: the hosts of {other} speak TLS", "只与 {name} 一起给出：{other} 的主机使用 TLS"],
  ["it with {name} only: {other} names the platform, leave it out", "只与 {name} 一起给出：{other} 已指明平台，请删去"]
]

const log: ReadonlyArray<Phrase> = [
  [
    "KeySecure is called over plain http, to {host}: whoever is on the way reads the Api-Key, the tokens and the personal data",
    "以明文 http 调用 KeySecure，主机是 {host}：途中任何人都能读到 Api-Key、令牌和个人数据"
  ],
  [
    "This process has made a second client of one merchant at {url}. Each client fetches a token, and may end the other one's. Build the layer once: provide it around the whole program and not to each call, or keep a ManagedRuntime. Clients that must be apart share a token by AccessTokens.layerStore (docs/tokens.md).",
    "本进程为同一商户创建了第二个客户端（{url}）。每个客户端各自获取令牌，可能使另一个的令牌失效。请只构建一次 layer，供整个程序使用，不要每次调用各建一个；或保留一个 ManagedRuntime。必须分开的客户端，请用 AccessTokens.layerStore 共用令牌（docs/tokens.md）。"
  ],
  [
    "The platform refuses timestamps by the hypothesis {before}. From now on {now} is used.",
    "平台拒绝按 {before} 推算的时间戳。从现在起改用 {now}。"
  ],
  [
    "The card list shows beside the card of {number} what may be of it too: <cards>",
    "卡列表中，除了 {number} 的卡，还有可能也属于它的：<cards>"
  ],
  ["one without a number", "没有卡单号的一张"],
  ["{operation} is sent again: {cause}", "再次发送 {operation}：{cause}"],
  [
    "{operation}: the platform refused the token before its end, so it is replaced by another one",
    "{operation}：平台在令牌到期之前拒绝了它，因此换一个新的"
  ],
  [
    "{operation}: {count} items of a page could not be read as documented",
    "{operation}：一页中有 {count} 项无法按文档读取"
  ],
  [
    "{operation} {number}: the list is asked whether it was carried out, for at most {seconds} s",
    "{operation} {number}：正在查询列表，看它是否已执行，最多 {seconds} 秒"
  ],
  ["{operation} {number}: still being found out after {seconds} s", "{operation} {number}：{seconds} 秒之后仍在查清"],
  [
    "{operation} {number}: found out that it had not been carried out; now it has",
    "{operation} {number}：已查清当时没有执行；现在已执行"
  ],
  [
    "{operation} {number}: found out that it was carried out, as the attempt log knows",
    "{operation} {number}：已查清它已执行，尝试日志中有记载"
  ],
  [
    "{operation} {number}: found out that it was carried out more than once",
    "{operation} {number}：已查清它执行了不止一次"
  ],
  ["{operation} {number}: found out that it was carried out", "{operation} {number}：已查清它已执行"],
  [
    "{operation} {number}: found out that it was not carried out, for certain",
    "{operation} {number}：已查清它确实没有执行"
  ],
  [
    "{operation} {number}: found out that the number belongs to another application",
    "{operation} {number}：已查清该编号属于另一份申请"
  ],
  [
    "{operation} {number}: found out that it had not been carried out; now it was refused",
    "{operation} {number}：已查清当时没有执行；现在被拒绝"
  ],
  ["{operation} {number}: it stays unknown whether it was carried out", "{operation} {number}：是否已执行，仍然不明"]
]

/** What the client says. */
export const client: ReadonlyArray<Phrase> = [...errors, ...reasons, ...settings, ...log, ...transports]
