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
    remedy: "Try a read again later; find out what became of a write."
  },
  1002: {
    tag: "ApiKeyMissing",
    meaning: "Api-Key missing",
    meaningInChinese: "缺少 Api-Key",
    carriedOut: "no",
    remedy: "Look for a proxy that strips the Api-Key header."
  },
  1003: {
    tag: "IpNotAllowed",
    meaning: "IP address not on the whitelist",
    meaningInChinese: "IP 地址不在白名单内",
    carriedOut: "no",
    remedy: "Have the address that your calls leave from whitelisted for this Api-Key."
  },
  1004: {
    tag: "InvalidParameter",
    meaning: "invalid request parameter",
    meaningInChinese: "请求参数无效",
    note: "names the field",
    carriedOut: { noIfNamed: "anotherField" },
    remedy: "Correct the field named, or read the platform's words in msg."
  },
  1005: {
    tag: "TimestampRejected",
    meaning: "timestamp invalid or expired",
    meaningInChinese: "时间戳无效或已过期",
    carriedOut: "no",
    remedy: "Check the clock of this machine, and proxies that delay or rewrite requests."
  },
  1006: {
    tag: "AccessTokenMissing",
    meaning: "Access-Token missing",
    meaningInChinese: "缺少 Access-Token",
    carriedOut: "no",
    remedy: "Look for a proxy that strips the Access-Token header."
  },
  1007: {
    tag: "AccessTokenRejected",
    meaning: "Access-Token invalid or expired",
    meaningInChinese: "Access-Token 无效或已过期",
    carriedOut: "no",
    remedy: "Check whether another process fetches tokens for the same Api-Key and ends this one's."
  },
  1008: {
    tag: "ApiKeyUnknown",
    meaning: "Api-Key does not exist",
    meaningInChinese: "Api-Key 不存在",
    carriedOut: "no",
    remedy: "Check the key and that it belongs to this environment (sandbox or production)."
  },
  1009: {
    tag: "TooManyRequests",
    meaning: "too many requests",
    meaningInChinese: "请求过于频繁",
    carriedOut: "no",
    remedy: "Send again later and fewer at once."
  },
  1010: {
    tag: "ApiKeyNotEnabled",
    meaning: "Api-Key not enabled",
    meaningInChinese: "Api-Key 未启用",
    carriedOut: "no",
    remedy: "Have the key enabled."
  },
  1011: {
    tag: "ApiKeyExpired",
    meaning: "Api-Key expired",
    meaningInChinese: "Api-Key 已过期",
    carriedOut: "no",
    remedy: "Get a new key."
  },
  1012: {
    tag: "ModeNotSupported",
    meaning: "the merchant's integration mode does not support this",
    meaningInChinese: "商户的接入模式不支持该操作",
    carriedOut: "no",
    remedy: "Use what the mode has: packages and accounts in credit extension, BINs in authorization."
  },
  1013: {
    tag: "PciNotEnabled",
    meaning: "PCI display not enabled",
    meaningInChinese: "未开通 PCI 展示",
    carriedOut: "no",
    remedy: "Have PCI display enabled for the merchant."
  },
  1014: {
    tag: "ClientTokenRejected",
    meaning: "Client-Access-Token invalid or used",
    meaningInChinese: "Client-Access-Token 无效或已使用",
    carriedOut: "no",
    remedy: "Get a new client token: each serves once."
  },
  1015: {
    tag: "ParentOriginNotAllowed",
    meaning: "the parent page's Origin is not whitelisted",
    meaningInChinese: "父页面的 Origin 不在白名单内",
    carriedOut: "no",
    remedy: "Have the page's Origin whitelisted."
  },
  1016: {
    tag: "OriginMismatch",
    meaning: "Origin does not match the hosted configuration",
    meaningInChinese: "Origin 与托管配置不一致",
    carriedOut: "no",
    remedy: "Serve the page from the configured Origin."
  },
  1017: {
    tag: "RequestReplayed",
    meaning: "replayed request or nonce",
    meaningInChinese: "重复的请求或 nonce",
    carriedOut: "unknown",
    remedy: "Find out what became of the first copy before sending again."
  },
  1018: {
    tag: "FetchMetadataRejected",
    meaning: "Sec-Fetch check failed",
    meaningInChinese: "Sec-Fetch 校验失败",
    carriedOut: "no",
    remedy: "Call from a server, or from a page that the platform allows."
  },
  1019: {
    tag: "QueryEndsBeforeStart",
    meaning: "the query's end time is not after its start",
    meaningInChinese: "查询的结束时间须晚于开始时间",
    carriedOut: "no",
    remedy: "Ask for a span that ends after it starts."
  },
  1020: {
    tag: "QueryRangeTooLong",
    meaning: "the query's time range is too long",
    meaningInChinese: "查询的时间跨度过长",
    carriedOut: "no",
    remedy: "Ask for at most 90 days at once."
  },
  1021: {
    tag: "MerchantUnknown",
    meaning: "merchant does not exist",
    meaningInChinese: "商户不存在",
    carriedOut: "no",
    remedy: "Check the key and the environment; ask the platform."
  },
  1022: {
    tag: "MerchantAbnormal",
    meaning: "the merchant's status is abnormal",
    meaningInChinese: "商户状态异常",
    carriedOut: "no",
    remedy: "Ask the platform."
  },
  2001: {
    tag: "CardholderExists",
    meaning: "cardholder already exists",
    meaningInChinese: "持卡人已存在",
    carriedOut: { unknownFor: "applyForCardholder" },
    remedy: "Look the cardholder up: it may be the one that you applied for."
  },
  2002: {
    tag: "CardholderUnknown",
    meaning: "cardholder does not exist",
    meaningInChinese: "持卡人不存在",
    carriedOut: "no",
    remedy: "Check the cardholder's number and that it belongs to this merchant."
  },
  2003: {
    tag: "CardholderAlreadyVerified",
    meaning: "cardholder already verified",
    meaningInChinese: "持卡人已认证",
    carriedOut: "no",
    remedy: "Go on: there is nothing to verify."
  },
  2004: {
    tag: "CardholderVerificationPending",
    meaning: "cardholder verification pending",
    meaningInChinese: "持卡人认证中",
    carriedOut: "no",
    remedy: "Wait until the cardholder is Approved."
  },
  2005: {
    tag: "CardholderVerificationFailed",
    meaning: "cardholder verification failed",
    meaningInChinese: "持卡人认证失败",
    carriedOut: "no",
    remedy: "See the cardholder's fail reason and apply for it anew."
  },
  2006: {
    tag: "CardholderKycUnavailable",
    meaning: "the cardholder's KYC data could not be fetched",
    meaningInChinese: "无法获取持卡人的 KYC 资料",
    carriedOut: "no",
    remedy: "Try again later with a new share token."
  },
  2007: {
    tag: "AddressCharactersRejected",
    meaning: "characters not allowed in an address",
    meaningInChinese: "地址含有不允许的字符",
    note: "names the field",
    carriedOut: "no",
    remedy: "Use English letters, digits, spaces and common address symbols such as - / # in the field named."
  },
  2008: {
    tag: "EnglishOnly",
    meaning: "only English is supported",
    meaningInChinese: "仅支持英文",
    note: "names the field",
    carriedOut: "no",
    remedy: "Write the field named in English."
  },
  2009: {
    tag: "CountryNotSupported",
    meaning: "country not supported",
    meaningInChinese: "不支持该国家",
    note: "names the field",
    carriedOut: "no",
    remedy: "Use an address in a country that the platform supports."
  },
  2010: {
    tag: "PostalCodeMismatch",
    meaning: "the postal code does not match state or city",
    meaningInChinese: "邮编与州或城市不匹配",
    note: "names the field",
    carriedOut: "no",
    remedy: "Correct the postal code, state or city."
  },
  2011: {
    tag: "CardholderUniqueNoMismatch",
    meaning: "the cardholder's unique number does not match",
    meaningInChinese: "持卡人唯一单号不匹配",
    carriedOut: "no",
    remedy: "Use the unique number that this cardholder was applied for with."
  },
  4005: {
    tag: "CardNotActivated",
    meaning: "the card's status is not Activated",
    meaningInChinese: "卡状态不是 Activated",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Activate or unfreeze the card first."
  },
  4010: {
    tag: "CardParameterInvalid",
    meaning: "invalid parameter of a card operation",
    meaningInChinese: "卡操作的参数无效",
    note: "names the field; known from a single page",
    carriedOut: { noIfNamed: "anotherField" },
    remedy: "Correct the field named, or read the platform's words in msg."
  },
  4016: {
    tag: "PinRejected",
    meaning: "the PIN breaks the rules",
    meaningInChinese: "PIN 不符合规则",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Use 6 digits, with no three or more identical or sequential ones."
  },
  4017: {
    tag: "VirtualCardNotSupported",
    meaning: "the operation is not for virtual cards",
    meaningInChinese: "虚拟卡不支持该操作",
    note: "known from a single page",
    carriedOut: "no",
    remedy: "Use it with physical cards only."
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
