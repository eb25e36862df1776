import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpecifications } from "../../src/specification/index.js";
import { errorOf, lines, problemsOf, rowsOf, type FaultyText } from "./faulty-texts.js";

const stepFields =
  '"stepType", "nodeType", "jobType", "version", "description", "dependencies", "outputs", "stepName", "steps" and "$schema"';
const dependencyFields =
  '"logicalName", "dependencyType", "dataType", "required", "compatibleSources", "semanticKeywords" and "description"';

const faulty: readonly FaultyText[] = [
  [
    "a misspelt key",
    lines("stepType: A", "dependencies:", "  data:", "    requird: false"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      `a.yaml:4:5 dependencies.data.requird is not a known field (did you mean "required"?); known are ${dependencyFields}`,
      "  4 |     requird: false",
      "    |     ^",
    ),
  ],
  [
    "values that YAML 1.2 reads in its own way",
    lines(
      "stepType: 007",
      "version: 1.0",
      "jobType: ~",
      "dependencies:",
      "  a: { required: yes }",
      "  b: { required: Off }",
      '  c: { required: "yes" }',
      "  d:",
      "outputs:",
      "description:",
    ),
    lines(
      'The specification file "a.yaml" has 8 faults:',
      "",
      'a.yaml:1:11 stepType must be a string, but is 7 (as a string it is in quotes: "007")',
      "  1 | stepType: 007",
      "    |           ^",
      "",
      'a.yaml:2:10 version must be a string, but is 1 (as a string it is in quotes: "1.0")',
      "  2 | version: 1.0",
      "    |          ^",
      "",
      'a.yaml:3:10 jobType must be a string, but is null (as a string it is in quotes: "~")',
      "  3 | jobType: ~",
      "    |          ^",
      "",
      'a.yaml:5:18 dependencies.a.required must be true or false, but is "yes" (in YAML 1.2 yes is a string; write true)',
      "  5 |   a: { required: yes }",
      "    |                  ^",
      "",
      'a.yaml:6:18 dependencies.b.required must be true or false, but is "Off" (in YAML 1.2 Off is a string; write false)',
      "  6 |   b: { required: Off }",
      "    |                  ^",
      "",
      'a.yaml:7:18 dependencies.c.required must be true or false, but is "yes"',
      '  7 |   c: { required: "yes" }',
      "    |                  ^",
      "",
      "a.yaml:8:3 dependencies.d must be a plain object, but is null (nothing is written after the colon; an empty one is {})",
      "  8 |   d:",
      "    |   ^",
      "",
      "a.yaml:9:1 outputs must be an object of ports by name, but is null (nothing is written after the colon; an empty one is {})",
      "  9 | outputs:",
      "    | ^",
      "",
      "a.yaml:10:1 description must be a string, but is null (nothing is written after the colon)",
      "  10 | description:",
      "     | ^",
    ).replace("8 faults", "9 faults"),
  ],
  [
    "faults in a list, in a step that shares it, and in a schema reference",
    lines(
      "$schema: 5",
      "steps:",
      "  a: { stepType: A, outputs: { out: { aliases: &x [ok, not ok] } } }",
      "  b: { stepType: B, outputs: { out: { aliases: *x, propertyPath: a..b } } }",
    ),
    lines(
      'The specification file "a.yaml" has 4 faults:',
      "",
      'a.yaml:1:10 $schema must be a string, but is 5 (as a string it is in quotes: "5")',
      "  1 | $schema: 5",
      "    |          ^",
      "",
      'a.yaml:3:56 steps.a.outputs.out.aliases.1 may hold letters, digits, "_", "-" and "." only, but is "not ok"',
      "  3 |   a: { stepType: A, outputs: { out: { aliases: &x [ok, not ok] } } }",
      "    |                                                        ^",
      "",
      'a.yaml:3:56 steps.b.outputs.out.aliases.1 may hold letters, digits, "_", "-" and "." only, but is "not ok"',
      "  3 |   a: { stepType: A, outputs: { out: { aliases: &x [ok, not ok] } } }",
      "    |                                                        ^",
      "",
      `a.yaml:4:66 steps.b.outputs.out.propertyPath must be a path such as properties.Outputs['data'].Uri, but is "a..b"`,
      "  4 |   b: { stepType: B, outputs: { out: { aliases: *x, propertyPath: a..b } } }",
      "    |                                                                  ^",
    ),
  ],
  [
    "Windows line ends, a byte order mark and wide characters before the fault",
    "\uFEFFstepType: A\r\ndescription: ok\r\noutputs: { 😀: {} }\r\n",
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:3:12 outputs.😀 has a key that may hold letters, digits, "_", "-" and "." only, but is "😀"',
      "  3 | outputs: { 😀: {} }",
      "    |            ^",
    ),
  ],
  [
    "a fault after wide characters and tabs",
    'stepType: A\noutputs: { "😀é":\t{ aliases: x } }',
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      'a.yaml:2:12 outputs.😀é has a key that may hold letters, digits, "_", "-" and "." only, but is "😀é"',
      '  2 | outputs: { "😀é":\t{ aliases: x } }',
      "    |            ^",
      "",
      'a.yaml:2:30 outputs.😀é.aliases must be an array, but is "x"',
      '  2 | outputs: { "😀é":\t{ aliases: x } }',
      "    |                 \t           ^",
    ),
  ],
  [
    "names that clash once they are trimmed",
    lines(
      "stepType: A",
      "outputs:",
      '  " model ": { aliases: [m] }',
      "  other: { aliases: [M] }",
      "  Model: {}",
    ),
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      'a.yaml:4:21 outputs.other.aliases holds "M", which the output "model" already answers to',
      "  4 |   other: { aliases: [M] }",
      "    |                     ^",
      "",
      'a.yaml:5:3 outputs.Model differs from the output "model" by case only',
      "  5 |   Model: {}",
      "    |   ^",
    ),
  ],
  [
    "a line too long to show, with what would steer a terminal",
    `{ description: "${"é".repeat(90)}\u009B\u202E", nodeTyp: ${"x".repeat(90)} }`,
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      "a.yaml:1:1 stepType is missing",
      `  1 | { description: "${"é".repeat(24)}…`,
      "    | ^",
      "",
      `a.yaml:1:112 nodeTyp is not a known field (did you mean "nodeType"?); known are ${stepFields}`,
      `  1 | …${"é".repeat(65)}\uFFFD\uFFFD", nodeTyp: ${"x".repeat(31)}…`,
      `    | ${" ".repeat(71)}^`,
    ),
  ],
];

describe("the place of a fault is shown for", () => {
  it.each(rowsOf(faulty))("$fault", async ({ text, message, options }) => {
    const error = await errorOf(parseSpecifications(text, options));
    expect(error.message).toBe(message);
    expect(error.code).toBe("SPECIFICATION_FILE_INVALID");
  });

  it("points into the text, whatever it is", async () => {
    const piece = fc.constantFrom(
      ..."stepType: A|steps:|outputs:|  a: {}|- x|[|]|{|}|'|\"|&a|*a|!t|---|\n|\n  |\t|: |? |, |#|\r\n|é|😀|\u0000".split(
        "|",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.constantFrom("yaml", "json"), async (pieces, format) => {
        const text = pieces.join("");
        const problems = await problemsOf(text, { format });
        const textLines = text.split("\n");
        for (const { line, column } of problems) {
          expect(textLines[line! - 1]).toBeDefined();
          expect(column).toBeLessThanOrEqual(textLines[line! - 1]!.length + 1);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
