import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MultiYearReporter, reportHtml, type MultiYearReport } from "../../../src/simulation/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { chromiumPath, hasChromium } from "../../support/browser.js";
import { scope, simulatedYears } from "../reports/simulated-years.js";

const folder = join(projectRoot, "build/screenshots");

const stages = [
  "initialization",
  "foundation",
  "event_generation",
  "state_accumulation",
  "registries",
  "validation",
];

async function samples(): Promise<Readonly<Record<string, MultiYearReport>>> {
  const hostile = { scenarioId: `<script>document.title = "taken"</script>`, planDesignId: "x".repeat(120) };
  const [five, one, fifty] = await Promise.all([
    simulatedYears({ employees: 1000 }),
    simulatedYears({ years: 1, leaving: 40 }),
    simulatedYears({ years: 50, leaving: 25, hired: 18, ...hostile }),
  ]);
  const years = [2025, 2026, 2027, 2028, 2029];
  const run = {
    runId: "run-1",
    engine: "embedded" as const,
    startedAt: "2026-01-31T08:00:00.000Z",
    durationMs: 12_000,
    stages: years.flatMap((year) =>
      stages.map((stage, index) => ({ year, stage, durationMs: 100 + index * 60 })),
    ),
  };
  const failed = {
    rule: "hire-termination-ratio",
    severity: "warning" as const,
    status: "failed" as const,
    passed: false,
    message: "There are 3.2 hires for each termination, and 3 at most are expected.",
    durationMs: 1,
  };
  const quality = years.map((year) => ({
    year,
    disposition: "passed-with-warnings" as const,
    results: [failed],
  }));
  return {
    five: await new MultiYearReporter(five, scope).report(undefined, { run, quality }),
    one: await new MultiYearReporter(one, scope).report(),
    fifty: await new MultiYearReporter(fifty, hostile).report(),
  };
}

const screens = {
  desktop: { width: 1200, scheme: "light" },
  dark: { width: 1200, scheme: "dark" },
  phone: { width: 390, scheme: "light" },
} as const;

describe.runIf(hasChromium)("the page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    mkdirSync(folder, { recursive: true });
    for (const [name, report] of Object.entries(await samples())) {
      writeFileSync(join(folder, `${name}.html`), reportHtml(report));
    }
  });
  afterAll(() => browser.close());

  async function visit(name: string, { width, scheme }: (typeof screens)[keyof typeof screens]) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const told: string[] = [];
    page.on("console", (message) => told.push(message.text()));
    page.on("pageerror", (error) => told.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) told.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    return { page, told };
  }

  const cases = ["five", "one", "fifty"].flatMap((name) =>
    (["desktop", "dark", "phone"] as const).map((screen) => [name, screen] as const),
  );

  test.each(cases)(
    "%s years on a %s: no complaint, nothing beyond the edge, charts to be seen, text to be read",
    async (name, screen) => {
      const { page, told } = await visit(name, screens[screen]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(screens[screen].width);
      expect(await page.title()).toContain("Simulation report");
      const charts = await page
        .locator("svg.chart")
        .evaluateAll((all) =>
          all.map((svg) => svg.getBoundingClientRect().toJSON() as { width: number; height: number }),
        );
      expect(charts.length).toBeGreaterThan(10);
      for (const { width, height } of charts) {
        expect(width).toBeGreaterThan(120);
        expect(height).toBeGreaterThan(70);
      }
      expect(await cutOff(page)).toEqual([]);
      expect(await faint(page)).toEqual([]);
      if (name !== "fifty")
        await page.screenshot({ path: join(folder, `${name}-${screen}.png`), fullPage: true });
      expect(told).toEqual([]);
      await page.close();
    },
  );

  test("goes on paper without its links, in dark colours on white", async () => {
    const { page } = await visit("five", screens.dark);
    const pdf = await page.pdf({ path: join(folder, "five.pdf"), format: "A4" });
    expect(pdf.length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await page.close();
  });
});

/** Texts of charts that reach beyond their picture. As a text: the types of a page are none of the package's. */
function cutOff(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll("svg.chart text")]
    .filter((text) => {
      const [box, picture] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      const isBeside = box.left < picture.left - 1 || box.right > picture.right + 1;
      return isBeside || box.top < picture.top - 1 || box.bottom > picture.bottom + 1;
    })
    .map((text) => text.textContent)`);
}

/** Texts with a contrast of less than 4.5 : 1 to what is behind them. */
function faint(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const luminance = (color) => {
      const [red, green, blue] = color.match(/[\\d.]+/gu).slice(0, 3).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element) => {
      if (element === null) return "rgb(255, 255, 255)";
      const { backgroundColor } = getComputedStyle(element);
      return backgroundColor === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : backgroundColor;
    };
    const texts = "h1, h2, p, a, dt, dd, dd span, figcaption, caption, th, td, td span, li span, svg.chart text";
    return [...document.querySelectorAll(texts)]
      .filter((element) => {
        const style = getComputedStyle(element);
        const text = luminance(element.closest("svg") === null ? style.color : style.fill);
        const ground = luminance(behind(element));
        return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) < 4.5;
      })
      .map((element) => element.textContent);
  })()`);
}
