/** The states of rows and batches, in words. */
import type * as BatchStore from "@effect-keysecure/batch/BatchStore"
import { type Said, said } from "../language/said.js"

/** The states of a row, as a count of rows names them. */
export const states: { readonly [S in BatchStore.RowState]: Said } = {
  queued: said("queued", "排队中"),
  unsettled: said("in doubt", "结果不明"),
  issued: said("issued", "已开卡"),
  ready: said("ready", "就绪"),
  failed: said("failed", "失败"),
  unclear: said("for a person", "待人确认"),
  cancelled: said("cancelled", "已取消")
}

/** The states of a batch. */
export const batchStates: { readonly [S in BatchStore.BatchState]: Said } = {
  submitting: said("submitting", "提交中"),
  running: said("running", "运行中"),
  paused: said("paused", "已暂停"),
  cancelled: said("cancelled", "已取消")
}
