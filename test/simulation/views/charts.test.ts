import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barChart } from "../../../src/simulation/views/bar-chart.js";
import type { ChartData } from "../../../src/simulation/views/chart.js";
import { lineChart } from "../../../src/simulation/views/line-chart.js";
import { element, escapeText } from "../../../src/simulation/views/svg.js";

const hires: ChartData = {
  id: "c",
  title: "Hires",
  years: [2025, 2026],
  kind: "count",
  series: [
    { name: "Hires", values: [10, 20] },
    { name: "Terminations", values: [-5, -10] },
  ],
};

const numbersOf = (svg: string, shape: string, attribute: string): number[] =>
  [...svg.matchAll(new RegExp(`<${shape} [^>]*\\b${attribute}="([^"]*)"`, "g"))].map((match) =>
    Number(match[1]),
  );

const textsOf = (svg: string, className: string): string[] =>
  [...svg.matchAll(new RegExp(`<text class="${className}"[^>]*>([^<]*)<`, "g"))].map((match) => match[1]!);

describe("bars", () => {
  test("lie above and below zero, with values, hints and a summary; two opposites have no sign", () => {
    const svg = barChart(hires);
    expect(textsOf(svg, "value")).toEqual(["10", "5", "20", "10"]);
    expect(textsOf(svg, "tick")).toEqual(["10", "0", "10", "20", "2025", "2026"]);
    expect(svg).toContain("<title>2026, Terminations: 10</title>");
    expect(svg).toContain("Hires: 10 in 2025, 20 in 2026; Terminations: 5 in 2025, 10 in 2026.");
    expect(svg).toContain('role="img" aria-labelledby="c-title c-summary"');
    const [tops, heights] = [numbersOf(svg, "rect", "y"), numbersOf(svg, "rect", "height")];
    expect(heights[2]! / heights[0]!).toBeCloseTo(2, 1);
    expect(tops[1]).toBeCloseTo(tops[0]! + heights[0]!, 1);
  });

  test("of what shrinks have their sign", () => {
    const svg = barChart({
      ...hires,
      kind: "percent-change",
      series: [{ name: "Growth", values: [-0.1, 0.05] }],
    });
    expect(textsOf(svg, "value")).toEqual(["−10.0%", "+5.0%"]);
    expect(textsOf(svg, "tick")[0]).toBe("−10%");
  });

  test("are there for one year, and for nothing", () => {
    const one = barChart({ ...hires, years: [2025], series: [{ name: "Hires", values: [0] }] });
    expect(numbersOf(one, "rect", "height")).toEqual([]);
    expect(textsOf(one, "value")).toEqual(["0"]);
    expect(one).toContain("Hires: 0 in 2025.");
    const none = barChart({ ...hires, series: [{ name: "Hires", values: [null, null] }] });
    expect(textsOf(none, "value")).toEqual(["–", "–"]);
    expect(none).toContain("Hires: nothing in 2025, nothing in 2026.");
  });

  test("of fifty years have labels that do not meet", () => {
    const years = Array.from({ length: 50 }, (_, index) => 2025 + index);
    const svg = barChart({ ...hires, years, series: [{ name: "Hires", values: years.map(() => 5) }] });
    const labels = textsOf(svg, "tick").filter((text) => text.startsWith("20"));
    expect(labels[0]).toBe("2025");
    expect(labels.length).toBeLessThan(13);
    expect(textsOf(svg, "value")).toEqual([]);
  });

  test("lie within the picture, whatever their values", () => {
    const value = fc.oneof(fc.constant(null), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).chain((length) =>
          fc.array(fc.array(value, { minLength: length, maxLength: length }), {
            minLength: 1,
            maxLength: 10,
          }),
        ),
        fc.boolean(),
        (values, small) => {
          const years = values[0]!.map((_, index) => 2025 + index);
          const svg = barChart({
            ...hires,
            small,
            kind: "money",
            years,
            series: values.map((each) => ({ name: "x", values: each })),
          });
          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
          const height = small ? 130 : 240;
          const [tops, heights] = [numbersOf(svg, "rect", "y"), numbersOf(svg, "rect", "height")];
          for (const [index, top] of tops.entries()) {
            expect(top).toBeGreaterThanOrEqual(17);
            expect(top + heights[index]!).toBeLessThanOrEqual(height - 20);
          }
        },
      ),
    );
  });
});

describe("lines", () => {
  const rates: ChartData = {
    id: "l",
    title: "Rate",
    kind: "percent",
    years: [2025, 2026, 2028, 2029],
    series: [{ name: "Rate", values: [0.5, 0.6, 0.7, null] }],
  };

  test("join neighbouring years only, and mark each value", () => {
    const svg = lineChart(rates, { most: 1 });
    expect(numbersOf(svg, 'line class="line paint-1"', "x1")).toHaveLength(1);
    expect(numbersOf(svg, "circle", "cx")).toHaveLength(3);
    expect(textsOf(svg, "value")).toEqual(["50.0%", "60.0%", "70.0%"]);
    expect(textsOf(svg, "tick").slice(0, 3)).toEqual(["0%", "50%", "100%"]);
  });

  test("of one year are a point, and of none nothing", () => {
    const one = lineChart({ ...rates, years: [2025], series: [{ name: "Rate", values: [1] }] });
    expect(numbersOf(one, "circle", "cx")).toHaveLength(1);
    const none = lineChart({ ...rates, series: [{ name: "Rate", values: [] }] });
    expect(numbersOf(none, "circle", "cx")).toHaveLength(0);
    expect(none).not.toMatch(/NaN|Infinity/);
  });

  test("of several things have no numbers beside them", () => {
    const series = ["a", "b"].map((name) => ({ name, values: [0.1, 0.2, 0.3, 0.4] }));
    expect(textsOf(lineChart({ ...rates, series }), "value")).toEqual([]);
  });
});

describe("texts in a page", () => {
  test("are escaped, in content and attributes, and lose what no page may hold", () => {
    expect(escapeText(`<a href="x">'&'</a>\0\uD800\u202E\n`)).toBe(
      "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;\uFFFD\uFFFD\uFFFD\n",
    );
    expect(element("a", { href: '"><b>', n: 1.26 }, "x")).toBe('<a href="&quot;&gt;&lt;b&gt;" n="1.3">x</a>');
    expect(element("path", {})).toBe("<path/>");
  });
});
