import type { Style } from "./style.js";

/** One column of a table. */
export interface Column {
  readonly title: string;
  /** @defaultValue `"left"` */
  readonly align?: "left" | "right";
}

const gap = "  ";

/** Draws a table without lines: the titles, dimmed if there is a style, and below them the rows, each cell as wide as its column. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style?: Style,
): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((cells) => textWidth(cells[index] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => padded(cells[index] ?? "", widths[index] ?? 0, align))
      .join(gap)
      .trimEnd();
  const head = line(titles);
  return [style?.dim(head) ?? head, ...rows.map(line)];
}

function padded(text: string, width: number, align: Column["align"] = "left"): string {
  const blanks = " ".repeat(width - textWidth(text));
  return align === "left" ? text + blanks : blanks + text;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const ascii = /^[\x20-\x7E]*$/;
const unseen = /^[\p{Cc}\p{Cf}\p{M}]*$/u;
/** What terminals draw over two columns: the scripts of East Asia, their full-width forms, and pictures. */
const wide =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\uFE0F/u;
const halfWidth = /^[\uFF61-\uFFDC]/u;

/** How many columns of a terminal a text takes. O(text). */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** A text in no more columns than there are; what is cut off ends in `…`. O(text). */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let [cut, width] = ["", 0];
  for (const { segment } of graphemes.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    cut += segment;
  }
  return columns < 1 ? "" : `${cut}…`;
}

function graphemeWidth(grapheme: string): number {
  if (unseen.test(grapheme)) return 0;
  return wide.test(grapheme) && !halfWidth.test(grapheme) ? 2 : 1;
}
