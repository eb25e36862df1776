import { describe, expect, test } from "vitest";
import {
  complianceTests,
  defineCompliance,
  defineRegistry,
  eachEntry,
  isCompliance,
  wholeRegistry,
  type Compliance,
  type ComplianceTestFunctions,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { eventKind, events, handlers, ordered, type Event } from "./sample.js";

const compliance = defineCompliance(events, { implementations: handlers });

complianceTests(compliance, { describe, test });

/** What was declared: names with their groups, and how each test ends. */
function declared(of: Compliance, withSkip = true): Readonly<Record<string, string>> {
  const ends: Record<string, string> = {};
  const groups: string[] = [];
  const declare = (end: (work: () => void) => string) => (name: string, work: () => void) => {
    ends[[...groups, name].join(" > ")] = end(work);
  };
  const run = declare((work) => {
    try {
      work();
      return "passes";
    } catch (error) {
      return (error as Error).message;
    }
  });
  const functions: ComplianceTestFunctions = {
    describe: (name, work) => {
      groups.push(name);
      work();
      groups.pop();
    },
    test: withSkip ? Object.assign(run, { skip: declare(() => "left out") }) : run,
  };
  complianceTests(of, functions);
  return ends;
}

describe("complianceTests()", () => {
  test("declares one for each entry and rule about entries, for each other rule, and for each proof", () => {
    const ends = declared(compliance);
    const group = "events complies > billing-ordered: an event of billing has an order";
    for (const id of events.ids) expect(ends[`${group} > ${id}`]).toBe("passes");
    expect(ends["events complies > registry-not-empty: a registry has entries"]).toBe("passes");
    expect(ends["events has rules that notice their defects > billing-ordered"]).toBe("passes");
    expect(new Set(Object.values(ends))).toEqual(new Set(["passes"]));
  });

  test("lets those fail that find something, with what to do", () => {
    const broken = defineRegistry(
      eventKind,
      {
        paid: { payload: {}, category: "billing" },
        refunded: { payload: {}, category: "billing", order: 1, requires: { audit: true } },
      },
      { name: "broken" },
    );
    const hollow = eachEntry<Event>("hollow", "counts", {
      description: "hollow",
      check: () => true,
      breaks: () => ({ id: "x" }),
    });
    const elsewhere = wholeRegistry<Event>("elsewhere", "counts", {
      description: "elsewhere",
      check: () => [{ id: "gone", message: "it is gone" }],
      breaks: () => undefined,
    });
    const stray = { ...elsewhere, id: "stray", scope: "entry" as const };
    const general = {
      ...stray,
      id: "general",
      check: () => ({ subjects: 1, skipped: 0, verdicts: [{ message: "all is lost" }, { message: "all" }] }),
    };
    const ends = declared(
      defineCompliance(broken, {
        rules: [hollow, elsewhere, stray, general],
        implementations: { log: { paid: () => undefined } },
      }),
    );
    const failing = Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== "passes"));
    expect(failing).toEqual({
      "broken complies > implementations-complete: every entry has an implementation of each slot that it needs":
        [
          "refunded has no implementation of log (implement it, or say in requires that the entry does not need it)",
          "refunded has no implementation of audit (implement it, or say in requires that the entry does not need it)",
        ].join("\n"),
      "broken complies > billing-ordered: an event of billing has an order > paid":
        "it has no order (give it an order)",
      "broken complies > elsewhere: elsewhere": "it is gone",
      "broken complies > stray: elsewhere > gone": "it is gone",
      "broken complies > general: elsewhere > no entry": "all is lost\nall",
      "broken has rules that notice their defects > hollow":
        "the rule hollow is not proven: it finds nothing in the registry with the defect",
      ...Object.fromEntries(
        ["elsewhere", "stray", "general"].map((rule) => [
          `broken has rules that notice their defects > ${rule}: the registry has nothing that could have the defect and does not have it`,
          "left out",
        ]),
      ),
    });
  });

  test("leaves out what does not apply where the runner has no word for it", () => {
    const nowhere = { ...ordered, id: "nowhere", breaks: () => undefined };
    const ends = declared(defineCompliance(events, { rules: [nowhere] }), false);
    expect(Object.keys(ends).filter((name) => name.includes("defects > nowhere"))).toEqual([]);
  });

  test("lets no warning fail, nor what is waived", () => {
    const fussy = eachEntry<Event>("fussy", "counts", {
      description: "fussy",
      check: () => "no",
      breaks: () => undefined,
    });
    const shy = eachEntry<Event>("shy", "counts", {
      description: "shy",
      severity: "warning",
      check: () => "no",
      breaks: () => undefined,
    });
    const ends = declared(
      defineCompliance(events, {
        rules: [fussy, shy],
        waivers: [{ rule: "fussy", reason: "a test" }],
      }),
    );
    expect(Object.values(ends).filter((end) => end !== "passes" && end !== "left out")).toEqual([]);
  });

  test("refuses what is no compliance, and what declares no tests", () => {
    const declareTests = complianceTests as (...given: readonly unknown[]) => void;
    expect(caught(() => declareTests(events, { describe, test })).message).toBe(
      "complianceTests() needs what defineCompliance() gives, but was given an object.",
    );
    for (const functions of [undefined, {}, { describe }, { test }]) {
      expect(caught(() => declareTests(compliance, functions)).message).toContain(
        "complianceTests() needs describe and test of the test runner",
      );
    }
  });
});

describe("defineCompliance()", () => {
  test("keeps the baseline as it was when it was given", () => {
    const given = {
      format: "bailiwick-metadata-1",
      registry: "events",
      kind: "events",
      entries: {},
    } as const;
    const mutable: { -readonly [P in keyof typeof given]: unknown } = { ...given };
    const { options } = defineCompliance(events, { baseline: mutable as typeof given });
    mutable.kind = "changed";
    expect(options.baseline).toEqual(given);
    expect(Object.isFrozen(options.baseline)).toBe(true);
  });

  test("keeps the registry and copies the options, frozen", () => {
    const rules = [eachEntry<Event>("one", "counts", { description: "one", check: () => true })];
    const waivers = [{ rule: "one", id: "paid" as const, reason: "why" }];
    const by = ["category"];
    const made = defineCompliance(events, {
      implementations: handlers,
      rules,
      waivers,
      by,
      referrers: [events],
    });
    rules.pop();
    by.pop();
    waivers[0]!.reason = "changed";
    expect(made.registry).toBe(events);
    expect(made.options.implementations).toBe(handlers);
    expect(made.options.rules).toHaveLength(1);
    expect(made.options.waivers).toEqual([{ rule: "one", id: "paid", reason: "why" }]);
    expect(made.options.by).toEqual(["category"]);
    expect(made.options.referrers).toEqual([events]);
    for (const part of [made, made.options, made.options.rules, made.options.waivers, made.options.by])
      expect(Object.isFrozen(part)).toBe(true);
    expect(defineCompliance(events).options).toEqual({});
  });

  test("refuses at once what a check would refuse", () => {
    const define = defineCompliance as (...given: readonly unknown[]) => unknown;
    expect(caught(() => define(3)).message).toBe(
      "defineCompliance() needs a registry made by defineRegistry(), but was given 3.",
    );
    expect(caught(() => define(events, { waivers: [{}] })).message).toContain(
      "waivers[0].rule of defineCompliance()",
    );
    expect(caught(() => define(events, { baseline: 3 })).code).toBe("METADATA_SNAPSHOT_INVALID");
  });

  test("is known again, and nothing else is", () => {
    expect(isCompliance(compliance)).toBe(true);
    for (const other of [undefined, null, {}, events, { registry: events, options: {} }])
      expect(isCompliance(other)).toBe(false);
  });
});
