import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine } from "../../support/command-line.js";
import { requirement } from "../../support/requirement.js";

const bin = join(projectRoot, "dist/cli/bin.js");
const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;
const hasTerminal = requirement(
  "script",
  () => answers(),
  "the command script, which makes a terminal, is not installed",
);

function answers(): boolean {
  try {
    execFileSync("script", ["-qec", "exit 0", "/dev/null"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const app = `
import { setTimeout as sleep } from "node:timers/promises";
import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const registry = new SpecificationRegistry("demo");
for (const name of ["数据", "train"]) registry.registerSpecification(name, { stepType: "Any" });
export default buildPipeline(registry, {
  "数据": async ({ progress, log }) => {
    log("a line that stays");
    for (let part = 1; part <= 6; part++) { progress(part / 6, "part " + part); await sleep(80); }
  },
  train: () => { throw new Error("diverged"); },
}, { name: "nightly", edges: [["数据", "train"]] });
`;

/** What a terminal of some width is sent. */
async function sent(columns: number, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { folder } = await commandLine({ "app.mjs": app });
  const call = `stty cols ${columns} rows 24; ${process.execPath} ${bin} run app.mjs`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const settings = { cwd: folder, env: { ...inherited, TERM: "xterm", ...env } };
  const { stdout } = await promisify(execFile)("script", ["-qc", call, "/dev/null"], settings);
  return stdout;
}

const cursorUp = "\u001B[1A";
const green = "\u001B[32m";

describe.runIf(hasTerminal)("on a terminal", () => {
  test.each([40, 80, 200])(
    "of %i columns bars move, go away, and leave the terminal as it was",
    async (columns) => {
      const text = await sent(columns);
      expect(text).toContain(cursorUp);
      expect(text).toContain("█");
      expect(text).toContain("a line that stays");
      expect(text.lastIndexOf("\u001B[?25h")).toBeGreaterThan(text.lastIndexOf("\u001B[?25l"));
      expect(text.lastIndexOf("\u001B[?7h")).toBeGreaterThan(text.lastIndexOf("\u001B[?7l"));
      expect(text).toContain(`${green}✓ succeeded`);
      expect(text.slice(text.lastIndexOf("\u001B[?25h"))).not.toContain("█");
    },
  );

  test("NO_COLOR leaves the bars, and takes their colours", async () => {
    const text = await sent(80, { NO_COLOR: "1" });
    expect(text).toContain("█");
    expect(text).not.toContain(green);
  });

  test.each([
    ["that cannot move its cursor", 80, { TERM: "dumb" }],
    ["of no width", 0, {}],
  ])("%s there are plain lines", async (_, columns, env) => {
    const text = await sent(columns, env);
    expect(text).not.toContain("█");
    expect(text).not.toContain(cursorUp);
    expect(text.replaceAll(/\u001B\[\d*m/gu, "")).toContain("数据 succeeded in ");
    expect(text).toContain("Duration");
  });
});
