import { expect, expectTypeOf, test } from "vitest";
import { buildPipeline, type StepHandler, type StepHandlers, type StepIo } from "../../src/pipeline/index.js";
import { registryOf } from "../support/resolvers.js";

interface Numbers {
  readonly numbers: number[];
}

const double: StepHandler<{ numbers: number[] }, { doubled: number[] }> = ({ inputs }) => ({
  doubled: inputs.numbers.map((number) => number * 2),
});

test("handlers that declare what they take and give stand among others", async () => {
  const handlers: StepHandlers = {
    count: () => ({ numbers: [1, 2, 3] }),
    double,
    tell: ({ inputs, log }) => log("doubled", inputs["doubled"]),
  };
  const registry = registryOf({
    count: { stepType: "Count", outputs: { numbers: {} } },
    double: { stepType: "Double", dependencies: { numbers: {} }, outputs: { doubled: {} } },
    tell: { stepType: "Tell", dependencies: { doubled: {} } },
  });
  const told: unknown[] = [];
  await buildPipeline(registry, handlers).run({
    onEvent: (event) => {
      if (event.type === "step-log") told.push(event.data);
    },
  });
  expect(told).toEqual([[2, 4, 6]]);
});

test("the types of a handler are those that are declared, and unknown without", () => {
  expectTypeOf(double).parameter(0).toEqualTypeOf<StepIo<{ numbers: number[] }>>();
  expectTypeOf(double).returns.resolves.toEqualTypeOf<void | { doubled: number[] }>();
  expectTypeOf<StepHandler>().parameter(0).toEqualTypeOf<StepIo>();
  expectTypeOf<StepIo["inputs"][string]>().toEqualTypeOf<unknown>();
  expectTypeOf<StepIo<Numbers>["inputs"]>().toEqualTypeOf<Readonly<Numbers>>();
});

test("what can be a handler compiles", () => {
  const declared = ({ inputs }: StepIo<Numbers>) => ({ doubled: inputs.numbers });
  const inputsOnly: StepHandler<Numbers> = ({ inputs }) => ({ doubled: inputs.numbers });
  const needsNothing: StepHandler<object, { done: boolean }> = () => ({ done: true });
  const handlers: StepHandlers = {
    double,
    declared,
    inputsOnly,
    needsNothing,
    later: async ({ signal }) => {
      await Promise.resolve();
      signal.throwIfAborted();
    },
    quiet: () => {},
  };
  expect(Object.keys(handlers)).toHaveLength(6);
});

test("what cannot be a handler does not compile", () => {
  const wrong: Record<string, StepHandlers> = {
    // @ts-expect-error -- not a function
    text: { step: "load" },
    // @ts-expect-error -- a bare value instead of outputs
    value: { step: () => 5 },
    // @ts-expect-error -- a promise of a bare value
    promise: { step: async () => "text" },
    // @ts-expect-error -- rows instead of { rows }
    rows: { step: () => [1, 2] },
    // @ts-expect-error -- a handler is given one io, not its inputs
    inputs: { step: (numbers: number[]) => ({ doubled: numbers }) },
    // @ts-expect-error -- there is no such thing in an io
    unknown: { step: ({ outputs }) => ({ outputs }) },
    // @ts-expect-error -- the type of an undeclared input is unknown
    undeclared: { step: ({ inputs }) => ({ doubled: inputs["numbers"].length }) },
  };
  // @ts-expect-error -- outputs must be as declared
  const misdeclared: StepHandler<object, { rows: string }> = () => ({ rows: 5 });
  // @ts-expect-error -- inputs cannot be written to
  const writing: StepHandler<Numbers> = ({ inputs }) => void (inputs.numbers = []);
  expect([Object.keys(wrong), misdeclared, writing]).toHaveLength(3);
});
