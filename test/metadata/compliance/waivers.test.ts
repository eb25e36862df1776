import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkCompliance,
  eachEntry,
  type ComplianceReport,
  type Finding,
  type WaivedFinding,
  type Waiver,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { events, handlers, type Event } from "./sample.js";

const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const strict = eachEntry<Event>("strict", "patterns", {
  description: "nothing is good enough",
  check: () => "no",
});
const lenient = eachEntry<Event>("lenient", "patterns", {
  description: "nothing of billing is good enough",
  check: ({ category }) => category !== "billing" || "no",
});

function check(waivers: unknown, now = at("2026-06-15")): ComplianceReport {
  return checkCompliance(events, {
    implementations: handlers,
    rules: [strict, lenient],
    waivers: waivers as readonly Waiver<"paid">[],
    now,
  });
}

const idsOf = (rule: string, { findings }: ComplianceReport) =>
  findings.filter((finding) => finding.rule === rule).map(({ id }) => id);

test("a waiver excuses what it names, and its reason is told", () => {
  const report = check([
    { rule: "strict", id: "paid", reason: "until the new scheme", until: "2026-06-15" },
    { rule: "lenient", reason: "billing moves" },
  ]);
  expect(idsOf("strict", report)).toEqual(["signed_in", "refunded"]);
  expect(idsOf("lenient", report)).toEqual([]);
  expect(report.waived).toEqual([
    {
      rule: "strict",
      group: "patterns",
      severity: "error",
      registry: "events",
      id: "paid",
      message: "no",
      reason: "until the new scheme",
      until: "2026-06-15",
    },
    ...["paid", "refunded"].map((id) => ({
      rule: "lenient",
      group: "patterns",
      severity: "error",
      registry: "events",
      id,
      message: "no",
      reason: "billing moves",
    })),
  ]);
  expect(report.checked.find(({ rule }) => rule === "lenient")?.findings).toBe(2);
  expect(report.ok).toBe(false);
});

test("everything may be excused, and then the registry complies", () => {
  const report = check([
    { rule: "strict", reason: "all of it" },
    { rule: "lenient", reason: "all of it" },
  ]);
  expect(report).toMatchObject({ ok: true, findings: [] });
  expect(report.waived).toHaveLength(5);
});

test("a waiver can name one of several things that are no entries", () => {
  const never = eachEntry<Event>("never", "counts", { description: "never", check: () => "skip" });
  const seldom = eachEntry<Event>("seldom", "counts", { description: "seldom", check: () => "skip" });
  const report = checkCompliance(events, {
    implementations: handlers,
    rules: [never, seldom],
    waivers: [{ rule: "rules-look-at-something", about: "never", reason: "there is none yet" }],
  });
  expect(report.findings.map(({ about }) => about)).toEqual(["seldom"]);
  expect(report.waived.map(({ about }) => about)).toEqual(["never"]);
});

test.each([
  [
    { rule: "strict", id: "refundet" },
    'the waiver of strict for "refundet" excuses nothing, because there is no such entry (did you mean "refunded"?)',
  ],
  [{ rule: "strict", id: "paid", about: "x" }, 'the waiver of strict for "paid" and "x" excuses nothing'],
  [{ rule: "billing-ordered" }, "the waiver of billing-ordered excuses nothing"],
  [
    { rule: "strickt" },
    'the waiver of strickt excuses nothing, because there is no such rule (did you mean "strict"?)',
  ],
  [{ rule: "waivers-needed" }, "the waiver of waivers-needed excuses nothing"],
])("a waiver that excuses nothing is a finding: %j", (waiver, message) => {
  const report = check([{ ...waiver, reason: "a test" }]);
  expect(report.findings.filter(({ rule }) => rule === "waivers-needed")).toEqual([
    {
      rule: "waivers-needed",
      group: "orphans",
      severity: "error",
      registry: "events",
      ...("id" in waiver ? { id: waiver.id } : {}),
      about: waiver.rule,
      message,
      fix: "remove it",
    },
  ]);
});

test("a waiver that has run out is a finding, and so is again what it excused", () => {
  const waivers = [{ rule: "strict", id: "paid", reason: "for now", until: "2026-02-28" }];
  const before = check(waivers, Date.parse("2026-02-28T23:59:59.999Z"));
  expect(before.waived).toHaveLength(1);
  const after = check(waivers, Date.parse("2026-03-01T00:00:00Z"));
  expect(after.waived).toEqual([]);
  expect(idsOf("strict", after)).toContain("paid");
  expect(after.findings.at(-1)).toMatchObject({
    rule: "waivers-current",
    id: "paid",
    message: 'the waiver of strict for "paid" ran out after 2026-02-28; it covers 1 finding',
  });
  expect(idsOf("waivers-needed", after)).toEqual([]);
});

test("one that has run out does not stand in the way of one that holds", () => {
  const report = check([
    { rule: "strict", reason: "long ago", until: "2020-01-01" },
    { rule: "strict", reason: "now" },
  ]);
  expect(report.waived.map(({ reason }) => reason)).toEqual(["now", "now", "now"]);
  expect(idsOf("waivers-current", report)).toEqual([undefined]);
});

test("of two that hold, the one that names the entry gives the reason", () => {
  const report = check([
    { rule: "strict", reason: "all of them" },
    { rule: "strict", id: "paid", reason: "this one" },
  ]);
  expect(report.waived.map(({ id, reason }) => [id, reason])).toEqual([
    ["signed_in", "all of them"],
    ["paid", "this one"],
    ["refunded", "all of them"],
  ]);
  expect(idsOf("waivers-needed", report)).toEqual([]);
});

test("without a date of its own, the check holds waivers against today", () => {
  const run = (until: string) =>
    checkCompliance(events, { rules: [strict], waivers: [{ rule: "strict", reason: "a test", until }] });
  expect(run("9999-12-31").waived).toHaveLength(3);
  expect(run("2020-12-31").waived).toHaveLength(0);
});

describe("bad waivers are refused", () => {
  test.each<readonly [unknown, string]>([
    [{}, "The option waivers of checkCompliance() must be an array of waivers, but is an object."],
    [
      ["strict"],
      'The option waivers[0] of checkCompliance() must be an object with rule and reason, but is "strict".',
    ],
    [
      [{ rule: "strict" }],
      "The option waivers[0].reason of checkCompliance() must be a text that is not blank, but is undefined.",
    ],
    [
      [{ rule: "strict", reason: " " }],
      'The option waivers[0].reason of checkCompliance() must be a text that is not blank, but is " ".',
    ],
    [
      [{ reason: "why" }],
      "The option waivers[0].rule of checkCompliance() must be a text that is not blank, but is undefined.",
    ],
    [
      [{ rule: "strict", reason: "why", id: 3 }],
      "The option waivers[0].id of checkCompliance() must be a text, but is 3.",
    ],
    [
      [{ rule: "strict", reason: "why", about: {} }],
      "The option waivers[0].about of checkCompliance() must be a text, but is an object.",
    ],
    [
      [{ rule: "strict", reason: "why", unti: "2026-01-01" }],
      '"unti" is not an option of waivers[0] of checkCompliance() (did you mean "until"?).',
    ],
    ...["2026-02-30", "2026-13-01", "tomorrow", "2026-1-1", "2026-01-01T00:00:00Z", 20260101].map(
      (until) =>
        [
          [{ rule: "strict", reason: "why", until }],
          `The option waivers[0].until of checkCompliance() must be a date as YYYY-MM-DD, but is ${JSON.stringify(until)}.`,
        ] as const,
    ),
  ])("%j", (waivers, message) => {
    const error = caught(() => check(waivers));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message.split("\n")[0]).toBe(message);
  });
});

const anyWaiver = fc.record(
  {
    rule: fc.constantFrom(
      "strict",
      "lenient",
      "billing-ordered",
      "registry-not-empty",
      "rules-look-at-something",
    ),
    reason: fc.constant("why"),
    id: fc.constantFrom("signed_in", "paid", "refunded", "gone"),
    about: fc.constantFrom("strict", "x"),
    until: fc.constantFrom("2026-06-14", "2026-06-15", "2026-06-16"),
  },
  { requiredKeys: ["rule", "reason"] },
);

function bareFinding(waived: WaivedFinding): Finding {
  const { reason: _, until: __, ...finding } = waived;
  return finding;
}

test("waivers hide exactly what they name, and every waiver is accounted for", () => {
  const bare = check([]).findings;
  fc.assert(
    fc.property(fc.array(anyWaiver, { maxLength: 6 }), (waivers) => {
      const report = check(waivers);
      const fits = (waiver: (typeof waivers)[number], finding: (typeof bare)[number]) =>
        waiver.rule === finding.rule &&
        (waiver.id ?? finding.id) === finding.id &&
        (waiver.about ?? finding.about) === finding.about;
      const isCurrent = ({ until = "9999-12-31" }) => until >= "2026-06-15";
      const hidden = bare.filter((finding) =>
        waivers.some((waiver) => isCurrent(waiver) && fits(waiver, finding)),
      );
      expect(report.waived.map(bareFinding)).toEqual(hidden);
      expect(report.findings.filter(({ group, rule }) => group === "patterns" && rule !== "x")).toEqual(
        bare.filter((finding) => !hidden.includes(finding)),
      );
      const unused = waivers.filter(
        (waiver) => isCurrent(waiver) && !bare.some((finding) => fits(waiver, finding)),
      );
      expect(idsOf("waivers-needed", report)).toEqual(unused.map(({ id }) => id));
      expect(idsOf("waivers-current", report)).toEqual(
        waivers.filter((waiver) => !isCurrent(waiver)).map(({ id }) => id),
      );
    }),
  );
});
