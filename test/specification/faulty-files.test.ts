import { describe, expect, it } from "vitest";
import { parseSpecifications } from "../../src/specification/index.js";
import { errorOf, lines, rowsOf, type FaultyText } from "./faulty-texts.js";

const stepFields =
  '"stepType", "nodeType", "jobType", "version", "description", "dependencies", "outputs", "stepName", "steps" and "$schema"';

const faulty: readonly FaultyText[] = [
  [
    "a misspelt key at the top",
    lines("stpes:", "  a: { stepType: A }"),
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      `a.yaml:1:1 stpes is not a known field (did you mean "steps"?); known are ${stepFields}`,
      "  1 | stpes:",
      "    | ^",
      "",
      "a.yaml:1:1 stepType is missing",
      "  1 | stpes:",
      "    | ^",
    ),
  ],
  [
    "fields of a step beside steps",
    lines("steps: {}", "stepType: A"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:2:1 stepType is not a known field; known are "$schema" and "steps"',
      "  2 | stepType: A",
      "    | ^",
    ),
  ],
  [
    "steps at the top, without steps",
    lines("load:", "  stepType: A", "train: { stepType: B }", "trian: {}"),
    lines(
      'The specification file "a.yaml" has 3 faults:',
      "",
      'a.yaml:1:1 load looks like a step, but does not stand under "steps:"; put all steps there, by name',
      "  1 | load:",
      "    | ^",
      "",
      'a.yaml:3:1 train looks like a step, but does not stand under "steps:"; put all steps there, by name',
      "  3 | train: { stepType: B }",
      "    | ^",
      "",
      `a.yaml:4:1 trian is not a known field; known are ${stepFields}`,
      "  4 | trian: {}",
      "    | ^",
    ),
  ],
  [
    "a step beside steps",
    lines("steps: {}", "load: { stepType: A }"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:2:1 load looks like a step, but does not stand under "steps:"; put all steps there, by name',
      "  2 | load: { stepType: A }",
      "    | ^",
    ),
  ],
  [
    "a step that comes three times, each with faults of its own",
    lines(
      "steps:",
      "  a: { version: 1 }",
      "  a: { stepType: A, outputs: &bad { x: 5 } }",
      "  b: { stepType: B }",
      "  a: { stepType: A, outputs: *bad, nodeTyp: x }",
    ),
    lines(
      'The specification file "a.yaml" has 7 faults:',
      "",
      "a.yaml:2:3 steps.a.stepType is missing",
      "  2 |   a: { version: 1 }",
      "    |   ^",
      "",
      'a.yaml:2:17 steps.a.version must be a string, but is 1 (as a string it is in quotes: "1")',
      "  2 |   a: { version: 1 }",
      "    |                 ^",
      "",
      "a.yaml:3:3 steps.a is written twice, first on line 2",
      "  3 |   a: { stepType: A, outputs: &bad { x: 5 }…",
      "    |   ^",
      "",
      "a.yaml:3:40 steps.a.outputs.x must be a plain object, but is 5",
      "  3 |   a: { stepType: A, outputs: &bad { x: 5 } }",
      "    |                                        ^",
      "",
      "a.yaml:3:40 steps.a.outputs.x must be a plain object, but is 5",
      "  3 |   a: { stepType: A, outputs: &bad { x: 5 } }",
      "    |                                        ^",
      "",
      "a.yaml:5:3 steps.a is written twice, first on line 2",
      "  5 |   a: { stepType: A, outputs: *bad, nodeTyp…",
      "    |   ^",
      "",
      'a.yaml:5:36 steps.a.nodeTyp is not a known field (did you mean "nodeType"?); known are "stepType", "nodeType", "jobType", "version", "description", "dependencies" and "outputs"',
      "  5 |   a: { stepType: A, outputs: *bad, nodeTyp: x }",
      "    |                                    ^",
    ),
  ],
  [
    "a list",
    lines("# steps", "- stepType: A"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:2:1 this must be the fields of a step, or "steps" with many by name, but is an array of 1',
      "  2 | - stepType: A",
      "    | ^",
    ),
  ],
  [
    "steps that are no object",
    "steps: [a]",
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      "a.yaml:1:8 steps must be an object of steps by name, but is an array of 1",
      "  1 | steps: [a]",
      "    |        ^",
    ),
  ],
  [
    "blank step names",
    lines("steps:", '  "": { stepType: A }', '  " ": { stepType: A }'),
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      'a.yaml:2:3 steps."" has a key that must not be blank, but is ""',
      '  2 |   "": { stepType: A }',
      "    |   ^",
      "",
      'a.yaml:3:3 steps." " has a key that must not be blank, but is " "',
      '  3 |   " ": { stepType: A }',
      "    |   ^",
    ),
  ],
  [
    "a bad stepName",
    lines("stepName: ''", "stepType: A"),
    lines(
      'The specification file "a.yaml" has a fault:',
      "",
      'a.yaml:1:11 stepName must not be blank, but is ""',
      "  1 | stepName: ''",
      "    |           ^",
    ),
  ],
  [
    "no name at all",
    "stepType: A",
    lines(
      "The specifications have a fault:",
      "",
      "text:1:1 stepName is missing, and no file name stands in for it",
      "  1 | stepType: A",
      "    | ^",
    ),
    {},
  ],
  [
    "a file whose name names nothing",
    "stepType: A",
    lines(
      'The specification file "steps/.yaml" has a fault:',
      "",
      "steps/.yaml:1:1 stepName is missing, and no file name stands in for it",
      "  1 | stepType: A",
      "    | ^",
    ),
    { file: "steps/.yaml" },
  ],
  [
    "several documents without names",
    lines("stepType: A", "---", "stepType: B"),
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      "a.yaml:1:1 stepName is missing, and no file name stands in for it",
      "  1 | stepType: A",
      "    | ^",
      "",
      "a.yaml:3:1 stepName is missing, and no file name stands in for it",
      "  3 | stepType: B",
      "    | ^",
    ),
  ],
  [
    "one name for two steps, in a document and across documents",
    lines("steps:", "  a: { stepType: A }", "  ' a ': { stepType: B }", "---", "stepName: a", "stepType: C"),
    lines(
      'The specification file "a.yaml" has 2 faults:',
      "",
      'a.yaml:3:3 steps." a " names the step "a", which a.yaml:2 names already',
      "  3 |   ' a ': { stepType: B }",
      "    |   ^",
      "",
      'a.yaml:5:11 stepName names the step "a", which a.yaml:2 names already',
      "  5 | stepName: a",
      "    |           ^",
    ),
  ],
  [
    "one name for two steps of a text without a file",
    lines("steps:", "  a: { stepType: A }", '  "a\\t": { stepType: A }'),
    lines(
      "The specifications have a fault:",
      "",
      'text:3:3 steps."a\\t" names the step "a", which text:2 names already',
      '  3 |   "a\\t": { stepType: A }',
      "    |   ^",
    ),
    {},
  ],
  [
    "every fault at once, in the order of the text",
    lines(
      "stepType: a b",
      "nodeType: sinc",
      "dependencies:",
      "  data: { required: 1 }",
      "  data: { dataType: '' }",
      "stepName: 5",
      "extra: !x 1",
    ),
    lines(
      'The specification file "a.yaml" has 7 faults:',
      "",
      'a.yaml:1:11 stepType may hold letters, digits, "_", "-" and "." only, but is "a b"',
      "  1 | stepType: a b",
      "    |           ^",
      "",
      'a.yaml:2:11 nodeType must be one of "source", "internal", "sink" or "singular", but is "sinc" (did you mean "sink"?)',
      "  2 | nodeType: sinc",
      "    |           ^",
      "",
      "a.yaml:5:3 dependencies.data is written twice, first on line 4",
      "  5 |   data: { dataType: '' }",
      "    |   ^",
      "",
      'a.yaml:5:21 dependencies.data.dataType must not be blank, but is ""',
      "  5 |   data: { dataType: '' }",
      "    |                     ^",
      "",
      'a.yaml:6:11 stepName must be a string, but is 5 (as a string it is in quotes: "5")',
      "  6 | stepName: 5",
      "    |           ^",
      "",
      `a.yaml:7:1 extra is not a known field; known are ${stepFields}`,
      "  7 | extra: !x 1",
      "    | ^",
      "",
      "a.yaml:7:8 the tag !x means nothing here",
      "  7 | extra: !x 1",
      "    |        ^",
    ),
  ],
];

describe("a faulty file is told about", () => {
  it.each(rowsOf(faulty))("$fault", async ({ text, message, options }) => {
    const error = await errorOf(parseSpecifications(text, options));
    expect(error.message).toBe(message);
    expect(error.code).toBe("SPECIFICATION_FILE_INVALID");
  });

  it("gives the problems to programs as well", async () => {
    const error = await errorOf(parseSpecifications("stepType: A\noutputs: 5", { file: "a.yaml" }));
    expect(error.details).toEqual({
      problems: [
        {
          file: "a.yaml",
          line: 2,
          column: 10,
          field: "outputs",
          message: "must be an object of ports by name, but is 5",
        },
      ],
    });
    expect(Object.isFrozen(error.details["problems"])).toBe(true);
    const nameless = await errorOf(parseSpecifications(""));
    expect(nameless.details).toEqual({
      problems: [{ line: 1, column: 1, field: "", message: "the text is empty" }],
    });
  });

  it("shows the first 25 of many problems and holds all", async () => {
    const text = Array.from({ length: 40 }, (_, index) => `bad${index}: 1`).join("\n");
    const error = await errorOf(parseSpecifications(`stepType: A\n${text}`, { file: "a.yaml" }));
    expect(error.message).toContain("a.yaml:26:1 bad24 is");
    expect(error.message).not.toContain("bad25");
    expect(error.message.endsWith("\n\nand 15 more, all in details.problems")).toBe(true);
    expect(error.details["problems"]).toHaveLength(40);
  });
});
