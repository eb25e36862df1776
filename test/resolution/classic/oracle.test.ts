import { describe, expect, test } from "vitest";
import { explainSimilarity, type Wire, type Wiring } from "../../../src/resolution/index.js";
import {
  hasOracle,
  oracleCases,
  oraclePairs,
  oracleResolvers,
  type OracleCase,
} from "../../support/oracle.js";

const tolerance = 1e-12;

describe.runIf(hasOracle)("what the original computes", () => {
  test("the similarity of every pair of names, with its parts", () => {
    const pairs = oraclePairs();
    for (const { a, b, score, norm, parts } of pairs) {
      const pair = JSON.stringify([a, b]);
      const own = explainSimilarity(a, b);
      expect(own.normalized, pair).toEqual(norm);
      expectNear(own.score, score, pair);
      const isWeighed = a !== "" && b !== "" && norm[0] !== norm[1];
      expect(own.parts !== null, pair).toBe(isWeighed);
      if (own.parts === null) continue;
      for (const name of ["string", "token", "semantic", "substring"] as const) {
        expectNear(own.parts[name], parts![name], `${pair} ${name}`);
      }
    }
    expect(pairs.length).toBeGreaterThan(700);
  });

  test("the wiring of every pipeline, and the best candidates of every dependency", () => {
    const resolverFor = oracleResolvers();
    let dependencies = 0;
    for (const pipeline of oracleCases()) {
      const { registry, resolver } = resolverFor(pipeline.steps);
      const wiring = resolver.resolveDependencies(pipeline.steps.map(({ name }) => name));
      for (const [consumer, expected] of Object.entries(pipeline.dependencies)) {
        for (const [dependency, { required, resolved, candidates_above_zero, top }] of Object.entries(
          expected,
        )) {
          const subject = `${pipeline.id} ${consumer}.${dependency}`;
          const specification = registry.getSpecification(consumer)!.dependencies[dependency]!;
          const candidates = resolver
            .findCompatibleOutputs(specification)
            .filter(({ provider }) => provider !== consumer);
          expect(candidates, subject).toHaveLength(candidates_above_zero);
          expect(candidates.slice(0, 3).map(nameOf), subject).toEqual(top.map(nameOf));
          top.forEach(({ score }, index) => expectNear(candidates[index]!.score, score, subject));
          const wire = wiring.get(consumer, dependency);
          expect(wire === undefined ? null : nameOf(wire), subject).toBe(resolved);
          expect(specification.required, subject).toBe(required);
          dependencies++;
        }
      }
    }
    expect(dependencies).toBeGreaterThan(900);
  });

  test("which steps it leaves out, because a required dependency is unresolved", () => {
    const resolverFor = oracleResolvers();
    for (const pipeline of oracleCases()) {
      const wiring = resolverFor(pipeline.steps).resolver.resolveDependencies();
      const missing = missingRequired(wiring);
      expect(missing, pipeline.id).toEqual(pipeline.unresolved_required);
      expect(Object.keys(missing), pipeline.id).toEqual(Object.keys(pipeline.errors));
      expect(wiring.isComplete, pipeline.id).toBe(Object.keys(missing).length === 0);
      const complete = wiring.wires.filter(({ consumer }) => !(consumer in missing));
      expect(byConsumer(complete, nameOf), pipeline.id).toEqual(pipeline.resolve_all);
    }
  });

  test("the wiring that its assembler makes on the graph, with scores", () => {
    const resolverFor = oracleResolvers();
    let wires = 0;
    for (const pipeline of oracleCases()) {
      const wiring = resolverFor(pipeline.steps).resolver.resolveDependencies(undefined, pipeline);
      expect(byConsumer(wiring.wires, nameOf), pipeline.id).toEqual(assemblerNames(pipeline));
      for (const wire of wiring.wires) {
        const subject = `${pipeline.id} ${wire.consumer}.${wire.dependency}`;
        expectNear(wire.score, pipeline.assembler[wire.consumer]![wire.dependency]!.score, subject);
        wires++;
      }
      expect(missingRequired(wiring), pipeline.id).toEqual(pipeline.assembler_missing_required);
      expect(wiring.order, pipeline.id).toHaveLength(pipeline.steps.length);
    }
    expect(wires).toBeGreaterThan(400);
  });
});

function expectNear(value: number, expected: number, subject: string): void {
  expect(Math.abs(value - expected), `${subject}: ${value} for ${expected}`).toBeLessThanOrEqual(tolerance);
}

function nameOf({ provider, output }: { readonly provider: string; readonly output: string }): string {
  return `${provider}.${output}`;
}

function byConsumer<T>(
  wires: readonly Wire[],
  valueOf: (wire: Wire) => T,
): Record<string, Record<string, T>> {
  const grouped: Record<string, Record<string, T>> = {};
  for (const wire of wires) (grouped[wire.consumer] ??= {})[wire.dependency] = valueOf(wire);
  return grouped;
}

function missingRequired({ unresolved }: Wiring): Record<string, string[]> {
  const missing: Record<string, string[]> = {};
  for (const { consumer, dependency, required } of unresolved) {
    if (required) (missing[consumer] ??= []).push(dependency);
  }
  return missing;
}

function assemblerNames({ assembler }: OracleCase): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(assembler).map(([consumer, wires]) => [
      consumer,
      Object.fromEntries(Object.entries(wires).map(([dependency, { from }]) => [dependency, from])),
    ]),
  );
}
