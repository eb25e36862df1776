import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../src/kernel/index.js";
import {
  checkQuality,
  defineRule,
  describeRules,
  formatQuality,
  type QualityOutcome,
  type QualityRule,
  type QualitySeverity,
} from "../../src/quality/index.js";
import { caught } from "../support/caught.js";
import { check, databaseWith, subjectOf } from "./quality-database.js";

function rule(name: string, outcome: unknown, severity: QualitySeverity = "error"): QualityRule {
  return defineRule({ name, severity, check: async () => Promise.resolve(outcome as QualityOutcome) });
}

const ok = { passed: true, message: "Good." };
const bad = { passed: false, message: "Bad." };

describe("a check", () => {
  test.each([
    ["passed", [rule("a", ok)]],
    ["failed", [rule("a", ok), rule("b", bad), rule("c", bad, "info")]],
    ["passed-with-warnings", [rule("a", ok), rule("b", bad, "warning")]],
    ["passed-with-warnings", [rule("a", ok), rule("b", bad, "info")]],
  ])("ends as %s", async (disposition, rules) => {
    const report = await checkQuality(rules, subjectOf(await databaseWith()));
    expect(report).toMatchObject({ year: 2026, disposition });
    expect(report.results.map((result) => result.rule)).toEqual(rules.map(({ name }) => name));
  });

  test("keeps the order of the rules, whichever ends first, and times each", async () => {
    let now = 0;
    const slow = defineRule({
      name: "slow",
      severity: "info",
      check: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return ok;
      },
    });
    const subject = subjectOf(await databaseWith());
    const clock = { now: () => (now += 5) };
    const { results } = await checkQuality([slow, rule("quick", ok)], subject, { concurrency: 8, clock });
    expect(results.map((result) => result.rule)).toEqual(["slow", "quick"]);
    expect(results.map(({ durationMs }) => durationMs)).toEqual([15, 5]);
  });

  test("runs no more rules at once than it may", async () => {
    let [running, most] = [0, 0];
    const rules = Array.from({ length: 6 }, (_, index) =>
      defineRule({
        name: `rule-${index}`,
        severity: "info",
        check: async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          return ok;
        },
      }),
    );
    await checkQuality(rules, subjectOf(await databaseWith()), { concurrency: 3 });
    expect(most).toBe(3);
  });

  test("gives a report that is frozen, and plain JSON with finite numbers", async () => {
    const outcome = {
      passed: false,
      message: "Bad.",
      measured: Number.POSITIVE_INFINITY,
      threshold: Number.NaN,
      samples: Array.from({ length: 25 }, () => ({ id: 2n ** 60n, ratio: Number.NaN })),
    };
    const report = await checkQuality([rule("a", outcome)], subjectOf(await databaseWith()));
    const [result] = report.results;
    expect(result?.measured).toBeNull();
    expect(result).not.toHaveProperty("threshold");
    expect(result?.samples).toHaveLength(20);
    expect(result?.samples?.[0]).toEqual({ id: "1152921504606846976", ratio: "NaN" });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    for (const part of [report, report.results, result, result?.samples, result?.samples?.[0]])
      expect(Object.isFrozen(part)).toBe(true);
    expect(Object.isFrozen(outcome.samples)).toBe(false);
  });
});

describe("a rule that throws has failed, and the others are checked:", () => {
  test.each<[string, unknown, object]>([
    [
      "an error",
      new TypeError("no such thing"),
      { code: "QUALITY_RULE_FAILED", cause: { name: "TypeError" } },
    ],
    ["a text", "oh", { code: "QUALITY_RULE_FAILED", cause: { message: "oh" } }],
    [
      "an error of the package",
      new BailiwickError("STORE_CLOSED", {
        message: "It is closed.",
        hint: "open it.",
        details: { rows: 3n },
      }),
      { code: "STORE_CLOSED", details: { rows: "3" } },
    ],
  ])("%s", async (_, thrown, error) => {
    const throwing = defineRule({
      name: "throwing",
      severity: "warning",
      description: "It throws.",
      check: async () => Promise.reject(thrown),
    });
    const report = await checkQuality([throwing, rule("b", ok)], subjectOf(await databaseWith()));
    expect(report.disposition).toBe("passed-with-warnings");
    const [first, second] = report.results;
    expect(first).toMatchObject({
      rule: "throwing",
      severity: "warning",
      description: "It throws.",
      status: "error",
      passed: false,
      error,
    });
    expect(first?.message).toMatch(/^The rule could not be checked: .+$/u);
    expect(second?.status).toBe("passed");
  });

  test("also at once, and with details that JSON cannot say", async () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const throwing: QualityRule = {
      name: "throwing",
      severity: "error",
      check: () => {
        throw new BailiwickError("STORE_CLOSED", { message: "It is closed.", details: circle });
      },
    };
    const result = await check(throwing, await databaseWith());
    expect(result.error).toEqual({
      name: "BailiwickError",
      code: "STORE_CLOSED",
      message: "It is closed.",
      details: {},
    });
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["no passed", { message: "Good." }],
    ["no message", { passed: true }],
    ["an empty message", { passed: true, message: "" }],
    ["a measured text", { ...ok, measured: "1" }],
    ["a threshold of null", { ...ok, threshold: null }],
    ["half a count", { ...ok, count: 0.5 }],
    ["a negative count", { ...ok, count: -1 }],
    ["samples that are no list", { ...ok, samples: {} }],
    ["samples that are no rows", { ...ok, samples: [1] }],
    ["a text as a query", { ...ok, query: "SELECT 1" }],
    ["a circle", { ...ok, samples: [circular()] }],
  ])("it gives %s", async (_, outcome) => {
    const result = await check(rule("a", outcome), await databaseWith());
    expect(result).toMatchObject({
      status: "error",
      passed: false,
      error: { code: "QUALITY_OUTCOME_INVALID" },
    });
  });
});

function circular(): object {
  const row: Record<string, unknown> = {};
  row["row"] = row;
  return row;
}

describe("an abort", () => {
  test("before the check, nothing is checked", async () => {
    let checked = 0;
    const counting = defineRule({
      name: "a",
      severity: "info",
      check: async () => Promise.resolve((checked++, ok)),
    });
    const options = { signal: AbortSignal.abort(new Error("stop")) };
    const subject = subjectOf(await databaseWith());
    await expect(checkQuality([counting], subject, options)).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
    expect(checked).toBe(0);
  });

  test("interrupts the statement that runs, and rules that hear of no signal", async () => {
    const abort = new AbortController();
    const endless = defineRule({
      name: "endless",
      severity: "error",
      check: async ({ database }, work) => {
        setTimeout(() => abort.abort(), 20);
        const text = "SELECT count(*) FROM range(100000000000) WHERE range % 7 = 3";
        await database.read((connection) => connection.rows({ text }), work);
        return ok;
      },
    });
    const deaf = defineRule({ name: "deaf", severity: "error", check: () => new Promise(() => undefined) });
    const subject = subjectOf(await databaseWith());
    await expect(checkQuality([endless, deaf], subject, { signal: abort.signal })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
  });
});

describe("bad input:", () => {
  test("no rules", async () => {
    await expect(checkQuality([], subjectOf(await databaseWith()))).rejects.toMatchObject({
      code: "QUALITY_RULES_MISSING",
    });
  });

  test("two rules of one name", async () => {
    const rules = [rule("a", ok), rule("a", bad)];
    await expect(checkQuality(rules, subjectOf(await databaseWith()))).rejects.toMatchObject({
      code: "QUALITY_RULE_DUPLICATE",
      details: { rule: "a" },
    });
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a name with capitals", { name: "Rule", severity: "error", check: () => ok }],
    ["no severity", { name: "rule", check: () => ok }],
    ["an unknown severity", { name: "rule", severity: "fatal", check: () => ok }],
    ["no check", { name: "rule", severity: "error" }],
    ["a description that is no text", { name: "rule", severity: "error", description: 1, check: () => ok }],
    ["an endless threshold", { name: "rule", severity: "error", threshold: Infinity, check: () => ok }],
  ])("a rule that is %s", async (_, wrong) => {
    const rules = [wrong as QualityRule];
    await expect(checkQuality(rules, subjectOf(await databaseWith()))).rejects.toMatchObject({
      code: "QUALITY_RULE_INVALID",
    });
  });

  test.each<[string, object, object]>([
    ["rules that are no list", { rules: {} }, {}],
    ["no database", { subject: { database: undefined } }, {}],
    ["half a year", { subject: { year: 2025.5 } }, {}],
    ["a year before the first", { subject: { year: 2024 } }, {}],
    ["no scenario", { subject: { scenarioId: "" } }, {}],
    ["no plan design", { subject: { planDesignId: undefined } }, {}],
    ["no concurrency", {}, { concurrency: 0 }],
    ["a signal that is none", {}, { signal: {} }],
    ["a clock that is none", {}, { clock: 1 }],
    ["an unknown option", {}, { parallel: 2 }],
  ])("%s", async (_, parts, options) => {
    const { rules = [rule("a", ok)], subject = {} } = parts as { rules?: QualityRule[]; subject?: object };
    const whole = { ...subjectOf(await databaseWith()), ...subject };
    await expect(checkQuality(rules, whole, options)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  test("no subject", async () => {
    const subject = undefined as unknown as ReturnType<typeof subjectOf>;
    await expect(checkQuality([rule("a", ok)], subject)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  test("a rule that is defined with a wrong name", () => {
    expect(caught(() => defineRule({ ...rule("a", ok), name: "Rule" })).code).toBe("QUALITY_RULE_INVALID");
  });

  test("a field of a rule that nobody reads", () => {
    const wrong = { ...rule("a", ok), sevrity: "info" };
    expect(caught(() => defineRule(wrong)).code).toBe("OPTION_INVALID");
  });
});

test("rules are described without how they are checked", () => {
  const described = describeRules([
    defineRule({
      name: "a",
      severity: "info",
      description: "Text.",
      threshold: 3,
      check: async () => Promise.resolve(ok),
    }),
    rule("b", ok),
  ]);
  expect(described).toEqual([
    { name: "a", severity: "info", description: "Text.", threshold: 3 },
    { name: "b", severity: "error" },
  ]);
  expect(Object.isFrozen(described) && Object.isFrozen(described[0])).toBe(true);
});

test("a report is formatted with the gravest failures first", async () => {
  const samples = Array.from({ length: 7 }, (_, id) => ({ id, note: null }));
  const report = await checkQuality(
    [
      rule("fine", ok),
      rule("minor", bad, "info"),
      rule("grave", { ...bad, measured: 30, threshold: 0, count: 30, samples }),
      rule("void", { ...bad, measured: null }, "warning"),
      rule("broken", 1),
    ],
    subjectOf(await databaseWith()),
  );
  expect(formatQuality(report)).toEqual([
    "Quality of 2026: failed (1 of 5 rules passed)",
    "  FAILED error  grave: Bad.",
    "      measured 30, threshold 0",
    "      id=0",
    "      id=1",
    "      id=2",
    "      id=3",
    "      id=4",
    "      … 25 more",
    '  ERROR error  broken: The rule could not be checked: What the data-quality rule "broken" found is no object; it is 1.',
    "  FAILED warning  void: Bad.",
    "      measured nothing",
    "  FAILED info  minor: Bad.",
    "  ok  fine: Good.",
  ]);
});
