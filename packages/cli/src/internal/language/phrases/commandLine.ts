/** The fixed words of the command line's library, and how a list of faults is written. */
import type { Phrase } from "@effect-keysecure/testkit/language/phrase"

const help: ReadonlyArray<Phrase> = [
  ["USAGE", "用法"],
  ["DESCRIPTION", "说明"],
  ["ARGUMENTS", "参数"],
  ["OPTIONS", "选项"],
  ["COMMANDS", "命令"],
  ["A user-defined piece of text.", "一段文本。"],
  ["A true or false value.", "是或否。"],
  ["An integer.", "一个整数。"],
  ["One of the following: {choices}", "以下之一：{choices}"],
  ["This setting is optional.", "可以省略。"],
  ["This setting is optional. Defaults to: {value}", "可以省略，默认为 {value}"],
  ["This option can be set from environment variables.", "也可以由环境变量给出。"],
  ["This option may be repeated zero or more times.", "可以重复给出，也可以省略。"],
  ["Generate a completion script for a specific shell.", "为指定的 shell 生成补全脚本。"],
  ["Sets the minimum log level for a command.", "设定命令的最低日志级别。"],
  ["Show the help documentation for a command.", "显示命令的帮助。"],
  ["Show the version of the application.", "显示程序的版本。"],
  ["Start wizard mode for a command.", "以问答方式组成命令。"]
]

const wizard: ReadonlyArray<Phrase> = [
  ["Wizard Mode for CLI Application: {program} -- <summary>", "以问答方式组成命令：{program}，<summary>"],
  ["Wizard Mode for CLI Application: {program}", "以问答方式组成命令：{program}"],
  ["Instructions", "说明"],
  [
    "The wizard mode will assist you with constructing commands for {program}.",
    "以下问答帮助您组成 {program} 的命令。"
  ],
  ["Please answer all prompts provided by the wizard.", "请回答所有问题。"],
  ["COMMAND: {command}", "命令：{command}"],
  ["Options Wizard - {command}", "{command} 的选项"],
  ["Args Wizard - {command}", "{command} 的参数"],
  ["Select which command you would like to execute", "请选择要执行的命令"],
  ["Select which option you would like to use", "请选择要使用的选项"],
  ["Select true or false", "请选择是（true）或否（false）"],
  ["Select one of the following choices", "请选择以下之一"],
  ["This option is optional - use the default?", "该选项可以省略。是否使用默认值？"],
  ["This argument is optional - use the default?", "该参数可以省略。是否使用默认值？"],
  ["Yes", "是"],
  ["No", "否"],
  ["use the default {value}", "使用默认值 {value}"],
  ["use the default", "使用默认值"],
  ["use a custom value", "使用其他值"],
  ["How many times should this argument be repeated?", "要给出几次？"],
  ["Enter some text", "请输入文本"],
  ["Enter an integer", "请输入整数"],
  ["Must provide an integer value", "须为整数"],
  ["Would you like to run the command?", "是否执行该命令？"],
  ["yes", "是"],
  ["no", "否"],
  ["Wizard Mode Complete!", "命令已组成。"],
  [
    "You may now execute your command directly with the following options and arguments:",
    "现在可以用以下选项和参数直接执行该命令："
  ],
  ["Quitting wizard mode...", "问答已中止。"]
]

const faults: ReadonlyArray<Phrase> = [
  ["Expected to find option: '{option}'", "缺少选项 {option}"],
  ["Expected a value following option: '{option}'", "选项 {option} 之后缺少值"],
  ["More than one reference to option '{option}' detected", "选项 {option} 给出了不止一次"],
  ["The flag '{given}' is not recognized. Did you mean '{option}'?", "没有选项 {given}。是否想用 {option}？"],
  ["Received unknown argument: '{argument}'", "多余的参数：{argument}"],
  ["Missing argument <{name}> with choices {choices}", "缺少参数 <{name}>，可选 {choices}"],
  ["Missing argument <{name}>", "缺少参数 <{name}>"],
  ["Missing command name: '{name}'", "缺少命令 {name}"],
  ["Invalid subcommand for {name} - use one of {names}", "{name} 没有这个命令。可用的有：{names}"],
  ["Expected one of the following cases: {choices}", "应为以下之一：{choices}"],
  ["Unable to recognize '{given}' as a valid boolean", "“{given}”既不是真也不是假"],
  ["'{given}' is not a <type>", "“{given}”不是 <type>"],
  ["integer", "整数"]
]

const lists: ReadonlyArray<Phrase> = [
  ["expected a value, and there is none", "缺少该值"],
  ["expected no such field", "不应有该字段"],
  ["expected <what>", "应为 <what>"],
  ["{field}: <expected>", "{field}：<expected>"]
]

/** What the command line says, and lists of faults. */
export const commandLine: ReadonlyArray<Phrase> = [...help, ...wizard, ...faults, ...lists]
