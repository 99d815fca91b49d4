/** What those who look on are told. */

/** Something that happened, of which those who look on are told. */
export type Happened =
  | { readonly _tag: "Request"; readonly id: number }
  | { readonly _tag: "Callback"; readonly id: number }
  | { readonly _tag: "State" }
  | { readonly _tag: "Settings" }
  | { readonly _tag: "Faults" }
  | { readonly _tag: "Rules" }
  | { readonly _tag: "Clock" }
  | { readonly _tag: "Reset" }
