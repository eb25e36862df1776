import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyPipeline, type PipelineParts } from "../../support/any-pipeline.js";
import { anyStep, resolverOf } from "../../support/resolvers.js";

const steps = {
  load: { ...anyStep, outputs: { rows: {}, notes: {} } },
  north: { ...anyStep, outputs: { sales: {} } },
  south: { ...anyStep, outputs: { sales: {} } },
  train: {
    ...anyStep,
    dependencies: {
      rows: {},
      notes: { required: false },
      sales: {},
      settings: { dependencyType: "hyperparameters" },
      hints: { dependencyType: "hyperparameters", required: false },
    },
  },
} as const;

describe("the report of a wiring", () => {
  const resolver = resolverOf(steps, { pins: { "train.notes": "load.notes" } });
  const report = resolver.resolveDependencies().report();

  test("counts what was asked, and what became of it", () => {
    expect(report).toEqual({
      isComplete: false,
      steps: 4,
      inputs: {
        required: { total: 3, wired: 1, unresolved: 2, ambiguous: 1 },
        optional: { total: 2, wired: 1, unresolved: 1, ambiguous: 0 },
      },
      decidedBy: { score: 1, graph: 0, assignment: 0, pin: 1 },
      controlEdges: 0,
      gaps: resolver
        .resolveDependencies()
        .unresolved.filter(({ required }) => required)
        .map(({ consumer, dependency, reason }) => ({ consumer, dependency, reason })),
      text: report.text,
    });
    expect(report.text).toMatchInlineSnapshot(`
      "4 steps, 2 wires, incomplete
        inputs         total       wired  unresolved   ambiguous
        required           3           1           2           1
        optional           2           1           1           0
        decided by score 1, graph 0, assignment 0, pin 1
        edges without data 0
        missing:
          train.sales: "north.sales" and "south.sales" fit it equally well; settle it with pins: { "train.sales": "north.sales" }
          train.settings: no step gives "hyperparameters" or "custom_property" as S3Uri"
    `);
  });

  test("leaves out steps that were not resolved", () => {
    const { isComplete, steps: count, inputs } = resolver.resolveDependencies(["load"]).report();
    expect({ isComplete, count }).toEqual({ isComplete: true, count: 1 });
    expect(inputs.required.total + inputs.optional.total).toBe(0);
  });

  test("counts the edges that carry no data", () => {
    const edges = [
      ["load", "train"],
      ["north", "load"],
    ] as const;
    const onGraph = resolverOf(steps).resolveDependencies(undefined, { edges }).report();
    expect(onGraph.controlEdges).toBe(1);
    expect(onGraph.text).toContain("edges without data 1");
  });

  test("cuts the list of gaps in its text only", () => {
    const dependencies = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`input${index}`, {}]));
    const many = resolverOf({ use: { ...anyStep, dependencies } })
      .resolveDependencies()
      .report();
    expect(many.gaps).toHaveLength(12);
    expect(many.text.split("\n").at(-1)).toBe("    and 2 more");
    expect(many.text.split("\n")[0]).toBe("1 step, 0 wires, incomplete");
  });
});

const options = fc.record({
  profile: fc.constantFrom("strict" as const, "classic" as const),
  onAmbiguous: fc.constantFrom("error" as const, "report" as const),
});

function dependenciesOf({ steps: all }: PipelineParts, required: boolean): number {
  return Object.values(all)
    .flatMap(({ dependencies = {} }) => Object.values(dependencies))
    .filter((dependency) => dependency.required === required).length;
}

test("a report adds up, is plain frozen data, and equals a recount", () => {
  fc.assert(
    fc.property(anyPipeline, options, (parts, resolverOptions) => {
      const { steps: all, edges } = parts;
      const wiring = resolverOf(all, resolverOptions).resolveDependencies(
        undefined,
        edges === undefined ? {} : { edges },
      );
      const report = wiring.report();
      const { required, optional } = report.inputs;
      expect(required.total).toBe(dependenciesOf(parts, true));
      expect(optional.total).toBe(dependenciesOf(parts, false));
      for (const { total, wired, unresolved } of [required, optional]) expect(wired + unresolved).toBe(total);
      expect(required.unresolved).toBe(report.gaps.length);
      expect(required.wired + optional.wired).toBe(wiring.wires.length);
      expect(required.ambiguous + optional.ambiguous).toBe(wiring.ambiguous.length);
      const { score, graph, assignment, pin } = report.decidedBy;
      expect(score + graph + assignment + pin).toBe(wiring.wires.length);
      expect(report.controlEdges).toBe(wiring.controlEdges.length);
      expect(report.isComplete).toBe(wiring.isComplete);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      for (const value of [report, report.inputs, required, report.decidedBy, report.gaps])
        expect(Object.isFrozen(value)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
