import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { readManifest } from "../../src/cli/package-manifest.js";
import { projectRoot } from "../gates/source-files.js";
import { commandLine, threeSteps } from "../support/command-line.js";
import { sound } from "./metadata/registries.js";

const bin = join(projectRoot, "dist/cli/bin.js");
const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Started {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
}

/** Runs the built command in a process of its own. */
async function run(
  argv: readonly string[],
  { cwd, env, stdin = "", node = [] }: Started = {},
): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [...node, bin, ...argv], { cwd, env: { ...inherited, ...env } });
  child.stdin.end(stdin);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [output, errors, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { exitCode, output, errors };
}

describe("the built command", () => {
  test("gives the exit code, and reads its files from where it is called", async () => {
    const { folder } = await commandLine({
      "steps.yaml": threeSteps,
      "open.yaml": "stepType: A\ndependencies: { x: {} }",
    });
    expect(await run(["--version"])).toEqual({
      exitCode: 0,
      output: `${readManifest().version}\n`,
      errors: "",
    });
    expect((await run(["resolve", "steps.yaml"], { cwd: folder })).exitCode).toBe(0);
    expect((await run(["resolve", "open.yaml"], { cwd: folder })).exitCode).toBe(1);
    expect(await run(["resolve", "nowhere.yaml"], { cwd: folder })).toEqual({
      exitCode: 2,
      output: "",
      errors: expect.stringMatching(
        /^bailiwick: The specification file "nowhere\.yaml" has a fault:\n/,
      ) as string,
    });
  });

  test("reads standard input", async () => {
    const { folder } = await commandLine({ "steps.yaml": threeSteps });
    const stdin = "[[load, clean], [clean, train]]";
    const { exitCode, output } = await run(["resolve", "steps.yaml", "--graph", "-"], { cwd: folder, stdin });
    expect(exitCode).toBe(0);
    expect(output).toContain("1.000  graph");
  });

  test("is without colours in a pipe, unless they are asked for", async () => {
    const { folder: cwd } = await commandLine({ "steps.yaml": threeSteps });
    expect((await run(["resolve", "steps.yaml"], { cwd })).output).not.toContain("\u001B");
    const { output } = await run(["resolve", "steps.yaml"], { cwd, env: { FORCE_COLOR: "1" } });
    expect(output).toContain("\u001B[32mcomplete\u001B[39m");
  });

  test("ends quietly when its reader has seen enough", async () => {
    const steps = Array.from(
      { length: 2000 },
      (_, index) => `  step${index}: { stepType: A, outputs: { x${index}: {} } }`,
    );
    const { folder } = await commandLine({ "steps.yaml": `steps:\n${steps.join("\n")}\n` });
    const child = spawn(process.execPath, [bin, "resolve", "steps.yaml", "--json"], { cwd: folder });
    child.stdout.destroy();
    const [errors, [exitCode]] = await Promise.all([
      text(child.stderr),
      once(child, "close") as Promise<[number]>,
    ]);
    expect({ errors, exitCode }).toEqual({ errors: "", exitCode: 0 });
  });

  test("ends although a module that it ran keeps the process busy, with all that was to be written", async () => {
    const steps = "for (let i = 0; i < 3000; i++) getRegistry(`context ${i}`);";
    const { folder } = await commandLine({
      "app.mjs": `import { getRegistry } from ${JSON.stringify(packageUrl)};\n${steps}\nsetInterval(() => {}, 1000);\n`,
    });
    const { exitCode, output } = await run(["contexts", "app.mjs", "--json"], { cwd: folder });
    expect(exitCode).toBe(0);
    expect((JSON.parse(output) as { contexts: readonly unknown[] }).contexts).toHaveLength(3000);
  });
});

test("a module that awaits what never comes is told, and does not end the command in silence", async () => {
  const { folder } = await commandLine({ "never.mjs": "await new Promise(() => {});" });
  for (const command of ["check", "contexts", "run"]) {
    expect(await run([command, "never.mjs"], { cwd: folder })).toEqual({
      exitCode: 2,
      output: "",
      errors: expect.stringMatching(
        /^bailiwick: The module "never\.mjs" cannot be run: it awaits something that never comes\n/,
      ) as string,
    });
  }
});

describe("what a call loads", () => {
  const loader = `
    import { writeSync } from "node:fs";
    export async function load(url, context, next) {
      writeSync(2, "loads " + url + "\\n");
      return next(url, context);
    }`;
  const tell = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(loader))});`;

  async function loaded(argv: readonly string[], cwd?: string): Promise<readonly string[]> {
    const { errors } = await run(argv, {
      node: ["--import", dataUrl(tell)],
      ...(cwd === undefined ? {} : { cwd }),
    });
    const urls = errors.split("\n").filter((line) => line.startsWith("loads file:"));
    return urls.map((url) => /node_modules\/([^/]+)/.exec(url)?.[1] ?? /dist\/(.*)$/.exec(url)?.[1] ?? url);
  }

  test.each([["--help"], ["--version"]])("%s is the command itself and its parser", async (word) => {
    expect(new Set(await loaded([word]))).toEqual(new Set(["cli/bin.js", "cli/start.js", "commander"]));
  });

  test("a wiring is the package too, and no schema library", async () => {
    const { folder } = await commandLine({ "steps.json": '{ "stepType": "A" }' });
    const modules = await loaded(["resolve", "steps.json"], folder);
    expect(modules).toContain("index.js");
    expect(modules).not.toContain("zod");
  });

  test("a check of metadata is the registries, and nothing that wires or runs", async () => {
    const { folder } = await commandLine({ "site.mjs": sound });
    const modules = await loaded(["check", "site.mjs"], folder);
    expect(modules).toContain("metadata.js");
    expect(modules).not.toContain("index.js");
  });
});

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
