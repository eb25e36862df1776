import { onTestFinished } from "vitest";
import { buildPipeline, type Pipeline, type RunReport, type StepHandlers } from "../../src/pipeline/index.js";
import type { Edge } from "../../src/graph/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import { openRunStore, type RunStore } from "../../src/store/index.js";
import { registryOf } from "./resolvers.js";

/** A run store that lasts as long as the test. */
export async function storeForTest(path = ":memory:"): Promise<RunStore> {
  const store = await openRunStore(path, { synchronous: "off" });
  onTestFinished(() => store.close());
  return store;
}

/** Three steps in a row and one beside them: `load` gives rows, `clean` better ones, `train` a model; `audit` follows `load`. */
const rowSteps: Readonly<Record<string, StepSpecificationInput>> = {
  load: { stepType: "Load", outputs: { rows: {} } },
  clean: { stepType: "Clean", dependencies: { rows: {} }, outputs: { clean_rows: {} } },
  train: { stepType: "Train", dependencies: { clean_rows: {} }, outputs: { model: {} } },
  audit: { stepType: "Audit" },
};
const rowEdges: readonly Edge[] = [
  ["load", "clean"],
  ["clean", "train"],
  ["load", "audit"],
];

/** The pipeline of the four steps, with handlers in place of those that do no harm. */
export function rowPipeline(
  handlers: StepHandlers = {},
  changes: { readonly steps?: typeof rowSteps; readonly name?: string } = {},
): Pipeline {
  const defaults: StepHandlers = {
    load: { handle: () => ({ rows: [3, 4] }), codeTag: "1" },
    clean: { handle: ({ inputs }) => ({ clean_rows: inputs["rows"] }), codeTag: "1" },
    train: { handle: ({ inputs }) => ({ model: { rows: inputs["clean_rows"] } }), codeTag: "1" },
    audit: { handle: () => {}, codeTag: "1" },
  };
  return buildPipeline(
    registryOf({ ...rowSteps, ...changes.steps }),
    { ...defaults, ...handlers },
    {
      edges: rowEdges,
      ...(changes.name === undefined ? {} : { name: changes.name }),
    },
  );
}

/** How each step ended and why, by step name, or by step name and partition: `succeeded, ran: new`. */
export function ends({ steps }: RunReport): Record<string, string> {
  return Object.fromEntries(
    steps.map((step) => {
      const place = step.partition === undefined ? step.stepName : `${step.stepName} ${step.partition}`;
      return [place, "reason" in step ? `${step.status}, ${step.reason}` : step.status];
    }),
  );
}
