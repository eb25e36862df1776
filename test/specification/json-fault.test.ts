import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemsOf } from "./faulty-texts.js";

describe("a text that should be JSON", () => {
  it.each([
    ["{", 1, 2, 'expected a key in double quotes or "}", but found the end of the text'],
    ["{\n}}", 2, 2, 'expected nothing more, but found "}"'],
    ["{stepType: 1}", 1, 2, 'expected a key in double quotes or "}", but found "stepType"'],
    ['{"a": 1,}', 1, 9, 'expected a key in double quotes, but found "}"'],
    ['{"a" 1}', 1, 6, 'expected ":" after the key, but found "1"'],
    ['{"a": }', 1, 7, 'expected a value, but found "}"'],
    ['{"a": 1 "b": 2}', 1, 9, 'expected "," or "}", but found the string "b"'],
    ['{"a": 012}', 1, 7, 'expected a value, but found "012"'],
    ['{"a": TRUE}', 1, 7, 'expected a value, but found "TRUE"'],
    ["['a']", 1, 2, `expected a value or "]", but found "'a'"`],
    ["[1 2]", 1, 4, 'expected "," or "]", but found "2"'],
    ["[1, # two\n2]", 1, 5, 'expected a value, but found "#"'],
    ["[1}", 1, 3, 'expected "," or "]", but found "}"'],
    [
      '["a]',
      1,
      2,
      'expected a value or "]", but found a string that does not end or holds what must be escaped',
    ],
    [
      '["a\tb"]',
      1,
      2,
      'expected a value or "]", but found a string that does not end or holds what must be escaped',
    ],
    ["stepType: A", 1, 1, 'expected a value, but found "stepType"'],
    ["[\n😀]", 2, 1, 'expected a value or "]", but found "😀"'],
  ])("says where %j stops being JSON", async (text, line, column, message) => {
    const problems = await problemsOf(text, { format: "json" });
    expect(problems).toEqual([{ line, column, field: "", message: `this is not JSON: ${message}` }]);
  });

  it("takes for JSON what JSON.parse takes for it", async () => {
    const piece = fc.constantFrom(
      ...'{|}|[|]|,|:|"a"|"\\u00e9"|"\\x"|"|\\|1|-0|01|1.5e+3|.5|true|nul|null| |\t|\u00A0|\n'.split("|"),
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
      fc.json(),
      fc.tuple(fc.json(), fc.nat(), piece).map(([json, at, extra]) => {
        return json.slice(0, at % (json.length + 1)) + extra + json.slice(at % (json.length + 1));
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        text.filter((json) => json.trim() !== ""),
        async (json) => {
          const problems = await problemsOf(json, { format: "json" });
          expect(problems.some(({ message }) => message.startsWith("this is not JSON"))).toBe(!isJson(json));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
