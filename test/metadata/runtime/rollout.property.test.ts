import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defineFeatureFlagKind,
  defineRegistry,
  evaluateFlag,
  rolloutBucket,
  type FlagDecision,
} from "../../../src/metadata/index.js";

const kind = defineFeatureFlagKind()({ environments: ["production"] });

function evaluate(
  id: string,
  rollout: number,
  unit: string,
  variants?: Record<string, number>,
): FlagDecision {
  const flag = {
    description: "x",
    owner: "y",
    environments: ["production"],
    permanent: "z",
    rollout,
    variants,
  };
  const registry = defineRegistry(kind, { [id]: flag } as never);
  return evaluateFlag(registry as never, id as never, { environment: "production", unit } as never);
}

const id = fc.stringMatching(/^[a-z][a-z-]{0,15}$/);
const unit = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
const percentage = fc.double({ min: 0, max: 100, noNaN: true });
const units = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);

/** How far counts are from being alike, as a sum that is about as large as there are counts. */
function chiSquared(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!, 0);
}

describe("where a unit stands", () => {
  test("is the same on every machine and in every version", () => {
    expect(rolloutBucket("new-checkout", "user-1")).toBeCloseTo(90.116_053_707_212_91, 12);
    expect(rolloutBucket("new-checkout", "Zoë 🦉")).toBeCloseTo(45.077_079_426_264_575, 12);
  });

  test("is at least 0 and less than 100", () => {
    fc.assert(
      fc.property(id, fc.string(), (name, who) => {
        const bucket = rolloutBucket(name, who);
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(100);
        expect(rolloutBucket(name, who)).toBe(bucket);
      }),
    );
  });

  test.each(["a", "new-checkout", "search"])("is spread evenly for %s", (name) => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (const who of units) counts[Math.floor(rolloutBucket(name, who))]!++;
    // With 99 degrees of freedom, one in ten thousand is beyond 161.
    expect(
      chiSquared(
        counts,
        counts.map(() => 200),
      ),
    ).toBeLessThan(161);
  });

  test("for one flag says nothing about another", () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (const who of units) {
      const [one, other] = [rolloutBucket("one", who), rolloutBucket("other", who)];
      counts[Math.floor(one / 25) * 4 + Math.floor(other / 25)]!++;
    }
    // With 15 degrees of freedom, one in ten thousand is beyond 44.
    expect(
      chiSquared(
        counts,
        counts.map(() => 1250),
      ),
    ).toBeLessThan(44);
  });
});

describe("a rollout", () => {
  test("that is raised turns nobody off, and changes nobody's variant", () => {
    fc.assert(
      fc.property(id, unit, percentage, percentage, (name, who, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const before = evaluate(name, less, who, { a: 30, b: 70 });
        const after = evaluate(name, more, who, { a: 30, b: 70 });
        expect(after.enabled || !before.enabled).toBe(true);
        expect(before.variant ?? after.variant).toBe(after.variant);
      }),
    );
  });

  test("is for nobody at 0 and for all at 100", () => {
    fc.assert(
      fc.property(id, unit, (name, who) => {
        expect(evaluate(name, 0, who).enabled).toBe(false);
        expect(evaluate(name, 100, who).enabled).toBe(true);
      }),
    );
  });

  test.each([1, 12.5, 50, 99])("to %d %% is for about as many", (rollout) => {
    const registry = defineRegistry(kind, {
      flag: { description: "x", owner: "y", environments: ["production"], permanent: "z", rollout },
    });
    const on = units.filter(
      (who) => evaluateFlag(registry, "flag", { environment: "production", unit: who }).enabled,
    );
    const expected = (units.length * rollout) / 100;
    const deviation = Math.sqrt(expected * (1 - rollout / 100));
    expect(Math.abs(on.length - expected)).toBeLessThan(4 * deviation);
  });
});

describe("variants", () => {
  const weights = { a: 50, b: 30, c: 20 };

  test("are given to shares as large as their weights, also among the first of a rollout", () => {
    const registry = defineRegistry(kind, {
      flag: {
        description: "x",
        owner: "y",
        environments: ["production"],
        permanent: "z",
        rollout: 20,
        variants: weights,
      },
    });
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
    let total = 0;
    for (const who of units) {
      const { variant } = evaluateFlag(registry, "flag", { environment: "production", unit: who });
      if (variant === undefined) continue;
      counts[variant]!++;
      total++;
    }
    const expected = Object.values(weights).map((weight) => (total * weight) / 100);
    expect(total).toBeGreaterThan(3000);
    // With 2 degrees of freedom, one in ten thousand is beyond 18.4.
    expect(chiSquared(Object.values(counts), expected)).toBeLessThan(18.4);
  });

  test("without weight are given to nobody", () => {
    fc.assert(
      fc.property(unit, (who) => {
        expect(evaluate("flag", 100, who, { never: 0, always: 100, neither: 0 }).variant).toBe("always");
      }),
    );
  });

  test("whose weights do not come to 100 share all the same", () => {
    fc.assert(
      fc.property(unit, fc.double({ min: 0.001, max: 1e6, noNaN: true }), (who, weight) => {
        expect(["a", "b"]).toContain(evaluate("flag", 100, who, { a: weight, b: weight * 3 }).variant);
      }),
    );
  });
});
