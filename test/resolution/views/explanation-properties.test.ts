import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type {
  ConsideredOutput,
  Explanation,
  ResolverOptions,
  Wiring,
} from "../../../src/resolution/index.js";
import { anyPipeline, type PipelineParts } from "../../support/any-pipeline.js";
import { caught } from "../../support/caught.js";
import { shuffled } from "../../support/graphs.js";
import { resolverOf } from "../../support/resolvers.js";
import { tries } from "../../support/tries.js";

const options = fc.record({
  profile: fc.constantFrom("strict" as const, "classic" as const),
  onAmbiguous: fc.constantFrom("error" as const, "report" as const),
});

function portsOf({ steps }: PipelineParts, kind: "dependencies" | "outputs"): string[] {
  return Object.entries(steps).flatMap(([name, step]) =>
    Object.keys(step[kind] ?? {}).map((port) => `${name}.${port}`),
  );
}

function wiringWith({ steps, edges }: PipelineParts, resolverOptions: ResolverOptions): Wiring {
  const known = edges === undefined ? {} : { edges };
  return resolverOf(steps, resolverOptions).resolveDependencies(undefined, known);
}

/** With a pin, if it can be kept. */
function wiringOf(
  parts: PipelineParts,
  resolverOptions: ResolverOptions,
  pinned?: readonly [number, number],
): Wiring {
  const [inputs, outputs] = [portsOf(parts, "dependencies"), portsOf(parts, "outputs")];
  if (pinned === undefined || inputs.length === 0 || outputs.length === 0)
    return wiringWith(parts, resolverOptions);
  const pins = { [inputs[pinned[0] % inputs.length]!]: outputs[pinned[1] % outputs.length]! };
  try {
    return wiringWith(parts, { ...resolverOptions, pins });
  } catch (error) {
    if (!(error instanceof BailiwickError) || error.code !== "PIN_INVALID") throw error;
    return wiringWith(parts, resolverOptions);
  }
}

const pin = fc.option(fc.tuple(fc.nat(), fc.nat()), { nil: undefined });

function explanationsOf(parts: PipelineParts, wiring: Wiring): Explanation[] {
  return portsOf(parts, "dependencies").map((input) => wiring.why(input));
}

function allOf({ chosen, runnersUp, gatedOut }: Explanation): readonly ConsideredOutput[] {
  return [...(chosen === undefined ? [] : [chosen]), ...runnersUp, ...gatedOut];
}

function nameOf({ provider, output }: { readonly provider: string; readonly output: string }): string {
  return `${provider}.${output}`;
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

describe("every explanation", () => {
  test("has scores that are the sums of their parts, of what was chosen and what was not", () => {
    fc.assert(
      fc.property(anyPipeline, options, pin, (parts, resolverOptions, pinned) => {
        const wiring = wiringOf(parts, resolverOptions, pinned);
        for (const output of explanationsOf(parts, wiring).flatMap(allOf)) {
          const sum = output.parts.reduce((total, { value }) => total + value, 0);
          expect(Math.abs(sum - (output.score ?? 0))).toBeLessThanOrEqual(1e-12);
          for (const { value, most } of output.parts) expect(value).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: tries(75) },
    );
  });

  test("agrees with the wiring, and names each output once", () => {
    fc.assert(
      fc.property(anyPipeline, options, pin, (parts, resolverOptions, pinned) => {
        const wiring = wiringOf(parts, resolverOptions, pinned);
        for (const explanation of explanationsOf(parts, wiring)) {
          const { consumer, dependency, chosen, decidedBy, ambiguity } = explanation;
          const wire = wiring.get(consumer, dependency);
          expect(decidedBy).toBe(wire?.decidedBy);
          expect(chosen === undefined ? undefined : nameOf(chosen)).toBe(wire && nameOf(wire));
          expect(chosen?.score).toBe(wire?.score);
          const isIt = (other: { consumer: string; dependency: string }): boolean =>
            other.consumer === consumer && other.dependency === dependency;
          expect(ambiguity).toBe(wiring.ambiguous.find(isIt));
          expect(allOf(explanation).map(nameOf).toSorted()).toEqual(portsOf(parts, "outputs").toSorted());
        }
      }),
      { numRuns: tries(75) },
    );
  });

  test("finds nothing against what was chosen and not pinned, and something against all others", () => {
    fc.assert(
      fc.property(anyPipeline, options, pin, (parts, resolverOptions, pinned) => {
        const wiring = wiringOf(parts, resolverOptions, pinned);
        for (const { chosen, decidedBy, runnersUp, gatedOut } of explanationsOf(parts, wiring)) {
          const unpinned = decidedBy === "pin" ? [] : (chosen?.obstacles ?? []);
          expect(unpinned).toEqual([]);
          for (const { obstacles } of [...runnersUp, ...gatedOut]) expect(obstacles).not.toEqual([]);
        }
      }),
      { numRuns: tries(100) },
    );
  });

  test("says of candidates of the wiring that a choice or another wire was against them, or their score", () => {
    fc.assert(
      fc.property(anyPipeline, (parts) => {
        const wiring = wiringOf(parts, {});
        const gates = new Set(["own-step", "type", "data-type", "not-before", "job-type"]);
        for (const { consumer, dependency, runnersUp } of wiring.wires) {
          for (const candidate of runnersUp) {
            const { asked } = wiring.whyNot(`${consumer}.${dependency}`, nameOf(candidate));
            expect(asked?.score).toBe(candidate.score);
            expect(asked?.obstacles.filter(({ kind }) => gates.has(kind))).toEqual([]);
          }
        }
      }),
      { numRuns: tries(75) },
    );
  });

  test("has runners-up that a pin could choose, and outputs without a score that none could", () => {
    fc.assert(
      fc.property(anyPipeline, options, (parts, resolverOptions) => {
        const pinned = (input: string, output: string): Wiring =>
          wiringWith(parts, { ...resolverOptions, pins: { [input]: output } });
        for (const explanation of explanationsOf(parts, wiringWith(parts, resolverOptions))) {
          const { consumer, dependency, runnersUp, gatedOut } = explanation;
          const input = `${consumer}.${dependency}`;
          for (const output of runnersUp.map(nameOf))
            expect(pinned(input, output).why(input).decidedBy).toBe("pin");
          for (const output of gatedOut.filter(({ score }) => score === undefined))
            expect(caught(() => pinned(input, nameOf(output))).code).toBe("PIN_INVALID");
        }
      }),
      { numRuns: tries(25) },
    );
  });

  test("is plain, frozen data, and the same when it is asked for again", () => {
    fc.assert(
      fc.property(anyPipeline, options, pin, (parts, resolverOptions, pinned) => {
        const wiring = wiringOf(parts, resolverOptions, pinned);
        for (const explanation of explanationsOf(parts, wiring)) {
          expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
          expect(isDeepFrozen(explanation)).toBe(true);
          expect(wiring.why(`${explanation.consumer}.${explanation.dependency}`)).toEqual(explanation);
        }
      }),
      { numRuns: tries(25) },
    );
  });

  test("is the same in whatever order the steps are listed, in the strict profile", () => {
    fc.assert(
      fc.property(anyPipeline, pin, (parts, pinned) => {
        const pins = wiringOf(parts, {}, pinned).wires.filter(({ decidedBy }) => decidedBy === "pin");
        const resolverOptions = {
          pins: Object.fromEntries(pins.map((wire) => [`${wire.consumer}.${wire.dependency}`, nameOf(wire)])),
        };
        const expected = explanationsOf(parts, wiringOf(parts, resolverOptions));
        for (let seed = 0; seed < 20; seed++) {
          const steps = Object.fromEntries(shuffled(Object.entries(parts.steps), seed));
          const wiring = wiringOf({ ...parts, steps }, resolverOptions);
          expect(explanationsOf(parts, wiring)).toEqual(expected);
        }
      }),
      { numRuns: tries(10) },
    );
  });
});
