import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { Wire, Wiring } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { anyPipeline as pipeline, type PipelineParts as Parts } from "../../support/any-pipeline.js";
import { shuffled } from "../../support/graphs.js";
import { resolverOf } from "../../support/resolvers.js";
import { tries } from "../../support/tries.js";

function wiringOf({ steps, edges }: Parts, pins: Record<string, string> = {}): Wiring {
  return resolverOf(steps, { pins }).resolveDependencies(undefined, edges === undefined ? {} : { edges });
}

function inShort({ provider, output, consumer, dependency }: Wire): string {
  return `${provider}.${output} > ${consumer}.${dependency}`;
}

function inAnyOrder({ wires, unresolved, ambiguous, controlEdges }: Wiring): string[] {
  return [...wires, ...unresolved, ...ambiguous, ...controlEdges]
    .map((item) => JSON.stringify(item))
    .toSorted();
}

describe("every strict wiring", () => {
  test("is acyclic, and takes an output for a step once at most", () => {
    fc.assert(
      fc.property(pipeline, (parts) => {
        const wiring = wiringOf(parts);
        expect(wiring.cycle).toBeUndefined();
        expect(wiring.order).toHaveLength(Object.keys(parts.steps).length);
        const taken = wiring.wires.map(
          ({ consumer, provider, output }) => `${provider}.${output} > ${consumer}`,
        );
        expect(new Set(taken).size).toBe(taken.length);
        for (const { provider, consumer } of wiring.wires)
          expect(wiring.order.indexOf(provider)).toBeLessThan(wiring.order.indexOf(consumer));
      }),
      { numRuns: tries(150) },
    );
  });

  test("is the same in whatever order the steps are listed", () => {
    fc.assert(
      fc.property(pipeline, (parts) => {
        const expected = inAnyOrder(wiringOf(parts));
        for (let seed = 0; seed < 100; seed++) {
          const steps = Object.fromEntries(shuffled(Object.entries(parts.steps), seed));
          expect(inAnyOrder(wiringOf({ ...parts, steps }))).toEqual(expected);
        }
      }),
      { numRuns: tries(5) },
    );
  });

  test("is not changed by a step that is compatible with nothing", () => {
    const stranger: StepSpecificationInput = {
      stepType: "Stranger",
      dependencies: { rows: { dataType: "Nothing", required: false } },
      outputs: { model: { dataType: "Else" } },
    };
    fc.assert(
      fc.property(pipeline, fc.boolean(), (parts, isFirst) => {
        const steps = isFirst ? { stranger, ...parts.steps } : { ...parts.steps, stranger };
        expect(wiringOf({ ...parts, steps }).wires).toEqual(wiringOf(parts).wires);
      }),
      { numRuns: tries(100) },
    );
  });

  test("has scores from 0 to 1 that are the sums of their parts", () => {
    fc.assert(
      fc.property(pipeline, (parts) => {
        for (const wire of wiringOf(parts).wires) {
          for (const { score, parts: terms } of [wire, ...wire.runnersUp]) {
            const sum = Object.values(terms).reduce((total, part) => total + part, 0);
            expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-12);
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: tries(100) },
    );
  });

  test("has every wire that is pinned, or is an error", () => {
    let kept = 0;
    fc.assert(
      fc.property(pipeline, fc.nat(), fc.nat(), (parts, first, second) => {
        const inputs = portsOf(parts, "dependencies");
        const outputs = portsOf(parts, "outputs");
        if (inputs.length === 0 || outputs.length === 0) return;
        const [input, output] = [inputs[first % inputs.length]!, outputs[second % outputs.length]!];
        const wiring = wiringWithPin(parts, input, output);
        if (wiring === undefined) return;
        const wire = wiring.wires.find(({ consumer, dependency }) => `${consumer}.${dependency}` === input)!;
        expect(inShort(wire)).toBe(`${output} > ${input}`);
        expect(wire.decidedBy).toBe("pin");
        expect(wiring.cycle).toBeUndefined();
        kept++;
      }),
      { numRuns: tries(150) },
    );
    expect(kept).toBeGreaterThan(5);
  });
});

/** `undefined` if the pin is refused; any other error is a failure. */
function wiringWithPin(parts: Parts, input: string, output: string): Wiring | undefined {
  try {
    return wiringOf(parts, { [input]: output });
  } catch (error) {
    if (error instanceof BailiwickError && error.code === "PIN_INVALID") return undefined;
    throw error;
  }
}

function portsOf({ steps }: Parts, kind: "dependencies" | "outputs"): string[] {
  return Object.entries(steps).flatMap(([name, step]) =>
    Object.keys(step[kind] ?? {}).map((port) => `${name}.${port}`),
  );
}
