import { describe, expect, test } from "vitest";
import {
  defineFeatureFlagKind,
  defineFeatureFlags,
  defineKind,
  defineRegistry,
  type AnyRegistry,
} from "../../../src/metadata/index.js";
import { dependencyCycle } from "../../../src/metadata/runtime/feature-flag-metadata.js";
import { caught } from "../../support/caught.js";
import { found, ruleOf, subjectOf } from "../rules.js";
import { flagKind, flags, today } from "../sample-flags.js";

const flag = {
  description: "x",
  owner: "y",
  environments: ["development", "staging", "production"],
  rollout: 0,
  permanent: "z",
};

/** Flags as nobody could write them in TypeScript. */
function flagsOf(entries: Readonly<Record<string, object>>, kind: object = flagKind): AnyRegistry {
  const complete = Object.entries(entries).map(([id, changed]) => [id, { ...flag, ...changed }]);
  return defineRegistry(kind as typeof flagKind, Object.fromEntries(complete) as never);
}

describe("a kind of feature flags", () => {
  test("knows its environments, and asks for no implementation that an entry does not name", () => {
    expect(flagKind.environments).toEqual(["development", "staging", "production"]);
    expect(Object.isFrozen(flagKind.environments)).toBe(true);
    expect(flags.needs("search", "enabled")).toBe(false);
    expect(flags.needs("export", "enabled")).toBe(true);
  });

  test.each([
    [
      { environments: [] },
      "The option environments of defineFeatureFlagKind() must be a list of different names",
    ],
    [{ environments: ["a", "a"] }, "must be a list of different names"],
    [{ environments: ["a", " "] }, "must be a list of different names"],
    [{ environments: "production" }, "must be a list of different names"],
    [
      { environments: ["a"], staleAfterDays: -1 },
      "The option staleAfterDays of defineFeatureFlagKind() must be a number of days",
    ],
    [{ environments: ["a"], clock: 1 }, "The option clock of defineFeatureFlagKind()"],
    [{ environment: ["a"] }, '(did you mean "environments"?)'],
  ])("is not made of %j", (parts, message) => {
    expect(caught(() => defineFeatureFlagKind()(parts as never)).message).toContain(message);
  });

  test("takes the day from the machine, if it is not told", () => {
    const kind = defineFeatureFlagKind()({ environments: ["production"] });
    const registry = flagsOf({ old: { permanent: undefined, expires: "2001-01-01" } }, kind);
    expect(found(registry, "flags-have-not-expired")).toEqual(["old: its last day was 2001-01-01"]);
  });
});

describe("a registry of feature flags", () => {
  const define = (dependencies: Readonly<Record<string, readonly string[]>>, options: object = {}) => {
    const entries = Object.entries(dependencies).map(([id, dependsOn]) => [id, { ...flag, dependsOn }]);
    return defineFeatureFlags(flagKind, Object.fromEntries(entries) as never, options) as AnyRegistry;
  };

  test("has the name that it is given", () => {
    expect(flags.name).toBe("feature-flags");
    expect(define({ a: [] }, { name: "of-the-shop" }).name).toBe("of-the-shop");
  });

  test("is refused where a flag depends on what is not there", () => {
    const error = caught(() => define({ search: ["serach"], a: ["b"] }));
    expect(error.code).toBe("METADATA_REGISTRY_INVALID");
    expect(error.details["faults"]).toHaveLength(2);
    expect(error.message).toContain('"serach"');
    expect(error.message).toContain('(did you mean "search"?)');
  });

  test("is refused where a flag depends on itself, be it through others", () => {
    const error = caught(() => define({ search: ["a"], a: ["b"], b: ["c"], c: ["a"] }));
    expect(error).toMatchObject({
      code: "METADATA_REGISTRY_INVALID",
      details: { registry: "feature-flags", cycle: ["a", "b", "c", "a"] },
    });
    expect(error.message).toBe(
      'The registry "feature-flags" cannot be defined: its flags depend on each other in a circle, a → b → c → a.\n' +
        "  hint: take one of these dependencies out.",
    );
  });

  test("says what its flags refer to", () => {
    expect(flags.references()).toMatchObject({ dependsOn: { name: "feature-flags", ids: flags.ids } });
  });

  test("is of a kind of feature flags", () => {
    const pages = defineKind<object>()({ name: "pages", slots: {} });
    expect(caught(() => defineFeatureFlags(pages as never, {})).message).toBe(
      "defineFeatureFlags() needs a kind made by defineFeatureFlagKind(), but was given an object.",
    );
  });

  test("is of some kind", () => {
    expect(caught(() => defineFeatureFlags(null as never, {})).code).toBe("OPTION_INVALID");
  });

  test("is refused for what every registry is refused for", () => {
    expect(caught(() => defineFeatureFlags(flagKind, { "7": flag } as never)).code).toBe(
      "METADATA_REGISTRY_INVALID",
    );
    expect(caught(() => define({ a: [] }, { covers: [] })).code).toBe("OPTION_INVALID");
  });
});

describe("a cycle of dependencies", () => {
  test.each([
    [{ a: [], b: ["a"], c: ["a", "b"] }, undefined],
    [{ a: ["a"] }, ["a", "a"]],
    [{ x: ["a"], a: ["b"], b: ["c", "a"], c: [] }, ["a", "b", "a"]],
    [{ a: ["nobody"] }, undefined],
    [{}, undefined],
  ])("of %j is %j", (dependencies, cycle) => {
    const flagsOfCase = Object.entries(dependencies).map(([id, dependsOn]) => ({
      id,
      dependsOn,
    }));
    expect(dependencyCycle(flagsOfCase)).toEqual(cycle);
  });

  test("is found in chains longer than the stack", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => ({
      id: `f${index}`,
      dependsOn: [`f${(index + 1) % 50_000}`],
    }));
    expect(dependencyCycle(chain)).toHaveLength(50_001);
    expect(dependencyCycle(chain.slice(0, -1))).toBeUndefined();
  });
});

describe("the rules of feature flags", () => {
  test.each(flagKind.rules)("$id finds nothing in the sample", ({ id }) => {
    expect(found(flags, id)).toEqual([]);
  });

  test.each(flagKind.rules)("$id looks at something in the sample", ({ id }) => {
    expect(ruleOf(flags, id).check(subjectOf(flags)).subjects).toBeGreaterThan(0);
  });

  test.each(flagKind.rules)("$id finds the defect that it exists for", (rule) => {
    const broken = rule.breaks?.(subjectOf(flags) as never);
    expect(broken).toBeDefined();
    expect(rule.check(broken!).verdicts).not.toEqual([]);
  });

  test.each(flagKind.rules)("$id has nothing to break in a registry without entries", (rule) => {
    expect(rule.breaks?.(subjectOf(flagsOf({})) as never)).toBeUndefined();
  });

  const full = { rollout: 100, permanent: undefined, expires: "2027-01-01" };
  test.each([
    [
      "flags-are-described",
      { description: "", owner: " " },
      ["x: the description is blank", "x: the owner is blank"],
    ],
    [
      "environments-are-known",
      { environments: ["stagging", "production", "production"] },
      [
        'x: the environment "stagging" is not known (did you mean "staging"?); there are "development", "staging" and "production"',
        "x: an environment is named twice",
      ],
    ],
    ["environments-are-known", { environments: [] }, ["x: it is for no environment"]],
    [
      "environments-are-used",
      { environments: ["staging"] },
      ['no flag is for the environment "development"', 'no flag is for the environment "production"'],
    ],
    ["rollouts-are-percentages", { rollout: 100.5 }, ["x: the rollout is 100.5"]],
    ["rollouts-are-percentages", { rollout: "50" }, ['x: the rollout is "50"']],
    ["variants-share-all", { variants: { a: 99.9, b: 0.1 } }, []],
    ["variants-share-all", { variants: { a: 33.3, b: 33.3, c: 33.4 } }, []],
    [
      "variants-share-all",
      { variants: {} },
      ["x: there is no variant", "x: the percentages of the variants come to 0"],
    ],
    ["variants-share-all", { variants: { a: 100 } }, ["x: there is one variant only"]],
    [
      "variants-share-all",
      { variants: { a: 110, b: -10 } },
      ['x: the variant "a" has 110 percent', 'x: the variant "b" has -10 percent'],
    ],
    ["flags-have-an-end", { permanent: " " }, ["x: it has neither a last day nor a reason to stay"]],
    ["flags-have-an-end", { expires: "2027-01-01" }, ["x: it has a last day, and a reason to stay"]],
    [
      "flags-have-an-end",
      { permanent: undefined, expires: "2027-02-30", since: "soon" },
      ['x: "2027-02-30" is no day as YYYY-MM-DD', 'x: "soon" is no day as YYYY-MM-DD'],
    ],
    ["flags-have-not-expired", { permanent: undefined, expires: today }, []],
    [
      "flags-have-not-expired",
      { permanent: undefined, expires: "2026-03-09" },
      ["x: its last day was 2026-03-09"],
    ],
    ["flags-that-are-on-for-all-go", { ...full, since: "2026-02-08" }, []],
    [
      "flags-that-are-on-for-all-go",
      { ...full, since: "2026-02-07" },
      ["x: it has been on for all, everywhere, for 31 days"],
    ],
    ["flags-that-are-on-for-all-go", full, ["x: it is on for all, everywhere, and does not say since when"]],
    ["flags-that-are-on-for-all-go", { ...full, environments: ["production"] }, []],
    ["flags-that-are-on-for-all-go", { ...full, expires: undefined, permanent: "kept" }, []],
    [
      "dependencies-exist",
      { dependsOn: ["y"] },
      ['x: x depends on "y", which is no flag (did you mean "x"?)'],
    ],
    [
      "dependencies-make-no-circle",
      { dependsOn: ["x"] },
      ["x: flags depend on each other in a circle: x → x"],
    ],
  ])("%s, of %j, finds %j", (rule, changed, findings) => {
    expect(found(flagsOf({ x: changed }), rule)).toEqual(findings);
  });

  test.each([
    ["new-checkout", []],
    ["new.checkout_2", []],
    ["NewCheckout", ['NewCheckout: "NewCheckout" is written otherwise']],
    ["new--checkout", ['new--checkout: "new--checkout" is written otherwise']],
  ])("flag-ids-are-alike, of %s", (id, findings) => {
    expect(found(flagsOf({ [id]: {} }), "flag-ids-are-alike")).toEqual(findings);
  });

  test("dependencies-are-where-they-are-needed", () => {
    const registry = flagsOf({ a: { dependsOn: ["b", "gone"] }, b: { environments: ["production"] } });
    expect(found(registry, "dependencies-are-where-they-are-needed")).toEqual([
      'a: a cannot be on in "development" and "staging", because b is not for it',
    ]);
  });
});
