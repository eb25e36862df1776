/** What SQLite's texts cannot carry: U+0000, where some of its readers stop, halves of surrogate pairs, and the mark itself. */
const uncarried = /[\0\u001A]|\p{Cs}/u;
const everyUncarried = /[\0\u001A]|\p{Cs}/gu;
const marked = /\u001A([0-9a-f]{4})/g;

/** A text as SQLite can carry it. Texts without the characters in question, which is nearly all, stay as they are. */
export function toColumn(text: string): string {
  return uncarried.test(text)
    ? text.replace(everyUncarried, (unit) => `\u001A${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : text;
}

/** The text that {@link toColumn} was given. */
export function fromColumn(column: string): string {
  return column.includes("\u001A")
    ? column.replace(marked, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : column;
}
