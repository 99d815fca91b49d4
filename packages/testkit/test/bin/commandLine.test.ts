import { Option } from "effect"
import { describe, expect, it } from "vitest"
import { helpIn, readCommandLine } from "../../src/internal/process/commandLine.js"
import { han, notChinese } from "../support/chinese.js"
import { page } from "../support/program.js"

const reasonsOf = (...args: ReadonlyArray<string>) => {
  const asked = readCommandLine(args)
  if (asked._tag !== "Mistaken") return asked._tag
  expect(asked.reasons.flatMap(({ zh }) => notChinese(zh))).toEqual([])
  return asked.reasons.map(({ en }) => en)
}

const defaults = {
  port: 4010,
  host: "127.0.0.1",
  scenario: Option.none(),
  fault: Option.none(),
  skew: 0,
  "control-port": undefined,
  "no-control": false,
  "callback-url": [],
  state: Option.none(),
  record: Option.none(),
  replay: Option.none(),
  tls: false,
  "tls-cert": Option.none(),
  "ready-file": Option.none(),
  "exit-with-parent": false,
  log: false
}

describe("the command line", () => {
  it("has a default for every option", () => {
    expect(readCommandLine([])).toEqual({ _tag: "Serve", given: defaults })
  })

  it("is read with values after a blank or =, and with negative numbers", () => {
    const line =
      "--port=0 --host ::1 --scenario s.json --fault=f.json --skew -5 --control-port 0 --callback-url http://a.test --callback-url=key=https://b.test --state x.json --record t.jsonl --tls --tls-cert c.pem --ready-file r.json --exit-with-parent --log"
    expect(readCommandLine(line.split(" "))).toEqual({
      _tag: "Serve",
      given: {
        port: 0,
        host: "::1",
        scenario: Option.some("s.json"),
        fault: Option.some("f.json"),
        skew: -5,
        "control-port": 0,
        "no-control": false,
        "callback-url": ["http://a.test", "key=https://b.test"],
        state: Option.some("x.json"),
        record: Option.some("t.jsonl"),
        replay: Option.none(),
        tls: true,
        "tls-cert": Option.some("c.pem"),
        "ready-file": Option.some("r.json"),
        "exit-with-parent": true,
        log: true
      }
    })
  })

  it.each([
    ["There is no option --prot. Did you mean --port?", ["--prot", "4010"]],
    ["There is no option --sc. Did you mean --scenario?", ["--sc", "s.json"]],
    ["There is no option -p. Did you mean --port?", ["-p"]],
    ["There is no option --nonsense. --help names them all.", ["--nonsense"]],
    ["--host needs a value.", ["--host"]],
    ["--host needs a value.", ["--host="]],
    ["--host needs a value.", ["--host", "--log"]],
    ["--log takes no value.", ["--log=no"]],
    ["--replay takes no other option.", ["--replay", "t.jsonl", "--log"]],
    ["--tls-cert needs --tls.", ["--tls-cert", "c.pem"]],
    ["It takes options alone. --help names them all.", ["4010"]],
    ["--port: expected a whole number from 0 to 65535", ["--port", "65536"]],
    ["--port: expected a whole number from 0 to 65535", ["--port", "4.5"]],
    ["--port: expected a whole number from 0 to 65535", ["--port", "0x10"]],
    ["--port: expected a whole number from 0 to 65535", ["--port", "1e3"]],
    ["--port is given more than once.", ["--port", "1", "--port", "1"]],
    ["--control-port is for nothing with --no-control.", ["--control-port", "1", "--no-control"]],
    ["--control-port: expected a whole number from 0 to 65535", ["--control-port", "x"]],
    ...["ftp://a.test", "key=a.test", "http://", "http://[::1", "http://user:word@a.test"].map(
      (url): [string, ReadonlyArray<string>] => [
        "--callback-url[0]: expected a URL with http:// or https:// and without a user, or KEY=URL",
        ["--callback-url", url]
      ]
    ),
    ["--skew: expected a whole number from -1000000000000 to 1000000000000", ["--skew", "soon"]]
  ])("that is wrong is told: %s", (reason, args) => {
    expect(reasonsOf(...args)).toEqual([reason])
  })

  it("asks for a replay", () => {
    expect(readCommandLine(["--replay=t.jsonl"])).toEqual({ _tag: "Replay", path: "t.jsonl" })
  })

  it("names every value that does not fit", () => {
    expect(reasonsOf("--port", "x", "--skew", "y")).toHaveLength(2)
  })

  it("asks for help, wherever that stands", () => {
    expect(reasonsOf("--port", "0", "--help")).toBe("Help")
    expect(reasonsOf("-h", "--nonsense")).toBe("Help")
    expect(reasonsOf("--version")).toBe("Version")
  })
})

describe("the text of --help", () => {
  const help = helpIn("en")

  it("explains every option with its default, in lines of a terminal, without colours", () => {
    for (const option of [...Object.keys(defaults), "help", "version"]) {
      expect(help).toMatch(new RegExp(`^  --${option}(?: \\S+)?  +\\S`, "m"))
      expect(page).toContain(`\`--${option}`)
    }
    expect(help).toContain("Default 4010.")
    expect(help).toMatch(/^[\n -~]+$/)
    for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100)
    expect(help).not.toMatch(/wizard|completions/i)
  })

  it("has the same lines in Chinese, which fit into a terminal too", () => {
    const lines = helpIn("zh").split("\n")
    const english = help.split("\n")
    expect(lines).toHaveLength(english.length)
    expect(notChinese(helpIn("zh"))).toEqual([])
    const optionOf = (line: string) => /^  (--\S+(?: \S+)?)  /.exec(line)?.[1]
    expect(lines.map(optionOf)).toEqual(english.map(optionOf))
    // A Chinese character takes two columns.
    const columns = (line: string) => line.length + (line.match(new RegExp(han, "gu"))?.length ?? 0)
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(100)
  })
})
