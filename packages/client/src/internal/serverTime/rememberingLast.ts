/** A memory of one: the last question is mostly the next one too. */

/** The same function, which does not compute its last result again. It must depend on its argument alone. */
export const rememberingLast = <A, B>(f: (a: A) => B): ((a: A) => B) => {
  let last: { readonly a: A; readonly b: B } | undefined
  return (a) => {
    if (last === undefined || last.a !== a) last = { a, b: f(a) }
    return last.b
  }
}
