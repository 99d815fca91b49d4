/** Questions that a new user asks: the anchor in docs/faq.md, and the place that has the whole answer. */
export const questions: ReadonlyArray<{ readonly asked: string; readonly anchor: string; readonly answer: string }> = [
  { asked: "how do I retry", anchor: "how-do-i-retry", answer: "outcomes.md#what-is-sent-again" },
  { asked: "what is unknown", anchor: "what-is-unknown", answer: "errors.md#when-a-write-fails" },
  { asked: "how do I test a timeout", anchor: "how-do-i-test-a-timeout", answer: "testing.md#clocks" },
  { asked: "where do I put the layer", anchor: "where-do-i-put-the-layer", answer: "tokens.md#one-client-per-process" },
  { asked: "how do I see what was sent", anchor: "how-do-i-see-what-was-sent", answer: "outcomes.md#what-is-said" },
  {
    asked: "can two servers share this",
    anchor: "can-two-servers-share-this",
    answer: "stores.md#postgresql-mysql-and-sqlite"
  },
  { asked: "what do I alert on", anchor: "what-do-i-alert-on", answer: "going-live.md#8-alerts" },
  { asked: "how do I get the PAN", anchor: "how-do-i-get-the-pan", answer: "recipes.md#show-card-data" },
  {
    asked: "what if the callback comes twice",
    anchor: "what-if-the-callback-comes-twice",
    answer: "callbacks.md#deliveries-that-come-again"
  },
  { asked: "how do I go live", anchor: "how-do-i-go-live", answer: "going-live.md" }
]
