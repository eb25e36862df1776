import { expect, test } from "vitest";
import { fingerprintPattern } from "../../../src/kernel/index.js";
import { buildPipeline } from "../../../src/pipeline/index.js";
import { registryOf } from "../../support/resolvers.js";

const steps = {
  report: { stepType: "Report", dependencies: { model: {}, table: {} } },
  load: { stepType: "Load", outputs: { table: {} } },
  train: {
    stepType: "Train",
    dependencies: { table: {}, hints: { required: false } },
    outputs: { model: {}, log: {} },
  },
  audit: { stepType: "Audit" },
};
const handlers = { report: () => {}, load: () => {}, train: () => {}, audit: () => {} };
const edges = [
  ["load", "train"],
  ["load", "report"],
  ["train", "report"],
] as const;

/** What the tests of fingerprints are about. */
const made: string = expect.stringMatching(fingerprintPattern);
const parts = { specification: made, code: made, options: made };

test("a plan says what will run after what, and with what", () => {
  const { plan } = buildPipeline(registryOf(steps), handlers, { name: "nightly", edges });
  expect(plan).toEqual({
    pipelineName: "nightly",
    contextName: "test",
    fingerprint: made,
    order: ["load", "train", "report", "audit"],
    levels: [["load", "audit"], ["train"], ["report"]],
    steps: [
      {
        stepName: "load",
        stepType: "Load",
        after: [],
        inputs: [],
        outputs: ["table"],
        fingerprint: made,
        parts: { ...parts, inputs: {}, after: {} },
      },
      {
        stepName: "train",
        stepType: "Train",
        after: ["load"],
        inputs: [{ dependency: "table", provider: "load", output: "table" }],
        outputs: ["model", "log"],
        fingerprint: made,
        parts: { ...parts, inputs: { table: made }, after: {} },
      },
      {
        stepName: "report",
        stepType: "Report",
        after: ["load", "train"],
        inputs: [
          { dependency: "model", provider: "train", output: "model" },
          { dependency: "table", provider: "load", output: "table" },
        ],
        outputs: [],
        fingerprint: made,
        parts: { ...parts, inputs: { model: made, table: made }, after: {} },
      },
      {
        stepName: "audit",
        stepType: "Audit",
        after: [],
        inputs: [],
        outputs: [],
        fingerprint: made,
        parts: { ...parts, inputs: {}, after: {} },
      },
    ],
  });
});

test("a plan is frozen all the way down, and plain data", () => {
  const { plan } = buildPipeline(registryOf(steps), handlers, { edges });
  const values = [plan, plan.order, plan.levels, plan.levels[0], plan.steps, ...plan.steps];
  const inSteps = plan.steps.flatMap(({ after, inputs, outputs, parts: own }) => [
    after,
    inputs,
    ...inputs,
    outputs,
    own,
    own.inputs,
    own.after,
  ]);
  for (const value of [...values, ...inSteps]) expect(Object.isFrozen(value)).toBe(true);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});
