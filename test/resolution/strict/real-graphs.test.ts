import { describe, expect, test } from "vitest";
import { ancestors, digraph, type Digraph } from "../../../src/graph/index.js";
import type { ResolverOptions, Wire, Wiring } from "../../../src/resolution/index.js";
import { shuffled } from "../../support/graphs.js";
import { hasOracle, oracleCases, oracleResolvers, type OracleCase } from "../../support/oracle.js";
import { tries } from "../../support/tries.js";

const shuffles = tries(20);

describe.runIf(hasOracle)("the real graphs", () => {
  const pipelines = oracleCases().filter(({ kind }) => kind === "shared_dag");

  test("with edges: every provider comes before, and all but a few edges carry data", () => {
    const resolverFor = oracleResolvers({ profile: "strict" });
    let edges = 0;
    const controlEdges: string[] = [];
    for (const pipeline of pipelines) {
      const wiring = resolverFor(pipeline.steps).resolver.resolveDependencies(undefined, pipeline);
      const isBefore = beforeOn(pipeline);
      expect(wiring.wires.filter((wire) => !isBefore(wire)).map(inShort), pipeline.id).toEqual([]);
      expect(wiring.cycle, pipeline.id).toBeUndefined();
      expect(repeatedOutputs(wiring), pipeline.id).toEqual([]);
      const carried = new Set(wiring.wires.map(({ provider, consumer }) => `${provider} > ${consumer}`));
      const idle = pipeline.edges.filter(([from, to]) => !carried.has(`${from} > ${to}`));
      expect(wiring.controlEdges.map(({ from, to }) => `${from} > ${to}`).toSorted(), pipeline.id).toEqual(
        idle.map(([from, to]) => `${from} > ${to}`).toSorted(),
      );
      controlEdges.push(...wiring.controlEdges.map(({ from, to, reason }) => `${from} > ${to}: ${reason}`));
      edges += pipeline.edges.length;
    }
    expect(edges).toBe(169);
    expect(controlEdges).toEqual([
      "TabularPreprocessing_calibration > ModelCalibration_training: others feed " +
        '"ModelCalibration_training.evaluation_data", the only inputs that an output of TabularPreprocessing_calibration would fit',
    ]);
  });

  test("with edges: no wire crosses from one job to another without an edge", () => {
    const resolverFor = oracleResolvers({ profile: "strict" });
    for (const pipeline of pipelines) {
      const wiring = resolverFor(pipeline.steps).resolver.resolveDependencies(undefined, pipeline);
      const direct = new Set(pipeline.edges.map(([from, to]) => `${from} > ${to}`));
      const crossing = wiring.wires.filter(
        ({ provider, consumer }) =>
          provider.endsWith("_training") &&
          consumer.endsWith("_calibration") &&
          !direct.has(`${provider} > ${consumer}`),
      );
      expect(crossing.map(inShort), pipeline.id).toEqual([]);
    }
  });

  test("without edges: precision and recall, beside those of the classic profile", () => {
    const strict = measure(pipelines, { profile: "strict" });
    const classic = measure(pipelines, { profile: "classic" });
    // oxlint-disable-next-line no-console -- the figures are what this test is read for
    console.log(`strict ${inNumbers(strict)}; classic ${inNumbers(classic)}`);
    expect(strict.precision).toBeGreaterThanOrEqual(0.963);
    expect(strict.recall).toBeGreaterThanOrEqual(0.88);
    expect(strict.cyclic).toBe(0);
    expect(classic.precision).toBeLessThan(strict.precision);
    expect(classic.recall).toBeLessThan(strict.recall);
  });

  test.each([true, false])(
    "the order in which steps are listed decides nothing (edges known: %j)",
    (hasEdges) => {
      const resolverFor = oracleResolvers({ profile: "strict" });
      for (const pipeline of pipelines) {
        const wiringOf = (steps: OracleCase["steps"]): string =>
          inAnyOrder(resolverFor(steps).resolver.resolveDependencies(undefined, hasEdges ? pipeline : {}));
        const expected = wiringOf(pipeline.steps);
        for (let seed = 0; seed < shuffles; seed++) {
          expect(wiringOf(shuffled(pipeline.steps, seed)), pipeline.id).toBe(expected);
        }
      }
    },
  );
});

interface Measures {
  readonly wires: number;
  readonly ambiguous: number;
  readonly cyclic: number;
  /** Of all wires, those from a step that comes before in the real graph. */
  readonly precision: number;
  /** Of all edges of the real graphs, those that carry a wire. */
  readonly recall: number;
}

function measure(pipelines: readonly OracleCase[], options: ResolverOptions): Measures {
  const resolverFor = oracleResolvers(options);
  const counts = { wires: 0, right: 0, edges: 0, carrying: 0, ambiguous: 0, cyclic: 0 };
  for (const pipeline of pipelines) {
    const wiring = resolverFor(pipeline.steps).resolver.resolveDependencies();
    const wired = new Set(wiring.wires.map(({ provider, consumer }) => `${provider} > ${consumer}`));
    counts.wires += wiring.wires.length;
    counts.right += wiring.wires.filter(beforeOn(pipeline)).length;
    counts.edges += pipeline.edges.length;
    counts.carrying += pipeline.edges.filter(([from, to]) => wired.has(`${from} > ${to}`)).length;
    counts.ambiguous += wiring.ambiguous.length;
    counts.cyclic += Number(wiring.cycle !== undefined);
  }
  const { wires, right, edges, carrying, ambiguous, cyclic } = counts;
  return { wires, ambiguous, cyclic, precision: right / wires, recall: carrying / edges };
}

function inNumbers({ wires, precision, recall, ambiguous, cyclic }: Measures): string {
  return `${wires} wires, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, ${ambiguous} ambiguous, ${cyclic} cyclic`;
}

/** Whether the provider of a wire comes before its consumer in the real graph. */
function beforeOn({ steps, edges }: OracleCase): (wire: Wire) => boolean {
  const graph: Digraph = digraph(
    steps.map(({ name }) => name),
    edges,
  );
  return ({ provider, consumer }) => ancestors(graph, graph.indexOf(consumer)!).has(graph.indexOf(provider)!);
}

function repeatedOutputs({ wires }: Wiring): string[] {
  const seen = new Set<string>();
  return wires
    .map(({ consumer, provider, output }) => `${provider}.${output} > ${consumer}`)
    .filter((key) => seen.size === seen.add(key).size);
}

function inShort({ provider, output, consumer, dependency }: Wire): string {
  return `${provider}.${output} > ${consumer}.${dependency}`;
}

function inAnyOrder({ wires, unresolved, ambiguous, controlEdges }: Wiring): string {
  return [...wires, ...unresolved, ...ambiguous, ...controlEdges]
    .map((item) => JSON.stringify(item))
    .toSorted()
    .join("\n");
}
