/**
 * The table of documented error codes: the meaning of each, whether a request that got it may have been carried out,
 * and the remedy. Policy reads this table, and `pnpm codes` makes the classes of `Rejection`, the tables of the
 * documents and the simulator's words of it: a code more is a row more.
 *
 * Source: docs/api.md, Error codes.
 *
 * @module ErrorCode
 * @since 0.1.0
 */

/**
 * One row of the table.
 *
 * @since 0.1.0
 * @category models
 */
export interface Row {
  /** The tag of the error class in `Rejection`. */
  readonly tag: string
  /** The meaning of the code, in our words. */
  readonly meaning: string
  /** The same in Chinese, as the simulator says it under `zh_CN`. */
  readonly meaningInChinese: string
  /** What the platform's pages say of the code besides its meaning. */
  readonly note?: string
  /**
   * Whether a write that got this code may have been carried out: `no` or `unknown`. If that depends on the operation,
   * it is the one operation for which it is `unknown`. If that depends on the message, it says which name in the
   * message makes it `no`.
   */
  readonly carriedOut:
    "no" | "unknown" | { readonly unknownFor: "applyForCardholder" } | { readonly noIfNamed: "anotherField" }
  /** The remedy for the caller. */
  readonly remedy: string
  /** The same in Chinese, as the documents say it. */
  readonly remedyInChinese: string
}

/**
 * Every documented code. `unknown` stands where a refusal may answer a second copy of something that was carried out:
 * 1001, 1017, and 2001 on a cardholder application; and 1004 and 4010, unless the message names another field of the
 * request than the merchant's own number, which may have been refused as used already.
 *
 * @since 0.1.0
 * @category constants
 */
export const table = {
  1001: {
    tag: "SystemError",
    meaning: "system error",
    meaningInChinese: "系统错误，请稍后重试",
    carriedOut: "unknown",
    remedy: "Try a read again later; find out what became of a write.",
    remedyInChinese: "读操作请稍后重试；写操作请查清结果。"
  },
  1002: {
    tag: "ApiKeyMissing",
    meaning: "Api-Key missing",
    meaningInChinese: "缺少 Api-Key",
    carriedOut: "no",
    remedy: "Look for a proxy that strips the Api-Key header.",
    remedyInChinese: "请查找去掉请求头 Api-Key 的代理。"
  },
  1003: {
    tag: "IpNotAllowed",
    meaning: "IP address not on the whitelist",
    meaningInChinese: "IP 地址不在白名单内",
    carriedOut: "no",
    remedy: "Have the address that your calls leave from whitelisted for this Api-Key.",
    remedyInChinese: "请把调用所用的出口地址加入该 Api-Key 的白名单。"
  },
  1004: {
    tag: "InvalidParameter",
    meaning: "invalid request parameter",
    meaningInChinese: "请求参数无效",
    note: "names the field",
    carriedOut: { noIfNamed: "anotherField" },
    remedy: "Correct the field named, or read the platform's words in msg.",
    remedyInChinese: "请改正所指的字段，或阅读 msg 中平台的原话。"
  },
  1005: {
    tag: "TimestampRejected",
    meaning: "timestamp invalid or expired",
    meaningInChinese: "时间戳无效或已过期",
    carriedOut: "no",
    remedy: "Check the clock of this machine, and proxies that delay or rewrite requests.",
    remedyInChinese: "请检查本机时钟，以及拖延或改写请求的代理。"
  },
  1006: {
    tag: "AccessTokenMissing",
    meaning: "Access-Token missing",
    meaningInChinese: "缺少 Access-Token",
    carriedOut: "no",
    remedy: "Look for a proxy that strips the Access-Token header.",
    remedyInChinese: "请查找去掉请求头 Access-Token 的代理。"
  },
  1007: {
    tag: "AccessTokenRejected",
    meaning: "Access-Token invalid or expired",
    meaningInChinese: "Access-Token 无效或已过期",
    carriedOut: "no",
    remedy: "Check whether another process fetches tokens for the same Api-Key and ends this one's.",
    remedyInChinese: "请检查是否有另一个进程在为同一 Api-Key 获取令牌，使本进程的令牌失效。"
  },
  1008: {
    tag: "ApiKeyUnknown",
    meaning: "Api-Key does not exist",
    meaningInChinese: "Api-Key 不存在",
    carriedOut: "no",
    remedy: "Check the key and that it belongs to this environment (sandbox or production).",
    remedyInChinese: "请检查密钥，以及它是否属于该环境（沙箱或生产）。"
  },
  1009: {
    tag: "TooManyRequests",
    meaning: "too many requests",
    meaningInChinese: "请求过于频繁",
    carriedOut: "no",
    remedy: "Send again later and fewer at once.",
    remedyInChinese: "请稍后再发，并减少同时发送的数量。"
  },
  1010: {
    tag: "ApiKeyNotEnabled",
    meaning: "Api-Key not enabled",
    meaningInChinese: "Api-Key 未启用",
    carriedOut: "no",
    remedy: "Have the key enabled.",
    remedyInChinese: "请让平台启用该密钥。"
  },
  1011: {
    tag: "ApiKeyExpired",
    meaning: "Api-Key expired",
    meaningInChinese: "Api-Key 已过期",
    carriedOut: "no",
    remedy: "Get a new key.",
    remedyInChinese: "请获取新的密钥。"
  },
  1012: {
    tag: "ModeNotSupported",
    meaning: "the merchant's integration mode does not support this",
    meaningInChinese: "商户的接入模式不支持该操作",
    carriedOut: "no",
    remedy: "Use what the mode has: packages and accounts in credit extension, BINs in authorization.",
    remedyInChinese: "请使用该接入模式所有的：授信模式是卡套餐和账户，授权模式是卡 BIN。"
  },
  1013: {
    tag: "PciNotEnabled",
    meaning: "PCI display not enabled",
    meaningInChinese: "未开通 PCI 展示",
    carriedOut: "no",
    remedy: "Have PCI display enabled for the merchant.",
    remedyInChinese: "请为商户开通 PCI 展示。"
  },
  1014: {
    tag: "ClientTokenRejected",
    meaning: "Client-Access-Token invalid or used",
    meaningInChinese: "Client-Access-Token 无效或已使用",
    carriedOut: "no",
    remedy: "Get a new client token: each serves once.",
    remedyInChinese: "请获取新的 Client-Access-Token：每个只能用一次。"
  },
  1015: {
    tag: "ParentOriginNotAllowed",
    meaning: "the parent page's Origin is not whitelisted",
    meaningInChinese: "父页面的 Origin 不在白名单内",
    carriedOut: "no",
    remedy: "Have the page's Origin whitelisted.",
    remedyInChinese: "请把该页面的 Origin 加入白名单。"
  },
  1016: {
    tag: "OriginMismatch",
    meaning: "Origin does not match the hosted configuration",
    meaningInChinese: "Origin 与托管配置不一致",
    carriedOut: "no",
    remedy: "Serve the page from the configured Origin.",
    remedyInChinese: "请从配置的 Origin 提供该页面。"
  },
  1017: {
    tag: "RequestReplayed",
    meaning: "replayed request or nonce",
    meaningInChinese: "重复的请求或 nonce",
    carriedOut: "unknown",
    remedy: "Find out what became of the first copy before sending again.",
    remedyInChinese: "请先查清第一个副本的结果，再决定是否重发。"
  },
  1018: {
    tag: "FetchMetadataRejected",
    meaning: "Sec-Fetch check failed",
    meaningInChinese: "Sec-Fetch 校验失败",
    carriedOut: "no",
    remedy: "Call from a server, or from a page that the platform allows.",
    remedyInChinese: "请从服务器调用，或从平台允许的页面调用。"
  },
  1019: {
    tag: "QueryEndsBeforeStart",
    meaning: "the query's end time is not after its start",
    meaningInChinese: "查询的结束时间须晚于开始时间",
    carriedOut: "no",
    remedy: "Ask for a span that ends after it starts.",
    remedyInChinese: "请查询结束时间晚于开始时间的时间跨度。"
  },
  1020: {
    tag: "QueryRangeTooLong",
    meaning: "the query's time range is too long",
    meaningInChinese: "查询的时间跨度过长",
    carriedOut: "no",
    remedy: "Ask for at most 90 days at once.",
    remedyInChinese: "每次请最多查询 90 天。"
  },
  1021: {
    tag: "MerchantUnknown",
    meaning: "merchant does not exist",
    meaningInChinese: "商户不存在",
    carriedOut: "no",
    remedy: "Check the key and the environment; ask the platform.",
    remedyInChinese: "请检查密钥和环境；询问平台。"
  },
  1022: {
    tag: "MerchantAbnormal",
    meaning: "the merchant's status is abnormal",
    meaningInChinese: "商户状态异常",
    carriedOut: "no",
    remedy: "Ask the platform.",
    remedyInChinese: "请询问平台。"
  },
  2001: {
    tag: "CardholderExists",
    meaning: "cardholder already exists",
    meaningInChinese: "持卡人已存在",
    carriedOut: { unknownFor: "applyForCardholder" },
    remedy: "Look the cardholder up: it may be the one that you applied for.",
    remedyInChinese: "请查询该持卡人：它可能就是您申请的那一个。"
  },
  2002: {
    tag: "CardholderUnknown",
    meaning: "cardholder does not exist",
    meaningInChinese: "持卡人不存在",
    carriedOut: "no",
    remedy: "Check the cardholder's number and that it belongs to this merchant.",
    remedyInChinese: "请检查持卡人单号，以及它是否属于该商户。"
  },
  2003: {
    tag: "CardholderAlreadyVerified",
    meaning: "cardholder already verified",
    meaningInChinese: "持卡人已认证",
    carriedOut: "no",
    remedy: "Go on: there is nothing to verify.",
    remedyInChinese: "请继续：无须再认证。"
  },
  2004: {
    tag: "CardholderVerificationPending",
    meaning: "cardholder verification pending",
    meaningInChinese: "持卡人认证中",
    carriedOut: "no",
    remedy: "Wait until the cardholder is Approved.",
    remedyInChinese: "请等到持卡人的状态为 Approved。"
  },
  2005: {
    tag: "CardholderVerificationFailed",
    meaning: "cardholder verification failed",
    meaningInChinese: "持卡人认证失败",
    carriedOut: "no",
    remedy: "See the cardholder's fail reason and apply for it anew.",
    remedyInChinese: "请查看该持卡人的失败原因，并重新申请。"
  },
  2006: {
    tag: "CardholderKycUnavailable",
    meaning: "the cardholder's KYC data could not be fetched",
    meaningInChinese: "无法获取持卡人的 KYC 资料",
    carriedOut: "no",
    remedy: "Try again later with a new share token.",
    remedyInChinese: "请稍后用新的 sumsub_share_token 重试。"
  },
  2007: {
    tag: "AddressCharactersRejected",
    meaning: "characters not allowed in an address",
    meaningInChinese: "地址含有不允许的字符",
    note: "names the field",
    carriedOut: "no",
    remedy: "Use English letters, digits, spaces and common address symbols such as - / # in the field named.",
    remedyInChinese: "所指的字段请使用英文字母、数字、空格和常用地址符号，例如 - / #。"
  },
  2008: {
    tag: "EnglishOnly",
    meaning: "only English is supported",
    meaningInChinese: "仅支持英文",
    note: "names the field",
    carriedOut: "no",
    remedy: "Write the field named in English.",
    remedyInChinese: "所指的字段请用英文填写。"
  },
  2009: {
    tag: "CountryNotSupported",
    meaning: "country not supported",
    meaningInChinese: "不支持该国家",
    note: "names the field",
    carriedOut: "no",
    remedy: "Use an address in a country that the platform supports.",
    remedyInChinese: "请使用平台支持的国家的地址。"
  },
  2010: {
    tag: "PostalCodeMismatch",
    meaning: "the postal code does not match state or city",
    meaningInChinese: "邮编与州或城市不匹配",
    note: "names the field",
    carriedOut: "no",
    remedy: "Correct the postal code, state or city.",
    remedyInChinese: "请改正邮编、州或城市。"
  },
  2011: {
    tag: "CardholderUniqueNoMismatch",
    meaning: "the cardholder's unique number does not match",
    meaningInChinese: "持卡人唯一单号不匹配",
    carriedOut: "no",
    remedy: "Use the unique number that this cardholder was applied for with.",
    remedyInChinese: "请使用申请该持卡人时所用的唯一单号。"
  },
  4005: {
    tag: "CardNotActivated",
    meaning: "the card's status is not Activated",
    meaningInChinese: "卡状态不是 Activated",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Activate or unfreeze the card first.",
    remedyInChinese: "请先激活或解冻该卡。"
  },
  4010: {
    tag: "CardParameterInvalid",
    meaning: "invalid parameter of a card operation",
    meaningInChinese: "卡操作的参数无效",
    note: "names the field; known from a single page",
    carriedOut: { noIfNamed: "anotherField" },
    remedy: "Correct the field named, or read the platform's words in msg.",
    remedyInChinese: "请改正所指的字段，或阅读 msg 中平台的原话。"
  },
  4016: {
    tag: "PinRejected",
    meaning: "the PIN breaks the rules",
    meaningInChinese: "PIN 不符合规则",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Use 6 digits, with no three or more identical or sequential ones.",
    remedyInChinese: "请使用 6 位数字，不含三位及以上相同或连续的数字。"
  },
  4017: {
    tag: "VirtualCardNotSupported",
    meaning: "the operation is not for virtual cards",
    meaningInChinese: "虚拟卡不支持该操作",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Use it with physical cards only.",
    remedyInChinese: "只能用于实体卡。"
  }
} as const satisfies Readonly<Record<number, Row>>

/**
 * A documented code.
 *
 * @since 0.1.0
 * @category models
 */
export type ErrorCode = keyof typeof table

/**
 * The tag of the error of a documented code.
 *
 * @since 0.1.0
 * @category models
 */
export type Tag<Code extends ErrorCode = ErrorCode> = (typeof table)[Code]["tag"]

/**
 * Whether a code is documented.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isDocumented = (code: number): code is ErrorCode => Object.hasOwn(table, code)

/**
 * Every documented code, in ascending order.
 *
 * @since 0.1.0
 * @category constants
 */
export const codes: ReadonlyArray<ErrorCode> = Object.keys(table).map(Number).filter(isDocumented)

/**
 * Whether a write that was refused with this code may have been carried out. An undocumented code says nothing, so it
 * is `unknown`. `namesAnotherField` (since 0.2.0): whether the message begins with a documented field of the request and
 * nowhere holds the merchant's own number, by name or value.
 *
 * @since 0.1.0
 * @category getters
 */
export const carriedOut = (code: number, operation: string, namesAnotherField = false): "no" | "unknown" => {
  if (!isDocumented(code)) return "unknown"
  const row: Row = table[code]
  if (typeof row.carriedOut === "string") return row.carriedOut
  if ("noIfNamed" in row.carriedOut) return namesAnotherField ? "no" : "unknown"
  return row.carriedOut.unknownFor === operation ? "unknown" : "no"
}
