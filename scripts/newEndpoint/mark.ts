/** The places that a scaffold leaves to be written by hand. */

/** What each of them begins with. `test/endpoints.test.ts` fails as long as one is left. */
export const mark = `TODO(${"new-endpoint"}):`

/** A place that is left, and what is to be written there. */
export const todo = (what: string): string => `${mark} ${what}`

/** The marks of some files, by line. */
export const marksIn = (files: ReadonlyMap<string, string>): ReadonlyArray<string> =>
  [...files].flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) => {
      const [, what] = line.split(mark)
      return what === undefined ? [] : [`${path}:${index + 1}: ${what.replace(/\*\/|-->|`$/g, "").trim()}`]
    })
  )
