import { describe } from "../kernel/index.js";

type Bracket = "{" | "[";
type Token = Bracket | "}" | "]" | ":" | "," | "text" | "literal" | "end";
type State =
  "value" | "first item" | "next item" | "first key" | "key" | "colon" | "next key" | "end" | "done";

const tokenPattern =
  /[ \t\n\r]*(?:(?<mark>[{}[\]:,])|(?<text>"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001F]*)*")|(?<literal>(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?)(?![\w.+-]))|$)/y;

const expected: Record<State, string> = {
  value: "a value",
  "first item": 'a value or "]"',
  "next item": '"," or "]"',
  "first key": 'a key in double quotes or "}"',
  key: "a key in double quotes",
  colon: '":" after the key',
  "next key": '"," or "}"',
  end: "nothing more",
  done: "nothing more",
};

/**
 * Where and how a text stops being JSON, in words that do not depend on the engine; `undefined` if `JSON.parse`
 * accepts it. O(length).
 */
export function jsonFault(text: string): { readonly offset: number; readonly message: string } | undefined {
  const open: Bracket[] = [];
  let state: State = "value";
  let at = 0;
  while (state !== "done") {
    tokenPattern.lastIndex = at;
    const token = tokenAt(tokenPattern.exec(text));
    const next: State | undefined = token === undefined ? undefined : nextState(state, token, open);
    if (next === undefined) {
      const offset = at + /^[ \t\n\r]*/u.exec(text.slice(at))![0].length;
      const found = token === "text" ? text.slice(offset, tokenPattern.lastIndex) : wordAt(text, offset);
      return {
        offset,
        message: `this is not JSON: expected ${expected[state]}, but found ${foundText(found)}`,
      };
    }
    state = next;
    at = tokenPattern.lastIndex;
  }
  return undefined;
}

function tokenAt(match: RegExpExecArray | null): Token | undefined {
  if (match === null) return undefined;
  const { mark, text, literal } = match.groups ?? {};
  if (mark !== undefined) return mark as Token;
  if (text !== undefined) return "text";
  return literal === undefined ? "end" : "literal";
}

/** Where a token leads; `undefined` where it may not stand. Keeps book of the open brackets. */
function nextState(state: State, token: Token, open: Bracket[]): State | undefined {
  const takesValue = state === "value" || state === "first item";
  const takesKey = state === "first key" || state === "key";
  switch (token) {
    case "{":
    case "[":
      if (!takesValue) return undefined;
      open.push(token);
      return token === "{" ? "first key" : "first item";
    case "}":
    case "]":
      if (state !== (token === "}" ? "next key" : "next item")) {
        if (state !== (token === "}" ? "first key" : "first item")) return undefined;
      }
      open.pop();
      return afterValue(open);
    case ":":
      return state === "colon" ? "value" : undefined;
    case ",":
      if (state === "next item") return "value";
      return state === "next key" ? "key" : undefined;
    case "text":
      if (takesKey) return "colon";
      return takesValue ? afterValue(open) : undefined;
    case "literal":
      return takesValue ? afterValue(open) : undefined;
    case "end":
      return state === "end" ? "done" : undefined;
  }
}

function afterValue(open: readonly Bracket[]): State {
  if (open.length === 0) return "end";
  return open.at(-1) === "{" ? "next key" : "next item";
}

function wordAt(text: string, offset: number): string {
  return /^(?:[^\s{}[\]:,"]+|[^])?/u.exec(text.slice(offset))![0];
}

function foundText(found: string): string {
  if (found === "") return "the end of the text";
  if (found === '"') return "a string that does not end or holds what must be escaped";
  return found.startsWith('"') ? `the string ${describe(JSON.parse(found))}` : describe(found);
}
