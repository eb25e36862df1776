import { describe, expect, test } from "vitest";
import {
  checkCompliance,
  defineKind,
  defineRegistry,
  eachEntry,
  renderReport,
  type ComplianceReport,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { events, handlers, type Event } from "./sample.js";

const fussy = eachEntry<Event>("fussy", "patterns", {
  description: "nothing is good enough",
  severity: "warning",
  fix: "do better",
  check: ({ id }) => (id === "paid" ? "too | plain" : true),
});
const strict = eachEntry<Event>("strict", "counts", {
  description: "no refunds",
  check: ({ id }) => id !== "refunded" || "refunded is not meant to be",
});
const waived = { rule: "fussy", id: "paid", reason: "billing moves", until: "2999-01-01" } as const;

const complying = checkCompliance(events, { implementations: handlers });
const failing = checkCompliance(events, { implementations: handlers, rules: [fussy, strict] });
const excused = checkCompliance(events, {
  implementations: handlers,
  rules: [fussy, strict],
  waivers: [waived, { rule: "strict", reason: "they are" }],
});

describe("text", () => {
  test("says in a line that nothing was found", () => {
    expect(renderReport(complying, "text")).toBe("events: nothing found (15 rules, 3 entries)\n");
    const one = defineRegistry(defineKind<object>()({ name: "single", slots: {} }), { only: {} });
    expect(renderReport(checkCompliance(one), "text")).toBe("single: nothing found (6 rules, 1 entry)\n");
  });

  test("has findings with what to do, and what is waived with the reasons", () => {
    expect(renderReport([failing, excused], "text").split("\n")).toEqual([
      "events: 1 error, 1 warning (17 rules, 3 entries)",
      "  warning paid: too | plain  [fussy]",
      "          do better",
      "  error   refunded is not meant to be  [strict]",
      "",
      "events: nothing found, 2 waived (19 rules, 3 entries)",
      "  waived  paid: too | plain  [fussy]",
      "          billing moves (until 2999-01-01)",
      "  waived  refunded is not meant to be  [strict]",
      "          they are",
      "",
    ]);
  });
});

test.each(["text", "markdown", "sarif"] as const)(
  "%s has each finding in one line that no terminal obeys",
  (format) => {
    const shouting = eachEntry<Event>("shouting", "counts", {
      description: "nobody shouts",
      fix: "calm\r\n  down",
      check: ({ id }) => id !== "paid" || "one\n  error   two\u001B[31m",
    });
    const text = renderReport(
      checkCompliance(events, { implementations: handlers, rules: [shouting] }),
      format,
    );
    expect(text).toContain("paid: one error two\uFFFD");
    expect(text).toContain("calm down");
    expect(text).not.toMatch(/\u001B|\\u001b/);
  },
);

test("JSON has the reports as they are, and whether all comply", () => {
  expect(JSON.parse(renderReport([complying, failing], "json"))).toEqual({
    ok: false,
    reports: [complying, failing],
  });
  expect(JSON.parse(renderReport(complying, "json"))).toMatchObject({ ok: true });
  expect(JSON.parse(renderReport([], "json"))).toEqual({ ok: true, reports: [] });
});

test("Markdown has tables of findings, waivers and rules", () => {
  const lines = renderReport(excused, "markdown").split("\n");
  expect(lines.slice(0, 10)).toEqual([
    "## events",
    "",
    "Complies: nothing found, 2 waived (19 rules, 3 entries).",
    "",
    "### Waived",
    "",
    "| severity | rule   | finding                     | reason                           |",
    "| -------- | ------ | --------------------------- | -------------------------------- |",
    String.raw`| warning  | fussy  | paid: too \| plain          | billing moves (until 2999-01-01) |`,
    "| error    | strict | refunded is not meant to be | they are                         |",
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(/^\| billing-ordered +\| consistency +\| 2 +\| 1 +\| 0 +\|$/),
  );
  expect(lines.at(-2)).toBe("- audit: needed by 1, implemented for 1");
  const found = renderReport(failing, "markdown");
  expect(found).toContain("Does not comply: 1 error, 1 warning (17 rules, 3 entries).");
  expect(found).toContain(String.raw`| warning  | fussy  | paid: too \| plain          | do better  |`);
  expect(found).not.toContain("### Waived");
});

describe("SARIF", () => {
  interface Log {
    readonly $schema: string;
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
    }[];
  }
  const read = (reports: ComplianceReport | readonly ComplianceReport[], file?: string) =>
    JSON.parse(renderReport(reports, "sarif", file === undefined ? {} : { file })) as Log;

  test("is one run for each report, whose results name their rules", () => {
    const { version, runs } = read([complying, failing, excused]);
    expect(version).toBe("2.1.0");
    expect(runs).toHaveLength(3);
    expect(runs.map(({ results }) => results.length)).toEqual([0, 2, 2]);
    for (const { tool, results } of runs) {
      expect(new Set(tool.driver.rules.map(({ id }) => id)).size).toBe(tool.driver.rules.length);
      for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    expect(runs[1]?.results[0]).toEqual({
      ruleId: "fussy",
      ruleIndex: 13,
      level: "warning",
      message: { text: "paid: too | plain (do better)" },
      locations: [{ logicalLocations: [{ fullyQualifiedName: "events/paid", kind: "member" }] }],
      partialFingerprints: { "finding/v1": "fussy/events/paid//" },
    });
  });

  test("tells of what is waived as suppressed, with the reason", () => {
    expect(read(excused).runs[0]?.results[0]).toMatchObject({
      suppressions: [{ kind: "external", justification: "billing moves (until 2999-01-01)" }],
    });
  });

  test("says in which file a result is, where that is known", () => {
    expect(read(failing, "src/my events.ts").runs[0]?.results[0]).toMatchObject({
      locations: [
        { physicalLocation: { artifactLocation: { uri: "src/my%20events.ts" }, region: { startLine: 1 } } },
      ],
    });
    expect(read(failing, "50%/a#b?c/\uD800.ts").runs[0]?.results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: "50%25/a%23b%3Fc/%EF%BF%BD.ts" } } }],
    });
    const bare = checkCompliance(events);
    expect(read(bare).runs[0]?.results[0]).toMatchObject({
      locations: [{ logicalLocations: [{ fullyQualifiedName: "events", kind: "module" }] }],
      partialFingerprints: { "finding/v1": "rules-look-at-something/events///implementations-complete" },
    });
  });
});

test("what is no report, no format and no option is refused", () => {
  const render = renderReport as (...given: readonly unknown[]) => string;
  for (const reports of [undefined, {}, [complying, null], [{ findings: [] }]])
    expect(caught(() => render(reports, "text")).message).toContain(
      "renderReport() needs what checkCompliance() gives",
    );
  for (const format of ["html", "constructor", undefined])
    expect(caught(() => render(complying, format)).message).toContain(
      'needs "text", "json", "markdown" or "sarif"',
    );
  expect(caught(() => render(complying, "sarif", { uri: "x" })).message).toContain('"uri" is not an option');
  expect(caught(() => render(complying, "sarif", { file: 3 })).message).toContain(
    "The option file of renderReport()",
  );
});
