/** Words of others, such as a header or the name of an authority, as they may be printed. */

const most = 80

/** A text of at most 80 printable ASCII characters: it may be shown on any terminal, and stays one line. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, most)
