import { readJinja } from "../project/jinja-tokens.js";

/** A rendered text and where it comes from. */
export interface RenderedText {
  /** Below the folder of the project. */
  readonly file: string;
  readonly text: string;
}

/** A statement that was put together, and where its parts begin. */
export interface CompiledSql {
  readonly text: string;
  readonly parts: readonly (RenderedText & { readonly firstLine: number })[];
}

/** Puts a statement together with the named queries that it needs before it. */
export function assembleSql(
  before: readonly (RenderedText & { readonly name: string })[],
  body: RenderedText,
): CompiledSql {
  const main = { file: body.file, text: withoutEnd(body.text) };
  if (before.length === 0) return { text: main.text, parts: [{ ...main, firstLine: 1 }] };
  const parts: (RenderedText & { readonly firstLine: number })[] = [];
  let text = "";
  const add = (opening: string, part: RenderedText): void => {
    text += `${opening}(\n`;
    parts.push({ ...part, firstLine: text.split("\n").length });
    text += `${part.text}\n)`;
  };
  before.forEach(({ name, file, text: query }, index) => {
    add(`${index === 0 ? "with" : ","} ${name} as `, { file, text: withoutEnd(query) });
  });
  // DuckDB takes no query in brackets that begins with names of its own behind other names.
  add("\nselect * from ", main);
  return { text, parts };
}

/** A semicolon at the end would end the statement around it too. */
function withoutEnd(text: string): string {
  return text.replace(/[\s;]+$/u, "");
}

/** A line of a statement. */
export interface SqlPlace {
  readonly part: RenderedText;
  /** Within the rendered part, from 1. */
  readonly line: number;
}

/** The part of a statement that a line of it belongs to. */
export function placeInSql({ parts }: CompiledSql, line: number): SqlPlace | undefined {
  const part = parts.findLast(({ firstLine }) => firstLine <= line);
  return part === undefined ? undefined : { part, line: line - part.firstLine + 1 };
}

const mark = (line: number): string => `\u0001${line}\u0002`;
const marks = /\u0001(?<line>\d+)\u0002/gu;

/**
 * A Jinja text that renders to the same, with a mark of its line before the first word of each line. Marks stand where no
 * tag would strip them, so that the rendered lines stay the same.
 */
export function markLines(text: string): string {
  let result = "";
  let line = 1;
  let isMarked = false;
  let strips = false;
  for (const { kind, start, end } of readJinja(text)) {
    const part = text.slice(start, end);
    if (kind !== "text") {
      const isBare = kind === "expression" && !strips && !part.startsWith("{{-");
      if (isBare && !isMarked) result += mark(line);
      if (isBare) isMarked = true;
      result += part;
      const breaks = part.split("\n").length - 1;
      line += breaks;
      if (breaks > 0) isMarked = false;
      strips = part.endsWith(`-${part.slice(-2)}`) ? true : strips && kind === "comment";
      continue;
    }
    part.split("\n").forEach((piece, index) => {
      if (index > 0) {
        result += "\n";
        line++;
        isMarked = false;
      }
      const first = piece.search(/\S/u);
      if (first === -1) {
        result += piece;
        return;
      }
      result += isMarked ? piece : piece.slice(0, first) + mark(line) + piece.slice(first);
      isMarked = true;
      strips = false;
    });
  }
  return result;
}

/**
 * The line of the source that a rendered line comes from.
 *
 * @param marked what the marked source was rendered to
 * @returns nothing if the marks have changed what it was rendered to
 */
export function sourceLine(marked: string, rendered: string, line: number): number | undefined {
  if (marked.replace(marks, "").trimEnd() !== rendered.trimEnd()) return undefined;
  const lines = marked.split("\n");
  const own = [...(lines[line - 1] ?? "").matchAll(marks)].at(0);
  const last = [
    ...lines
      .slice(0, line - 1)
      .join("\n")
      .matchAll(marks),
  ].at(-1);
  const found = (own ?? last)?.groups?.["line"];
  return found === undefined ? undefined : Number(found);
}
