/** What is wrong at one place of a specification file. */
export interface SpecificationFileProblem {
  /** The file as the caller named it; absent where a text came without one. */
  readonly file?: string;
  /** From 1; absent where the file could not be read at all. */
  readonly line?: number;
  /** From 1, in UTF-16 code units; absent where the file could not be read at all. */
  readonly column?: number;
  /** The path to the field, such as `steps.train.outputs.model`; empty where the fault lies in the text itself. */
  readonly field: string;
  /** What is wrong, as the end of a sentence that begins with the field; a sentence of its own without one. */
  readonly message: string;
}

/** A problem with its place in the text, and the piece of the text that shows it. */
export interface FramedProblem {
  readonly offset: number;
  readonly problem: SpecificationFileProblem;
  readonly frame: readonly string[];
}

const shownBefore = 70;
const shownAfter = 40;

/** A text with its lines: tells where an offset stands and shows it. */
export class SourceText {
  readonly text: string;
  readonly file: string | undefined;
  #lineStarts: readonly number[] | undefined;

  /** A byte order mark is no part of the text. */
  constructor(text: string, file: string | undefined) {
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
    this.file = file;
  }

  /** Line and column of an offset, both from 1. O(log lines) after the first call. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    const starts = (this.#lineStarts ??= lineStartsOf(this.text));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  problem(offset: number, path: readonly string[], message: string): FramedProblem {
    const { line, column } = this.placeOf(offset);
    const field = path.map(segmentText).join(".");
    const file = this.file === undefined ? {} : { file: this.file };
    return {
      offset,
      problem: { ...file, line, column, field, message },
      frame: this.#frame(offset, line, column),
    };
  }

  /** The line, cut to a window around the column, and a caret under it; an ellipsis stands for what is cut off. */
  #frame(offset: number, line: number, column: number): readonly string[] {
    const nextLine = this.#lineStarts?.[line] ?? this.text.length + 1;
    const rest = this.text.slice(offset, nextLine - 1).trimEnd();
    const start = offset - column + 1;
    const from = Math.max(start, offset - shownBefore);
    const before = (from > start ? "…" : "") + printable(this.text.slice(from, offset));
    const after = printable(rest.slice(0, shownAfter)) + (rest.length > shownAfter ? "…" : "");
    const number = String(line);
    return [
      `  ${number} | ${before}${after}`.trimEnd(),
      `  ${" ".repeat(number.length)} | ${before.replaceAll(/[^\t]/gu, " ")}^`,
    ];
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function segmentText(segment: string): string {
  return /^[^\s."']+$/u.test(segment) ? segment : JSON.stringify(segment);
}

/** Without what could move the caret or steer a terminal. */
function printable(text: string): string {
  return text.replace(/\r$/, "").replaceAll(/(?!\t)[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "\uFFFD");
}
