/** What batches and their stores say: of a file, of a row, of a database. */
import type { Phrase } from "@effect-keysecure/testkit/language/phrase"

const rows: ReadonlyArray<Phrase> = [
  ["line {line}, column <column>: expected <expected>", "第 {line} 行，列 <column>：应为 <expected>"],
  ["line {line}: expected <expected>", "第 {line} 行：应为 <expected>"],
  ["package_no or card_bin_no", "package_no 或 card_bin_no"],
  ["{columns}, package_no or card_bin_no", "{columns}, package_no 或 card_bin_no"],
  ["an application", "申请"],
  ["a column of the file", "文件中的一列"],
  ["a column of an application, or one to be ignored", "申请中的列，或要忽略的列"],
  ["the column {name}, perhaps", "列 {name}？"],
  ["a column that is there only once", "只出现一次的列"],
  ["a field that is there once", "只出现一次的字段"],
  ["no such column, since the numbers are made from the batch and the key", "没有这一列的文件，因为编号由批次和键生成"],
  [
    "the names of columns, such as {column} and card_type, with the delimiter of the file between them",
    "各列的名称，如 {column} 和 card_type，以文件的分隔符隔开"
  ],
  ["{count} cells, as in the first line, and not {other}", "与首行一样的 {count} 个单元格，而不是 {other} 个"],
  ["a line of at most {count} characters", "不超过 {count} 个字符的行"],
  ["a row of at most {count} characters; is a quote not closed?", "不超过 {count} 个字符的行；是否有引号未闭合？"],
  ["a quote at the end of the cell that begins with one", "以引号开头的单元格，末尾也有引号"],
  ["a cell that is in quotes as a whole, with each quote in it doubled", "整个用引号括起的单元格，其中的引号各写两次"],
  ["CSV as in RFC 4180", "符合 RFC 4180 的 CSV"],
  ["text in UTF-8", "UTF-8 文本"],
  ["<what>; the cell is empty", "<what>；该单元格为空"],
  [
    "1 to 64 characters, without blanks at its ends and without characters that are not seen",
    "1 至 64 个字符，首尾没有空白，没有不可见字符"
  ],
  ["another value than an earlier row has", "与前面的行不同的值"],
  ["the application that was submitted under this key before, or another key", "此前以该键提交的申请，或另一个键"]
]

const results: ReadonlyArray<Phrase> = [
  ["The card failed. Apply under another key for another card.", "卡没有开成。需要另一张卡时，请用另一个键申请。"],
  ["Read what the platform's documents say of this code.", "请查阅平台文档对该错误码的说明。"],
  ["paused by a person", "由人暂停"],
  ["cancelled by a person", "由人取消"],
  ["There is no batch {batch}: submit it first.", "没有批次 {batch}：请先提交。"],
  ["Row {key} of batch {batch} does not wait for an answer.", "批次 {batch} 的行 {key} 并不在等待回答。"],
  ["{wrong} of {rows} rows are wrong, so nothing was submitted.", "{rows} 行中有 {wrong} 行错误，所以什么都没有提交。"],
  ["one of the row's candidates: {cards}", "该行的候选之一：{cards}"],
  ["Batch {batch} is paused: <reason>", "批次 {batch} 已暂停：<reason>"],
  ["Batch {batch}: <reason>", "批次 {batch}：<reason>"]
]

const stores: ReadonlyArray<Phrase> = [
  ["The batch store failed: <detail>", "批次存储失败：<detail>"],
  ["The batch engine failed: <detail>", "批次引擎失败：<detail>"],
  ["An application could not be <detail>", "有一份申请无法处理：<detail>"],
  ["sealed: the key is not 32 bytes in base64", "加密时，密钥不是 32 字节的 base64"],
  ["opened: it was sealed with another key, or was changed", "解密时，它是以另一个密钥加密的，或被改动过"],
  ["no work was given to the engine", "没有把工作交给引擎"],
  ["The tables could not be made: <detail>", "无法建表：<detail>"],
  ["The database could not be opened: <detail>", "无法打开数据库：<detail>"],
  // What Effect's migrator says, at the level of debugging.
  ["Running migration", "正在执行迁移"],
  ["Migrations complete", "迁移已完成"],
  ["a statement failed for 10 s", "有一条语句在 10 秒内一直失败"],
  ["a transaction could not be ended", "有一个事务无法结束"],
  ["the tables could not be made for 10 s", "10 秒内无法建表"],
  ["the tables could not be read", "表无法读取"],
  ["the tables could not be written", "表无法写入"],
  ["the table could not be read", "表无法读取"],
  ["the table could not be written", "表无法写入"],
  [
    "MySQL shortens what is too long: sql_mode lacks STRICT_TRANS_TABLES",
    "MySQL 会截断过长的内容：sql_mode 缺少 STRICT_TRANS_TABLES"
  ],
  [
    "sql_mode lacks STRICT_TRANS_TABLES, so MySQL shortens what is too long",
    "sql_mode 缺少 STRICT_TRANS_TABLES，MySQL 会截断过长的内容"
  ],
  ["the file or its folder is not there, or may not be opened", "文件或其文件夹不存在，或不允许打开"],
  ["it is no database of SQLite, or it may not be written", "它不是 SQLite 数据库，或不允许写入"],
  ["it refuses WAL, or synchronous = FULL", "它拒绝 WAL 或 synchronous = FULL"],
  [
    "libsql is not installed or lacks its binary, and no other driver is given",
    "没有安装 libsql，或它缺少二进制文件，也没有给出其他驱动"
  ],
  [
    "the driver's binary is missing, or is for another version of Node: npm rebuild makes it",
    "驱动的二进制文件缺失，或属于另一个 Node 版本：可用 npm rebuild 生成"
  ],
  ["another process holds it, in another mode", "另一个进程以另一种模式占用它"],
  [
    "the database is neither PostgreSQL nor MySQL nor SQLite over the client of Sqlite, which takes better-sqlite3 too",
    "数据库不是 PostgreSQL、MySQL，也不是经 Sqlite 客户端的 SQLite（该客户端也接受 better-sqlite3）"
  ]
]

/** What batches and their stores say. */
export const batch: ReadonlyArray<Phrase> = [...rows, ...results, ...stores]
