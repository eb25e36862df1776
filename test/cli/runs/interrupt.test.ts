import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine } from "../../support/command-line.js";

const bin = join(projectRoot, "dist/cli/bin.js");
const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

/** Waits until it is told to end, and then for as long as `stubborn` lets it. */
const waiting = `
import { existsSync } from "node:fs";
import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const registry = new SpecificationRegistry("demo");
for (const name of ["load", "wait"]) registry.registerSpecification(name, { stepType: "Any" });
const here = (file) => existsSync(new URL(file, import.meta.url));
export default () => buildPipeline(registry, {
  load: {
    handle: () => {},
    compensate: ({ signal, log }) => new Promise((_, fail) => {
      const timer = setInterval(() => {}, 1000);
      log("waits to be taken back");
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        fail(signal.reason);
      });
    }),
  },
  wait: ({ signal, log }) => new Promise((done, fail) => {
    if (here("go")) return done();
    const timer = setInterval(() => {}, 1000);
    log("is waiting");
    signal.addEventListener("abort", () => {
      log("was told");
      if (here("stubborn")) return;
      clearInterval(timer);
      fail(signal.reason);
    });
  }),
}, { name: "waiting", edges: [["load", "wait"]] });
`;

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves once the text has been written to standard error. */
  heard(text: string): Promise<void>;
  readonly ended: Promise<readonly [exitCode: number | null, signal: string | null]>;
  errors(): string;
}

function start(cwd: string, command: "run" | "rollback" = "run"): Running {
  const child = spawn(process.execPath, [bin, command, "app.mjs"], { cwd });
  let errors = "";
  const news = new EventTarget();
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
    news.dispatchEvent(new Event("heard"));
  });
  child.stdout.resume();
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  const heard = async (text: string): Promise<void> => {
    while (!errors.includes(text)) {
      const [exitCode] = (await Promise.race([once(news, "heard"), ended])) as [unknown];
      if (!(exitCode instanceof Event)) throw new Error(`It ended without a word of "${text}":\n${errors}`);
    }
  };
  return {
    child,
    heard,
    ended,
    errors: () => errors,
  };
}

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test("ends a run in order, says how to go on, and the run goes on where it stopped", async () => {
    const { folder, run, write } = await commandLine({ "app.mjs": waiting });
    const running = start(folder);
    await running.heard("is waiting");
    running.child.kill(signal);
    expect(await running.ended).toEqual([1, null]);
    expect(running.errors()).toContain(`${signal}: nothing new is started, and what runs is asked to end`);
    expect(running.errors()).toMatch(/go on with it {3}bailiwick run app\.mjs --resume \d/);
    expect((await run(["runs", "list"])).output).toContain("cancelled");
    await write("go", "");
    const { exitCode, output } = await run(["run", "app.mjs", "--resume"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/load +↻ reused /);
    expect(output).toMatch(/wait +✓ succeeded .*ran: cancelled before/);
  });

  test("ends it at once when it comes twice, and the run can be gone on with all the same", async () => {
    const { folder, run, write } = await commandLine({ "app.mjs": waiting, stubborn: "" });
    const running = start(folder);
    await running.heard("is waiting");
    running.child.kill(signal);
    await running.heard("was told");
    running.child.kill(signal);
    expect(await running.ended).toEqual([null, signal]);
    expect((await run(["runs", "show", "latest"])).output).toContain("it has not ended, or was interrupted");
    await write("go", "");
    const { exitCode, output } = await run(["run", "app.mjs", "--resume"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/load +↻ reused /);
    expect(output).toMatch(/wait +✓ succeeded .*ran: interrupted before/);
  });

  test("ends a rollback in order, and says how to go on", async () => {
    const { folder, run } = await commandLine({ "app.mjs": waiting, go: "" });
    await run(["run", "app.mjs"]);
    const running = start(folder, "rollback");
    await running.heard("waits to be taken back");
    running.child.kill(signal);
    expect(await running.ended).toEqual([1, null]);
    expect(running.errors()).toContain(`${signal}: nothing more is taken back; once more ends the process`);
    expect(running.errors()).toMatch(/go on with it {3}bailiwick rollback app\.mjs --run \d/);
  });
});
