import { describe, expect, it } from "vitest";
import { parseSpecifications } from "../../src/specification/index.js";
import { errorOf, lines, problemsOf, rowsOf, type FaultyText } from "./faulty-texts.js";

const faulty: readonly FaultyText[] = [
  [
    "a key that comes twice",
    lines("stepType: A", "outputs:", "  a: {}", "  a: {}"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:4:3 outputs.a is written twice, first on line 3",
      "  4 |   a: {}",
      "    |   ^",
    ),
  ],
  [
    "a key that comes twice in JSON, written in two ways",
    lines("{", '  "stepType": "A",', '  "stepTyp\\u0065": "B"', "}"),
    lines(
      'The specification file "a.json" has a fault:',
      "",
      "a.json:3:3 stepType is written twice, first on line 2",
      '  3 |   "stepTyp\\u0065": "B"',
      "    |   ^",
    ),
    { file: "a.json" },
  ],
  [
    "aliases that multiply",
    lines(
      "a: &a [x, x, x, x, x, x, x, x, x, x]",
      "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]",
      "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
      "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]",
      "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]",
    ),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:1 the aliases of this document expand to too many values; write the values out",
      "  1 | a: &a [x, x, x, x, x, x, x, x, x, x]",
      "    | ^",
    ),
  ],
  [
    "an alias that leads nowhere",
    lines("stepType: A", "dependencies: { in: { semanticKeywords: [x, *words] } }"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:2:45 dependencies.in.semanticKeywords is *words, but no &words stands before it",
      "  2 | dependencies: { in: { semanticKeywords: [x, *words] } }",
      "    |                                             ^",
    ),
  ],
  [
    "a tab that indents",
    lines("stepType: A", "outputs:", "\tmodel: {}"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:3:1 this is not valid YAML: tabs cannot indent; use spaces",
      "  3 | \tmodel: {}",
      "    | ^",
    ),
  ],
  [
    "broken syntax",
    lines("stepType: A", "description: one: two"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:2:14 this is not valid YAML: the indentation is wrong, or a value that holds ": " needs quotes',
      "  2 | description: one: two",
      "    |              ^",
    ),
  ],
  [
    "broken syntax and nothing else",
    "]",
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:1 this is not valid YAML: this bracket closes nothing",
      "  1 | ]",
      "    | ^",
    ),
  ],
  [
    "a directive that does not exist",
    lines("%FOO bar", "---", "stepType: A"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:1 this is not valid YAML: Unknown directive %FOO",
      "  1 | %FOO bar",
      "    | ^",
    ),
  ],
  [
    "a key that is no string",
    lines("? [a]", ": stepType"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:3 this is not valid YAML: a key must be a string",
      "  1 | ? [a]",
      "    |   ^",
    ),
  ],
  [
    "nothing at all",
    "",
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:1 the file is empty",
      "  1 |",
      "    | ^",
    ),
  ],
  [
    "nothing but comments",
    "# later\n---\n",
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:1 the file is empty",
      "  1 | # later",
      "    | ^",
    ),
  ],
  [
    "nothing in JSON",
    " \n",
    lines(
      'The specification file "a.json" has a fault:',
      "",
      "a.json:1:1 the file is empty",
      "  1 |",
      "    | ^",
    ),
    { file: "a.json" },
  ],
  [
    "nothing in a text without a file",
    "null",
    lines("The specifications have a fault:", "", "text:1:1 the text is empty", "  1 | null", "    | ^"),
    {},
  ],
  [
    "a tag of another language",
    "stepType: !!js/function 'return 1'",
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      "a.yaml:1:11 the tag !!js/function means nothing here",
      "  1 | stepType: !!js/function 'return 1'",
      "    |           ^",
      "",
      'a.yaml:1:25 stepType may hold letters, digits, "_", "-" and "." only, but is "return 1"',
      "  1 | stepType: !!js/function 'return 1'",
      "    |                         ^",
    ),
  ],
  [
    "nesting without end",
    "[".repeat(200_000),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:101 the text is nested too deeply",
      `  1 | …${"[".repeat(110)}…`,
      `    | ${" ".repeat(71)}^`,
    ),
  ],
  [
    "nesting without end in JSON",
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
    lines(
      'The specification file "a.json" has a fault:',
      "",
      "a.json:1:101 the text is nested too deeply",
      `  1 | …${"[".repeat(110)}…`,
      `    | ${" ".repeat(71)}^`,
    ),
    { file: "a.json" },
  ],
];

describe("the form of a text tells", () => {
  it.each(rowsOf(faulty))("$fault", async ({ text, message, options }) => {
    const error = await errorOf(parseSpecifications(text, options));
    expect(error.message).toBe(message);
    expect(error.code).toBe("SPECIFICATION_FILE_INVALID");
  });

  it.each([
    [
      "a key without a colon",
      "stepType: A\noutputs\n  a: {}",
      "2:1",
      "a colon and a space are missing after a key, or a comma in brackets",
    ],
    [
      "a last key without one",
      "stepType: A\noutputs\n",
      "2:1",
      "a colon and a space are missing after a key",
    ],
    [
      "a colon without a space",
      "stepType:A\nversion: x",
      "1:1",
      "a colon and a space are missing after a key, or a comma in brackets",
    ],
    [
      "a forgotten comma",
      "a: {x: 1\n y: z}",
      "1:8",
      "a colon and a space are missing after a key, or a comma in brackets",
    ],
    ["an open quote", 'stepType: "A\nversion: x', "2:11", "a quote that opens before here is never closed"],
    ["an open bracket", "a: [x, y", "1:9", "a bracket is not closed, or what is in it is not indented"],
    [
      "a step back too short",
      "a:\n  b: 1\n c: 2",
      "3:1",
      "the indentation is wrong: what belongs together must begin in the same column",
    ],
    ["a step in", "a: 1\n  b: 2", "1:4", 'the indentation is wrong, or a value that holds ": " needs quotes'],
    [
      "a colon too many in brackets",
      "a: {x: y: z}",
      "1:8",
      'a comma is missing, or a value that holds ": " needs quotes',
    ],
    ["a special character", "a: @x", "1:4", "a value that begins with this character needs quotes"],
    [
      "a quote in quotes",
      "a: 'it's'",
      "1:8",
      "this follows the end of a value; check quotes and indentation",
    ],
    ["a list beside its key", "a: - x", "1:4", "a list must begin on the line after its key"],
    ["what the library tells well", 'a: "\\q"', "1:5", "Invalid escape sequence \\q"],
  ])("%s in plain words", async (_, text, place, message) => {
    const error = await errorOf(parseSpecifications(text, { file: "a.yaml" }));
    expect(error.message).toContain(`\na.yaml:${place} this is not valid YAML: ${message}\n`);
  });

  it("tells the fault that makes a text seem nested too deeply", async () => {
    const text = "a: b: c\n".repeat(200);
    const problems = await problemsOf(text, { file: "a.yaml" });
    expect(problems).toMatchObject([{ line: 1, column: 4 }]);
    expect(problems[0]?.message).toContain("the indentation is wrong");
  });

  it("takes an array that contains itself for any other array", async () => {
    const error = await errorOf(parseSpecifications("stepType: A\nversion: &x [*x]", { file: "a.yaml" }));
    expect(error.message).toContain("a.yaml:2:13 version must be a string, but is an array of 1");
  });
});
