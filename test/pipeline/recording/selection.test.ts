import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pipeline, RunOptions } from "../../../src/pipeline/index.js";
import { readSelection } from "../../../src/pipeline/recording/selection.js";
import { caught } from "../../support/caught.js";
import { acyclicGraph, distancesIn } from "../../support/graphs.js";
import { pipelineOn } from "../../support/pipelines.js";
import { ends, rowPipeline, storeForTest } from "../../support/recorded.js";

const { plan } = rowPipeline();

const errorOf = async (pipeline: Pipeline, options: RunOptions): Promise<Error & { code?: string }> => {
  const report = await pipeline.run(options).catch((error: unknown) => error as Error);
  if (report instanceof Error) return report;
  throw new Error("it was not refused");
};

test.each([
  [
    { only: ["tran"] },
    'only names "tran" (did you mean "train"?), but the pipeline "test" of context "test" has no such step.',
  ],
  [{ from: ["load", "x", "y"] }, 'from names "x", "y", but'],
  [{ until: [7 as never] }, "until names 7, but"],
  [{ force: [""] }, 'force names "", but'],
  [{ only: [] }, "it names no step."],
  [{ from: ["audit"], until: ["train"] }, 'no step lies both behind "audit" and before "train".'],
  [
    { only: ["load"], until: ["train"] },
    "only names every step that runs, so from and until cannot stand beside it.",
  ],
  [{ only: ["load"], force: ["train"] }, 'force names "train", which is not selected.'],
  [
    { until: ["load"], force: ["train", "audit"] },
    'force names "train" and "audit", which are not selected.',
  ],
])("%j is refused", (options, fault) => {
  const error = caught(() => readSelection(plan, options));
  expect(error.code).toBe("SELECTION_INVALID");
  expect(error.message).toContain(`The steps to run cannot be selected: ${fault}`);
});

test("the steps there are stand in the hint", () => {
  expect(caught(() => readSelection(plan, { only: ["x"] })).hint).toBe(
    `steps are ${plan.order
      .map((name) => `"${name}"`)
      .join(", ")
      .replace(/, ([^,]*)$/, " and $1")}.`,
  );
});

test("a list that is none is refused", () => {
  expect(caught(() => readSelection(plan, { only: "load" })).code).toBe("OPTION_INVALID");
});

test("from selects what is behind, until what is before, both what lies between, force what is behind and selected", () => {
  fc.assert(
    fc.property(acyclicGraph, fc.nat(), fc.nat(), fc.nat(), (graph, a, b, c) => {
      const { plan: planned } = pipelineOn(
        graph,
        Object.fromEntries(graph.nodes.map((name) => [name, () => {}])),
      );
      const [from, until, forced] = [a, b, c].map((at) => graph.nodes[at % graph.nodes.length]!) as [
        string,
        string,
        string,
      ];
      const distance = distancesIn(graph);
      const isBehind = (name: string, of: string): boolean => name === of || distance(of, name) < Infinity;
      const marked = (marks: Uint8Array): string[] =>
        planned.order.filter((_, step) => marks[step] === 1).toSorted();
      const those = (is: (name: string) => boolean): string[] => graph.nodes.filter(is).toSorted();
      const behind = readSelection(planned, { from: [from] });
      expect(marked(behind.selected)).toEqual(those((name) => isBehind(name, from)));
      expect(marked(readSelection(planned, { until: [until] }).selected)).toEqual(
        those((name) => isBehind(until, name)),
      );
      expect(marked(readSelection(planned, { force: [forced] }).forced)).toEqual(
        those((name) => isBehind(name, forced)),
      );
      fc.pre(isBehind(until, from));
      const between = readSelection(planned, { from: [from], until: [until], force: [from] });
      const expected = those((name) => isBehind(name, from) && isBehind(until, name));
      expect(marked(between.selected)).toEqual(expected);
      expect(marked(between.forced)).toEqual(expected);
      expect(marked(between.named)).toEqual([from]);
      expect(between.isWhole).toBe(expected.length === graph.nodes.length);
    }),
  );
});

test("without a store, what needs nothing that is left out can be selected", async () => {
  const keys: string[] = [];
  const pipeline = rowPipeline({
    load: (io) => {
      keys.push(io.idempotencyKey);
      return { rows: [1] };
    },
  });
  const report = await pipeline.run({ until: ["clean"] });
  expect(report.status).toBe("succeeded");
  expect(ends(report)).toEqual({
    load: "succeeded, ran: new",
    clean: "succeeded, ran: new",
    train: "skipped, not selected",
    audit: "skipped, not selected",
  });
  expect(keys).toEqual([`${report.runId}//load`]);
  expect(ends(await pipeline.run({ only: ["audit"] }))["audit"]).toBe("succeeded, ran: new");
});

test("an input that is neither selected nor known is refused, with what to add", async () => {
  const pipeline = rowPipeline();
  const error = await errorOf(pipeline, { from: ["clean"] });
  expect(error.code).toBe("SELECTION_INVALID");
  expect(error.message).toBe(
    [
      'The steps to run cannot be selected: clean.rows comes from "load", which is not selected, and whose result is not known.',
      'hint: select "load" too, or resume a run of a store that has the results.',
    ].join("\n  "),
  );
});

test("what is known from the run is used, if it is not out of date", async () => {
  const store = await storeForTest();
  await rowPipeline().run({ store, until: ["clean"] });
  const pipeline = rowPipeline({ train: { handle: ({ inputs }) => ({ model: inputs }), codeTag: "2" } });
  const report = await pipeline.run({ store, resume: "latest", only: ["train"] });
  expect(ends(report)).toEqual({
    load: "skipped, not selected",
    audit: "skipped, not selected",
    clean: "reused, reused: nothing changed",
    train: "succeeded, ran: not started before",
  });
  expect(report.outputs["train"]).toEqual({ model: { clean_rows: [3, 4] } });
  const changed = rowPipeline({ clean: { handle: () => ({ clean_rows: [] }), codeTag: "2" } });
  const error = await errorOf(changed, { store, resume: "latest", only: ["train"] });
  expect(error.message).toContain(
    'train.clean_rows comes from "clean", which is not selected, and whose result is out of date: code changed.',
  );
  expect(error.message).toContain('hint: select "clean" too.');
  expect(ends(await rowPipeline().run({ store, resume: "latest" }))).toMatchObject({
    load: "reused, reused: nothing changed",
    clean: "reused, reused: nothing changed",
    audit: "succeeded, ran: not started before",
  });
});

test("a rollback after a failure needs a store", async () => {
  const error = await errorOf(rowPipeline(), { onFailure: "rollback" });
  expect(error.code).toBe("OPTION_INVALID");
  expect(error.message).toContain("The option onFailure of run() needs a run store");
});
