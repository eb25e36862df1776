import { expect, test } from "vitest";
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

test("a plan says what will run after what, and with what", () => {
  const { plan } = buildPipeline(registryOf(steps), handlers, { name: "nightly", edges });
  expect(plan).toEqual({
    pipelineName: "nightly",
    contextName: "test",
    order: ["load", "train", "report", "audit"],
    levels: [["load", "audit"], ["train"], ["report"]],
    steps: [
      { stepName: "load", stepType: "Load", after: [], inputs: [], outputs: ["table"] },
      {
        stepName: "train",
        stepType: "Train",
        after: ["load"],
        inputs: [{ dependency: "table", provider: "load", output: "table" }],
        outputs: ["model", "log"],
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
      },
      { stepName: "audit", stepType: "Audit", after: [], inputs: [], outputs: [] },
    ],
  });
});

test("a plan is frozen all the way down, and plain data", () => {
  const { plan } = buildPipeline(registryOf(steps), handlers, { edges });
  const values = [plan, plan.order, plan.levels, plan.levels[0], plan.steps, ...plan.steps];
  for (const value of [...values, ...plan.steps.flatMap(({ after, inputs }) => [after, inputs, ...inputs])]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});
