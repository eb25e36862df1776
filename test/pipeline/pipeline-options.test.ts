import { expect, test } from "vitest";
import { buildPipeline, type PipelineOptions } from "../../src/pipeline/index.js";
import { thrownBy } from "../support/promises.js";
import { registryOf } from "../support/resolvers.js";

const pairs = "must be a list of pairs [from, to], but is";
const held = "must hold pairs [from, to] of step names, but holds";

test.each([
  ["name", 5, "must be a string, but is 5"],
  ["name", "  ", 'must not be blank, but is "  "'],
  ["name", null, "must be a string, but is null"],
  ["edges", 5, `${pairs} 5`],
  ["edges", null, `${pairs} null`],
  ["edges", "load", `${pairs} "load"`],
  ["edges", { load: "clean" }, `${pairs} an object`],
  ["edges", ["ab"], `${held} "ab" at 0`],
  ["edges", [["load", "clean"], ["load"]], `${held} an array of 1 at 1`],
  ["edges", [["load", "clean", "train"]], `${held} an array of 3 at 0`],
  ["edges", [["load", undefined]], `${held} an array of 2 at 0`],
  ["edges", new Map([["load", 1]]), `${held} an array of 2 at 0`],
])("the option %s cannot be %j", (option, value, fault) => {
  const registry = registryOf({ load: { stepType: "Load" }, clean: { stepType: "Clean" } });
  const options = { [option]: value } as PipelineOptions;
  const error = thrownBy(() => buildPipeline(registry, { load: () => {}, clean: () => {} }, options));
  expect(error).toMatchObject({
    code: "OPTION_INVALID",
    message: `The option ${option} of buildPipeline() ${fault}.`,
    details: { option },
  });
});

test("an option that nobody reads is refused", () => {
  const registry = registryOf({ load: { stepType: "Load" } });
  const options = { edge: [] } as unknown as PipelineOptions;
  expect(thrownBy(() => buildPipeline(registry, { load: () => {} }, options))).toMatchObject({
    code: "OPTION_INVALID",
    message: expect.stringContaining('"edge" is not an option of buildPipeline() (did you mean "edges"?).'),
  });
});

test("what the resolver takes is handed on to it", () => {
  const registry = registryOf({ load: { stepType: "Load" } });
  const options = { profile: "loose" } as unknown as PipelineOptions;
  expect(thrownBy(() => buildPipeline(registry, { load: () => {} }, options))).toMatchObject({
    code: "OPTION_INVALID",
    details: { option: "profile", found: '"loose"' },
  });
});
