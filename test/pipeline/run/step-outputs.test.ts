/* oxlint-disable unicorn/no-thenable -- outputs named "then" are what some of these tests are about */
import { describe, expect, test } from "vitest";
import { buildPipeline, type StepHandlers, type StepReport } from "../../../src/pipeline/index.js";
import { registryOf } from "../../support/resolvers.js";

/** How a step with these outputs ends when its handler returns a value. */
async function endOf(outputs: readonly string[], returned: unknown): Promise<StepReport> {
  const ports = Object.fromEntries(outputs.map((name) => [name, {}]));
  const handlers = { split: () => returned } as unknown as StepHandlers;
  const pipeline = buildPipeline(registryOf({ split: { stepType: "Split", outputs: ports } }), handlers);
  return (await pipeline.run()).steps[0]!;
}

describe("a handler fails if it returns", () => {
  test.each([
    ["too few outputs", { train: 1 }, '"test" and "rest" are missing'],
    ["an output that is undefined", { train: 1, test: 2, rest: undefined }, '"rest" is missing'],
    [
      "an inherited output",
      Object.create({ train: 1, test: 2, rest: 3 }),
      '"train", "test" and "rest" are missing',
    ],
    ["one output too many", { train: 1, test: 2, rest: 3, more: 4 }, '"more" is not an output of the step'],
    [
      "a misspelt output",
      { train: 1, tets: 2, rest: 3 },
      '"test" is missing; "tets" is not an output of the step (did you mean "test"?)',
    ],
    ["nothing", undefined, "it returned undefined instead of an object"],
    ["null", null, "it returned null instead of an object"],
    ["a bare value", "s3://split", 'it returned "s3://split" instead of an object'],
    ["bare rows", Array.from({ length: 100 }), "it returned an array of 100 instead of an object"],
    ["a function", function split() {}, "it returned the function split instead of an object"],
  ])("%s", async (_, returned, found) => {
    const end = await endOf(["train", "test", "rest"], returned);
    expect(end).toMatchObject({
      status: "failed",
      error: {
        code: "HANDLER_OUTPUTS_INVALID",
        message: [
          `The handler of step "split" in context "test" must return a value for "train", "test" and "rest": ${found}.`,
          '  hint: return { "train": …, "test": …, "rest": … }, or change the outputs of the specification.',
        ].join("\n"),
        details: { stepName: "split", contextName: "test", expected: ["train", "test", "rest"] },
      },
    });
  });

  test("something from a step that has no outputs", async () => {
    expect(await endOf([], { rows: 3 })).toMatchObject({
      error: {
        message: [
          'The handler of step "split" in context "test" must return nothing, because the step has no outputs: "rows" is not an output of the step.',
          "  hint: return nothing, or change the outputs of the specification.",
        ].join("\n"),
        details: { expected: [], found: ["rows"] },
      },
    });
  });

  test("a whole dictionary of unknown outputs, of which some are named and the rest is counted", async () => {
    const dictionary = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index]));
    const end = await endOf(["table"], dictionary);
    const { message } = (end as Extract<StepReport, { error: unknown }>).error;
    expect(message).toContain('"key11" is not an output of the step; 988 more are no outputs either.');
    expect(message).not.toContain('"key12"');
  });

  test("an object that cannot be read", async () => {
    const broken = Object.defineProperty({}, "table", {
      get() {
        throw new Error("connection closed");
      },
    });
    expect(await endOf(["table"], broken)).toMatchObject({
      status: "failed",
      error: { code: "HANDLER_FAILED", cause: new Error("connection closed") },
    });
  });
});

describe("a handler succeeds if it returns", () => {
  test.each([
    ["nothing for no outputs", [], undefined],
    ["an empty object for no outputs", [], {}],
    ["a promise of nothing for no outputs", [], Promise.resolve()],
    ["a promise of its outputs", ["table"], Promise.resolve({ table: 1 })],
    [
      "its outputs by anything that can be awaited",
      ["table"],
      { then: (take: (value: unknown) => void) => take({ table: 1 }) },
    ],
    ["null, NaN and false as outputs", ["a", "b", "c"], { a: null, b: NaN, c: false }],
    ["an object without a prototype", ["table"], Object.assign(Object.create(null) as object, { table: 1 })],
  ])("%s", async (_, outputs, returned) => {
    expect(await endOf(outputs, returned)).toMatchObject({ status: "succeeded" });
  });
});

test("outputs are kept by identity in a frozen copy without a prototype", async () => {
  const table = { rows: [1, 2, 3] };
  const returned: { table: object } = { table };
  Object.defineProperty(returned, "model", { value: 7, enumerable: false });
  const specification = { stepType: "Split", outputs: { table: {}, model: {} } };
  const handlers: StepHandlers = { split: () => returned };
  const { outputs } = await buildPipeline(registryOf({ split: specification }), handlers).run();
  returned.table = { rows: [] };
  expect(outputs["split"]?.["table"]).toBe(table);
  expect(outputs["split"]?.["model"]).toBe(7);
  expect(Object.isFrozen(table)).toBe(false);
  for (const value of [outputs, outputs["split"]]) {
    expect(Object.isFrozen(value)).toBe(true);
    expect(Object.getPrototypeOf(value)).toBeNull();
  }
});

test('an output named "then" does not make a promise of the outputs', async () => {
  const steps = {
    decide: { stepType: "Decide", outputs: { if: {}, then: {} } },
    act: { stepType: "Act", dependencies: { then: {} } },
  };
  const then = () => {
    throw new Error("called as if it were a promise's");
  };
  const seen: unknown[] = [];
  const act: StepHandlers[string] = ({ inputs }) => void seen.push(inputs["then"]);
  const decisions: StepHandlers[] = [
    { decide: () => ({ if: true, then }), act },
    // A promise cannot be fulfilled by such a function, but by any other value of the name.
    { decide: async () => ({ if: true, then: "go on" }), act },
  ];
  for (const handlers of decisions) {
    (await buildPipeline(registryOf(steps), handlers).run()).assertSucceeded();
  }
  expect(seen).toEqual([then, "go on"]);
});
