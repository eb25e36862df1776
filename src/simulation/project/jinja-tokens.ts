/** A part of a Jinja text. The text of a `raw` block is text; a block that is never closed reaches to the end. */
export interface JinjaToken {
  readonly kind: "text" | "expression" | "statement" | "comment";
  readonly start: number;
  readonly end: number;
}

const kinds = { "{{": "expression", "{%": "statement", "{#": "comment" } as const;
const opening = /\{[{%#]/gu;
/** What stands in a tag: a text, in which nothing ends the tag, a brace of a map, or the end of the tag. */
const insideTag = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[%}]\}|[{}]/gu;
const rawStart = /^\{%[-+]?\s*raw\s*[-+]?%\}$/u;
const rawEnd = /\{%[-+]?\s*endraw\s*[-+]?%\}/gu;

/** Takes a Jinja text apart. O(text). */
export function readJinja(text: string): readonly JinjaToken[] {
  const tokens: JinjaToken[] = [];
  const push = (kind: JinjaToken["kind"], start: number, end: number): void => {
    if (end > start) tokens.push({ kind, start, end });
  };
  let at = 0;
  while (at < text.length) {
    const start = indexFrom(opening, text, at)?.index ?? text.length;
    push("text", at, start);
    if (start === text.length) break;
    const kind = kinds[text.slice(start, start + 2) as keyof typeof kinds];
    at = endOfTag(text, start, kind);
    push(kind, start, at);
    if (kind !== "statement" || !rawStart.test(text.slice(start, at))) continue;
    const end = indexFrom(rawEnd, text, at);
    push("text", at, end?.index ?? text.length);
    at = end?.index ?? text.length;
  }
  return tokens;
}

function endOfTag(text: string, start: number, kind: keyof typeof closings): number {
  const closing = closings[kind];
  if (kind === "comment") {
    const end = text.indexOf(closing, start + 2);
    return end === -1 ? text.length : end + 2;
  }
  insideTag.lastIndex = start + 2;
  let depth = 0;
  for (let match = insideTag.exec(text); match !== null; match = insideTag.exec(text)) {
    const [found] = match;
    if (depth === 0 && found === closing) return match.index + 2;
    if (found === "{") depth++;
    if (!/^[%}]/u.test(found)) continue;
    // The brace of a map that ends may be followed by that of another one, or of the tag.
    if (found.startsWith("}") && depth > 0) depth--;
    insideTag.lastIndex = match.index + 1;
  }
  return text.length;
}

const closings = { expression: "}}", statement: "%}", comment: "#}" } as const;

function indexFrom(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The line on which a place of a text is, from 1. O(offset). */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** A block like `{% macro name(…) %} … {% endmacro %}`. */
export interface JinjaBlock {
  readonly type: string;
  readonly name: string;
  /** What stands in the brackets behind the name. */
  readonly parameters: string;
  /** The whole block. */
  readonly start: number;
  readonly end: number;
  /** What stands between its tags. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

const blockStart =
  /^\{%[-+]?\s*(?<type>macro|test|data_test|docs|snapshot|materialization)\s+(?<name>\w+)\s*(?:\((?<parameters>[^]*)\))?[^]*%\}$/u;

/** The blocks of a file of macros, tests or docs, at its top. A block that is never closed reaches to the end. */
export function readBlocks(text: string): readonly JinjaBlock[] {
  const blocks: JinjaBlock[] = [];
  const tags = readJinja(text).filter(({ kind }) => kind === "statement");
  for (let index = 0; index < tags.length; index++) {
    const tag = tags[index]!;
    const groups = blockStart.exec(text.slice(tag.start, tag.end))?.groups;
    if (groups === undefined) continue;
    const { type = "", name = "", parameters = "" } = groups;
    const closing = new RegExp(`^\\{%[-+]?\\s*end${type === "data_test" ? "(?:data_)?test" : type}\\b`, "u");
    const last = tags.findIndex(
      (other, at) => at > index && closing.test(text.slice(other.start, other.end)),
    );
    const end = tags[last];
    blocks.push({
      type,
      name,
      parameters,
      start: tag.start,
      end: end?.end ?? text.length,
      bodyStart: tag.end,
      bodyEnd: end?.start ?? text.length,
    });
    index = last === -1 ? tags.length : last;
  }
  return blocks;
}
