import fc from "fast-check";
import { expect, test } from "vitest";
import { readOutputs, storageFault, storeOutputs } from "../../src/pipeline/storable-outputs.js";
import { rowPipeline, storeForTest } from "../support/recorded.js";
import { caught } from "../support/caught.js";

const step = rowPipeline().plan.steps[0]!;

test("whatever JSON can say reads back as it was", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (outputs) => {
      const normal = JSON.parse(JSON.stringify(outputs)) as object;
      expect({ ...readOutputs(storeOutputs(step, "test", outputs)) }).toEqual({ ...normal });
    }),
  );
});

class Model {
  readonly weight = 1;
}
const loop: Record<string, unknown> = {};
loop["self"] = [loop];
const deep = Array.from({ length: 1200 }).reduce<unknown>((inner) => [inner], 0);

test.each<[string, unknown, string, string]>([
  ["undefined in a list", { rows: [1, undefined] }, "rows[1]", "undefined"],
  // oxlint-disable-next-line no-sparse-arrays
  ["a hole in a list", [1, , 2], "[1]", "undefined"],
  ["NaN", { a: { b: NaN } }, "a.b", "NaN"],
  ["infinity", [-Infinity], "[0]", "-Infinity"],
  ["a bigint", { "no name": 1n }, '["no name"]', "1n"],
  ["a function", { f: storageFault }, "f", "the function storageFault"],
  ["a symbol", Symbol.iterator, "", "Symbol(Symbol.iterator)"],
  [
    "a key that is a symbol",
    { a: { [Symbol.iterator]: 1 } },
    "a",
    "an object with the key Symbol(Symbol.iterator)",
  ],
  ["a date", { at: new Date(0) }, "at", "a Date"],
  ["a map", new Map(), "", "a Map"],
  ["typed numbers", [new Float64Array(2)], "[0]", "a Float64Array"],
  ["an instance", { model: new Model() }, "model", "a Model"],
  ["what holds itself", loop, "self[0]", "a value that holds itself"],
  ["what is too deep", deep, "", "a value of more than 1000 levels"],
])("%s is found", (_, value, path, found) => {
  expect(storageFault(value)).toEqual({ path, found });
});

test("what is there twice without holding itself is no fault, nor is a member that is undefined", () => {
  const shared = { a: 1 };
  expect(storageFault([shared, { shared, gone: undefined }])).toBeUndefined();
});

/** An object that can be read so many times. */
const readable = (times: number): object => ({
  get rows() {
    if (times-- === 0) throw new Error("gone");
    return 1;
  },
});

test.each<[string, unknown]>([
  ["a getter that throws", [readable(0)]],
  ["what throws only when it is turned into text", readable(2)],
])("%s fails the step, not the run", async (_, rows) => {
  const store = await storeForTest();
  const report = await rowPipeline({ load: () => ({ rows }) }).run({ store });
  expect(report.steps[0]).toMatchObject({
    status: "failed",
    error: { code: "OUTPUTS_NOT_STORABLE", details: { output: "rows" } },
  });
  expect((report.steps[0] as { error: Error }).error.message).toContain(
    "it is a value that cannot be turned into text (gone), which JSON cannot say.",
  );
});

test("the error names step, output and path", () => {
  const error = caught(() => storeOutputs(step, "test", { rows: 1n }));
  expect(error.code).toBe("OUTPUTS_NOT_STORABLE");
  expect(error.message).toContain(
    'The output "rows" of step "load" in context "test" cannot be recorded: it is 1n,',
  );
  expect(error.details).toEqual({
    stepName: "load",
    contextName: "test",
    output: "rows",
    path: "",
    found: "1n",
  });
});
