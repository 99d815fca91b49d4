/** The pages of the site, in the order of its sidebar. `test/site.test.ts` compares the list with the files of `docs/`. */

/** A page: the file in `docs/` without its ending, and what the sidebar calls it. */
export interface Page {
  readonly file: string
  readonly title: string
  readonly chinese: string
}

/** Pages that belong together. */
export interface Group {
  readonly title: string
  readonly chinese: string
  readonly pages: ReadonlyArray<Page>
}

const page = (file: string, title: string, chinese: string): Page => ({ file, title, chinese })

/** A page whose file is not there yet is left out. */
export const groups: ReadonlyArray<Group> = [
  {
    title: "Begin",
    chinese: "开始",
    pages: [
      page("start", "Start", "快速开始"),
      page("install", "Install and compatibility", "安装与兼容性"),
      page("configuration", "Configuration", "配置"),
      page("runtimes", "Runtimes", "运行时"),
      page("without-effect", "Without Effect", "不使用 Effect"),
      page("glossary", "Concepts and glossary", "概念与术语表")
    ]
  },
  {
    title: "Use",
    chinese: "使用",
    pages: [
      page("recipes", "Recipes", "示例"),
      page("operations", "Operations", "操作"),
      page("callbacks", "Callbacks", "回调"),
      page("many-merchants", "Many merchants", "多个商户"),
      page("batch", "Cards in bulk", "批量发卡")
    ]
  },
  {
    title: "Test",
    chinese: "测试",
    pages: [
      page("testing", "Testing", "测试"),
      page("simulator", "Simulator and workbench", "模拟器与工作台"),
      page("runners", "Test runners", "测试运行器")
    ]
  },
  {
    title: "When a call fails",
    chinese: "调用失败时",
    pages: [
      page("errors", "Errors by code", "错误码"),
      page("troubleshooting", "By symptom", "按症状排查"),
      page("doctor", "Doctor", "keysecure doctor")
    ]
  },
  {
    title: "How it works",
    chinese: "原理",
    pages: [
      page("outcomes", "Outcomes", "结果"),
      page("time", "Time", "时间"),
      page("tokens", "Tokens", "令牌"),
      page("stores", "Stores", "存储"),
      page("performance", "Performance", "性能")
    ]
  },
  {
    title: "Production",
    chinese: "上线",
    pages: [
      page("going-live", "Going live", "上线"),
      page("probe", "Probe", "keysecure probe"),
      page("upgrading", "Upgrading", "升级"),
      page("effect-4", "Effect 4", "Effect 4")
    ]
  },
  {
    title: "Look up",
    chinese: "查阅",
    pages: [
      page("faq", "Questions", "常见问题"),
      page("for-assistants", "For assistants", "供 AI 助手阅读"),
      page("api", "The API as documented", "已公布的 API"),
      page("decisions/README", "Decisions", "决策记录"),
      page("dependencies", "Dependencies", "依赖")
    ]
  }
]
