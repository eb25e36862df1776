import { beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import { MultiYearReporter, reportHtml, type MultiYearReport } from "../../../src/simulation/index.js";
import { tries } from "../../support/tries.js";
import { anyReport } from "../reports/any-report.js";
import { scope, simulatedYears } from "../reports/simulated-years.js";

let report: MultiYearReport;
beforeAll(async () => {
  report = await new MultiYearReporter(await simulatedYears({ years: 3, employees: 100 }), scope).report();
});

/** The first element that is not closed, or closed without having been opened. */
function unbalanced(html: string): string | undefined {
  const open: string[] = [];
  for (const [, slash, name = "", selfClosing] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gu)) {
    if (selfClosing === "/" || name === "meta") continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return name;
  }
  return open.at(-1);
}

describe("a report as HTML", () => {
  test("is one page that needs nothing else, and no script", () => {
    const html = reportHtml(report);
    expect(html.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|https?:|\bon[a-z]+=/u);
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect([...html.matchAll(/href="([^"]*)"/gu)].every(([, target]) => target!.startsWith("#"))).toBe(true);
    expect(unbalanced(html)).toBeUndefined();
  });

  test("has each section that is asked for, in that order, and a table beside the charts", () => {
    const html = reportHtml(report, { sections: ["events", "growth"] });
    const sections = [...html.matchAll(/<section id="([a-z]+)"/gu)].map(([, id]) => id);
    expect(sections).toEqual(["events", "growth"]);
    expect(html.match(/<caption/gu)).toHaveLength(4);
    const hires = report.years.map(({ events }) => events.byType["hire"]);
    for (const count of hires) expect(html).toContain(`>${count}</td>`);
  });

  test("has ids that stand once, and none that leads nowhere", () => {
    const html = reportHtml(report);
    const ids = [...html.matchAll(/\bid="([^"]*)"/gu)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...html.matchAll(/aria-labelledby="([^"]*)"/gu)].flatMap(([, list]) => list!.split(" "));
    const linked = [...html.matchAll(/href="#([^"]*)"/gu)].map(([, id]) => id!);
    for (const id of [...named, ...linked]) expect(ids).toContain(id);
  });

  test("tells the outcome of data quality in words, not by colour alone", async () => {
    const outcomeOf = (given: MultiYearReport): string | undefined =>
      /<dt>Data quality<\/dt><dd>(.*?)<\/dd>/u.exec(reportHtml(given))?.[1]?.replaceAll(/<[^>]*>/gu, "");
    const quality = (disposition: "passed" | "passed-with-warnings" | "failed"): MultiYearReport => ({
      ...report,
      quality: [{ year: 2025, disposition, results: [] }],
    });
    expect(outcomeOf(report)).toBe("not known");
    expect(outcomeOf(quality("passed"))).toBe("✓ passed");
    expect(outcomeOf(quality("passed-with-warnings"))).toBe("! warnings");
    expect(outcomeOf(quality("failed"))).toBe("✗ failed");
    const finding = { rule: "hires-unlike-snapshot" as const, message: "m", found: 1, expected: 2 };
    const unlike = report.years.map((year) => ({ ...year, findings: [finding] }));
    expect(outcomeOf({ ...quality("passed"), years: unlike })).toBe("! warnings");
  });

  test("stays a page, whatever the tables hold", () => {
    fc.assert(
      fc.property(anyReport, (given) => {
        const html = reportHtml(given);
        expect(unbalanced(html)).toBeUndefined();
        expect(html).not.toMatch(/<script|NaN|Infinity|\0|[\u202A-\u202E]/u);
      }),
      { numRuns: tries(25) },
    );
  });
});
