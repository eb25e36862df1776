import fc from "fast-check";
import { expect, test } from "vitest";
import { executionGraph } from "../../../src/pipeline/plan/execution-graph.js";
import type { ExecutionHistory } from "../../../src/pipeline/recording/known-run.js";
import { decide, type Verdict } from "../../../src/pipeline/recording/decide.js";
import { readSelection } from "../../../src/pipeline/recording/selection.js";
import type { RecordedStepStatus, StepRecord } from "../../../src/store/index.js";
import { acyclicGraph, distancesIn, type GraphParts } from "../../support/graphs.js";
import { pipelineOn } from "../../support/pipelines.js";

/** What is known of a step: how it ended, in which session it succeeded, and whether it has changed since. */
interface Known {
  readonly status: RecordedStepStatus;
  readonly session: number;
  readonly hasChanged: boolean;
  readonly isCutOff: boolean;
}

const known: fc.Arbitrary<Known | undefined> = fc.option(
  fc.record({
    status: fc.constantFrom<RecordedStepStatus[]>(
      "succeeded",
      "succeeded",
      "succeeded",
      "failed",
      "cancelled",
      "skipped",
      "compensated",
      "running",
    ),
    session: fc.integer({ min: 1, max: 3 }),
    hasChanged: fc.boolean(),
    isCutOff: fc.constantFrom(false, false, false, true),
  }),
  { nil: undefined },
);

/** A graph, what is known of its steps, and which ones are selected and forced. */
const anyCase = acyclicGraph.chain((graph) => {
  const some = fc.subarray([...graph.nodes]);
  return fc.record({
    graph: fc.constant(graph),
    knowledge: fc.tuple(...graph.nodes.map(() => known)),
    only: fc.oneof(fc.constant([...graph.nodes]), fc.subarray([...graph.nodes], { minLength: 1 })),
    wanted: some,
  });
});

const parts = { specification: "", code: "", options: "", inputs: {}, after: {} };

function historyOf(
  stepName: string,
  what: Known | undefined,
  fingerprint: string,
): ExecutionHistory | undefined {
  if (what === undefined) return undefined;
  const record: StepRecord = {
    runId: "r",
    partition: "",
    stepName,
    fingerprint: what.hasChanged ? "other" : fingerprint,
    parts,
    status: what.status,
    reason: "",
    attempts: 1,
  };
  const successes = what.status === "succeeded" ? [{ session: what.session, endedAt: 0 }] : [];
  return { record, attempts: what.isCutOff ? 2 : 1, successes, isTakenBackInPart: false };
}

function decided({ graph, knowledge, only, force }: Case): Record<string, Verdict> {
  const { plan } = pipelineOn(graph, Object.fromEntries(graph.nodes.map((name) => [name, () => {}])));
  const { verdicts } = decide({
    graph: executionGraph(plan, [], undefined),
    fingerprints: plan.steps,
    history: plan.steps.map(({ stepName, fingerprint }) =>
      historyOf(stepName, knowledge.get(stepName), fingerprint),
    ),
    selection: readSelection(plan, { only, force }),
    isForInputs: () => false,
  });
  return Object.fromEntries(plan.order.map((name, step) => [name, verdicts[step]!]));
}

interface Case {
  readonly graph: GraphParts;
  readonly knowledge: ReadonlyMap<string, Known | undefined>;
  readonly only: readonly string[];
  readonly force: readonly string[];
}

/** The rules as they are told, step by step and without regard to time. */
function naively({ graph, knowledge, only, force }: Case): Record<string, Verdict["kind"]> {
  const distance = distancesIn(graph);
  const before = (name: string): string[] => graph.nodes.filter((other) => distance(other, name) < Infinity);
  const directlyBefore = (name: string): string[] =>
    graph.edges.flatMap(([from, to]) => (to === name ? [from] : []));
  const sessionOf = (name: string): number => {
    const what = knowledge.get(name);
    return what?.status === "succeeded" ? what.session : 0;
  };
  const holdsGood = (name: string): boolean => {
    const what = knowledge.get(name);
    return (
      what !== undefined &&
      what.status === "succeeded" &&
      !what.isCutOff &&
      !what.hasChanged &&
      !force.includes(name) &&
      !directlyBefore(name).some((other) => runs(other)) &&
      !before(name).some((other) => sessionOf(other) > what.session)
    );
  };
  const runs = (name: string): boolean => only.includes(name) && !holdsGood(name);
  return Object.fromEntries(
    graph.nodes.map((name) => {
      if (runs(name)) return [name, "run"];
      const isNeeded = graph.edges.some(([from, to]) => from === name && runs(to));
      return [name, only.includes(name) || (isNeeded && holdsGood(name)) ? "reuse" : "leave"];
    }),
  );
}

test("it decides as the rules say, on any graph and whatever is known", () => {
  fc.assert(
    fc.property(anyCase, ({ graph, knowledge, only, wanted }) => {
      const given: Case = {
        graph,
        knowledge: new Map(graph.nodes.map((name, at) => [name, knowledge[at]])),
        only,
        force: wanted.filter((name) => only.includes(name)),
      };
      const kinds = Object.entries(decided(given)).map(([name, { kind }]) => [name, kind]);
      expect(Object.fromEntries(kinds)).toEqual(naively(given));
    }),
    { numRuns: 500 },
  );
});

const pair: GraphParts = { nodes: ["a", "b"], edges: [["a", "b"]] };
const good: Known = { status: "succeeded", session: 1, hasChanged: false, isCutOff: false };

test.each<[string, Known | undefined, string]>([
  ["nothing known", undefined, "ran: new"],
  ["failed", { ...good, status: "failed" }, "ran: failed before"],
  ["cancelled", { ...good, status: "cancelled" }, "ran: cancelled before"],
  ["skipped", { ...good, status: "skipped" }, "ran: not started before"],
  ["rolled back", { ...good, status: "compensated" }, "ran: rolled back before"],
  ["running", { ...good, status: "running" }, "ran: interrupted before"],
  ["an attempt without an end", { ...good, isCutOff: true }, "ran: interrupted before"],
  ["all well", good, "reused: nothing changed"],
])("the reason for a step with %s", (_, what, reason) => {
  const knowledge = new Map([["a", what]]);
  expect(decided({ graph: pair, knowledge, only: ["a", "b"], force: [] })["a"]!.reason).toBe(reason);
});

test("a result that was taken over is looked up again if something before it ran again and gave something else", () => {
  const { plan } = pipelineOn(pair, { a: () => {}, b: () => {} });
  const verdictOfB = (session: number, isForInputs = false): Verdict => {
    const [a, b] = plan.steps.map(({ stepName, fingerprint }) =>
      historyOf(stepName, { ...good, session }, fingerprint),
    ) as [ExecutionHistory, ExecutionHistory];
    const history = [a, { ...b, successes: [], record: { ...b.record!, reusedFrom: "q" } }];
    const graph = executionGraph(plan, [], undefined);
    const selection = readSelection(plan, {});
    return decide({ graph, fingerprints: plan.steps, history, selection, isForInputs: () => isForInputs })
      .verdicts[1]!;
  };
  expect(verdictOfB(1).kind).toBe("reuse");
  expect(verdictOfB(2)).toMatchObject({ kind: "run", reason: "ran: behind a, which ran again" });
  expect(verdictOfB(2, true).kind).toBe("reuse");
});
