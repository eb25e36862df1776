import { describe, expect, test } from "vitest";
import {
  defineRegistry,
  evaluateFlag,
  evaluateFlags,
  wire,
  type AnyRegistry,
  type FlagDecision,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { flagKind, flags, wiring } from "../sample-flags.js";

const production = { environment: "production" } as const;

/** A registry with one flag more, as nobody could write it in TypeScript. */
function flagsWith(changed: object): AnyRegistry {
  const flag = { description: "x", owner: "y", environments: ["production"], rollout: 0, permanent: "z" };
  return defineRegistry(flagKind, { x: { ...flag, ...changed } } as never);
}

function evaluate(registry: AnyRegistry, subject: object = production): FlagDecision {
  return evaluateFlag(registry, "x", subject as never);
}

describe("a flag", () => {
  test("is on for those who stand below its rollout, and says so", () => {
    const on = evaluateFlag(flags, "new-checkout", { ...production, unit: "user-3" });
    expect(on).toEqual({
      id: "new-checkout",
      enabled: true,
      variant: on.variant,
      because: "rollout",
      explanation: 'new-checkout is on for "user-3", who stands at 4.03 % of a rollout to 25 %.',
    });
    expect(["short", "long", "tiny"]).toContain(on.variant);
    expect(Object.isFrozen(on)).toBe(true);
    const off = evaluateFlag(flags, "new-checkout", { ...production, unit: "user-1" });
    expect(off).toMatchObject({ enabled: false, because: "rollout" });
    expect(off).not.toHaveProperty("variant");
    expect(off.explanation).toMatch(
      /^new-checkout is off for "user-1", who stands at \d+\.\d\d % of a rollout to 25 %\.$/,
    );
  });

  test("is told by its salt and not by its id, if it has one", () => {
    const places = ["a", "b", "c", "d", "e", "f", "g", "h"].map((unit) => {
      const salted = flagsWith({ rollout: 50, salt: "new-checkout" });
      const own = flagsWith({ rollout: 50 });
      const subject = { ...production, unit };
      return [evaluate(salted, subject).explanation, evaluate(own, subject).explanation];
    });
    const original = evaluateFlag(flags, "new-checkout", { ...production, unit: "a" }).explanation;
    expect(places[0]?.[0]).toContain(/stands at \S+ %/.exec(original)?.[0]);
    expect(places.some(([salted, own]) => salted !== own)).toBe(true);
  });

  test.each([
    [{ rollout: 100 }, true, "x is on: it is rolled out to all."],
    [{ rollout: 0 }, false, "x is off: it is rolled out to nobody."],
    [{ rollout: "half" }, false, "x is off: it is rolled out to nobody."],
    [{ rollout: 100, killed: true }, false, "x is off: it is killed."],
    [{ rollout: 100, environments: ["staging"] }, false, "x is off: it is not for production."],
    [{ rollout: 100, dependsOn: ["y"] }, false, 'x is off: it depends on "y", which does not exist.'],
    [
      { rollout: 100, dependsOn: ["x"] },
      false,
      "x is off, because it depends on what is off: x is off: it depends on itself.",
    ],
    [
      { rollout: 50 },
      false,
      "x is off, which it falls back to: nobody is named whom its 50 % could be told from.",
    ],
    [
      { rollout: 50, fallback: true },
      true,
      "x is on, which it falls back to: nobody is named whom its 50 % could be told from.",
    ],
  ])("that says %j is %s for nobody in particular", (changed, enabled, explanation) => {
    expect(evaluate(flagsWith(changed))).toMatchObject({ enabled, explanation });
  });

  test("has a variant only for somebody", () => {
    const registry = flagsWith({ rollout: 100, variants: { a: 100, b: 0 } });
    expect(evaluate(registry)).not.toHaveProperty("variant");
    expect(evaluate(registry, { ...production, unit: "u" }).variant).toBe("a");
    const nobody = flagsWith({ rollout: 100, variants: { a: 0 } });
    expect(evaluate(nobody, { ...production, unit: "u" })).not.toHaveProperty("variant");
  });

  test("is off where what it depends on is off for the same unit, and says why", () => {
    const off = evaluateFlag(flags, "express-shipping", { ...production, unit: "user-1" });
    expect(off).toMatchObject({ enabled: false, because: "dependency" });
    expect(off.explanation).toMatch(
      /^express-shipping is off, because it depends on what is off: new-checkout is off for /,
    );
    expect(evaluateFlag(flags, "express-shipping", { ...production, unit: "user-3" }).enabled).toBe(true);
  });
});

describe("the implementation of a flag", () => {
  const evaluateWith = (implementation: unknown, changed: object = {}) => {
    const registry = flagsWith({ requires: { enabled: true }, ...changed });
    const made = wire(registry as typeof flags, { enabled: { x: implementation } } as never, {
      mode: "graceful",
    });
    return evaluateFlag(made, "x" as "export", { ...production, unit: "u" });
  };

  test("decides before the rollout, with what it is told of the subject", () => {
    const paid = { ...production, attributes: { plan: "paid" } } as const;
    const free = { ...production, attributes: { plan: "free" } } as const;
    expect(evaluateFlag(wiring, "export", paid)).toMatchObject({
      enabled: true,
      because: "implementation",
      explanation: "export is on: its implementation says so.",
    });
    expect(evaluateFlag(wiring, "export", free)).toMatchObject({ enabled: false, because: "implementation" });
    let given: unknown;
    evaluateWith((context: object) => void (given = context));
    expect(given).toMatchObject({
      entry: { id: "x" },
      environment: "production",
      unit: "u",
      attributes: undefined,
    });
  });

  test("leaves to the rollout what it does not decide", () => {
    expect(evaluateFlag(wiring, "export", production)).toMatchObject({ enabled: true, because: "no-unit" });
    expect(evaluateWith(() => undefined, { rollout: 100 }).because).toBe("rollout");
  });

  test("is not asked where there is only the registry", () => {
    const paid = { ...production, unit: "u", attributes: { plan: "paid" } } as const;
    expect(evaluateFlag(flags, "export", paid).because).toBe("rollout");
  });

  test.each([
    [
      () => {
        throw new Error("no network");
      },
      "its implementation throws: no network",
    ],
    [
      async () => Promise.reject(new Error("late")),
      "its implementation gives a Promise and not true, false or undefined",
    ],
    [() => "yes", 'its implementation gives "yes" and not true, false or undefined'],
  ])("that fails leaves the flag at its fallback: %#", (implementation, why) => {
    expect(evaluateWith(implementation)).toMatchObject({
      enabled: false,
      because: "failure",
      explanation: `x is off, which it falls back to: ${why}.`,
    });
    expect(evaluateWith(implementation, { fallback: true })).toMatchObject({
      enabled: true,
      explanation: `x is on, which it falls back to: ${why}.`,
    });
  });

  test("that a graceful wiring lacks is not asked", () => {
    const made = wire(flags, {}, { mode: "graceful" });
    expect(evaluateFlag(made, "export", { ...production, unit: "u" }).because).toBe("rollout");
  });
});

describe("an override", () => {
  const overridden = (said: boolean | string, changed: object = {}) =>
    evaluate(flagsWith({ killed: true, variants: { a: 50, b: 50 }, ...changed }), {
      ...production,
      overrides: { x: said },
    });

  test("goes before everything else", () => {
    expect(overridden(true)).toEqual({
      id: "x",
      enabled: true,
      because: "override",
      explanation: "x is on: overridden.",
    });
    expect(overridden(false, { rollout: 100, killed: false })).toMatchObject({
      enabled: false,
      because: "override",
    });
    expect(overridden("b")).toMatchObject({
      enabled: true,
      variant: "b",
      explanation: 'x is on: overridden, with the variant "b".',
    });
  });

  test("of a flag is one of what depends on it", () => {
    const subject = { ...production, unit: "user-1", overrides: { "new-checkout": true } };
    expect(evaluateFlag(flags, "express-shipping", subject).enabled).toBe(true);
  });

  test("of what does not exist is refused", () => {
    expect(caught(() => overridden("c")).message).toContain(
      'The option overrides.x of evaluateFlag() must be true, false or one of its variants "a" or "b", but is "c"',
    );
    expect(caught(() => overridden("a", { variants: undefined })).message).toContain(
      "must be true or false, because it has no variants",
    );
    const unknown = { ...production, overrides: { serach: true } };
    expect(caught(() => evaluateFlag(flags, "search", unknown)).message).toContain(
      '(did you mean "search"?)',
    );
  });
});

describe("all flags", () => {
  test("are decided at once, as each alone", () => {
    const subject = { ...production, unit: "user-3" };
    const all = evaluateFlags(wiring, subject);
    expect(Object.keys(all)).toEqual(flags.ids);
    for (const id of flags.ids) expect(all[id]).toEqual(evaluateFlag(wiring, id, subject));
    expect(Object.isFrozen(all)).toBe(true);
  });
});

describe("bad input", () => {
  test.each([
    ["evaluateFlag() needs a registry of feature flags, or its wiring", undefined, "search", production],
    [
      "evaluateFlag() needs a registry of feature flags, or its wiring",
      { registry: {} },
      "search",
      production,
    ],
    ['has no entry "serach" (did you mean "search"?)', flags, "serach", production],
    ["The options of evaluateFlag() must be an object", flags, "search", undefined],
    [
      'must be one of "development", "staging" or "production", but is "prod"',
      flags,
      "search",
      { environment: "prod" },
    ],
    [
      "The option unit of evaluateFlag() must be a text that is not blank",
      flags,
      "search",
      { ...production, unit: " " },
    ],
    [
      "The option unit of evaluateFlag() must be a text that is not blank",
      flags,
      "search",
      { ...production, unit: 7 },
    ],
    [
      "The option overrides of evaluateFlag() must be an object by flag",
      flags,
      "search",
      { ...production, overrides: null },
    ],
    ['(did you mean "unit"?)', flags, "search", { ...production, units: "a" }],
  ])("is refused: %s", (message, source, id, subject) => {
    const evaluateAny = evaluateFlag as (...given: unknown[]) => unknown;
    expect(caught(() => evaluateAny(source, id, subject)).message).toContain(message);
  });
});

describe("a chain of flags that is longer than the stack", () => {
  const length = 20_000;
  const chain = (last: number) => {
    const flag = { description: "x", owner: "y", environments: ["production"], permanent: "z" };
    const entries = Array.from({ length }, (_, place) => [
      `f${place}`,
      {
        ...flag,
        rollout: place === length - 1 ? last : 100,
        ...(place === length - 1 ? {} : { dependsOn: [`f${place + 1}`] }),
      },
    ]);
    return defineRegistry(flagKind, Object.fromEntries(entries) as never) as AnyRegistry;
  };

  test.each([
    [100, true],
    [0, false],
  ])("is decided from its end, which is rolled out to %i %%", (last, enabled) => {
    const long = chain(last);
    expect(evaluateFlag(long, "f0", production as never)).toMatchObject({ enabled });
    const all = Object.values(evaluateFlags(long, production as never)) as readonly FlagDecision[];
    expect(all).toHaveLength(length);
    expect(all.every((decision) => decision.enabled === enabled)).toBe(true);
  });
});

test("nobody asks for a flag without an id", () => {
  for (const id of [undefined, null, 7, "__proto__"])
    expect(caught(() => evaluateFlag(flags, id as never, production)).code).toBe("METADATA_ENTRY_UNKNOWN");
});
