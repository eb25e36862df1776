import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.js";
import { main } from "../../src/cli/main.js";
import { readManifest } from "../../src/cli/package-manifest.js";
import { BailiwickError, type ErrorCode } from "../../src/kernel/index.js";
import { commandLine } from "../support/command-line.js";

const commands =
  "resolve why lock run runs graph contexts simulate report config state check docs prove doctor completion".split(
    " ",
  );

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s lists all commands and the exit codes", async (word) => {
    const { exitCode, output, errors } = await (await commandLine()).run([word]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    for (const command of commands) expect(output).toContain(`\n  ${command} `);
    expect(output).toContain("Exit codes: 0");
  });

  test.each(commands)("%s --help has an example", async (command) => {
    const { run } = await commandLine();
    const { exitCode, output } = await run([command, "--help"]);
    expect(exitCode).toBe(0);
    expect(output).toContain(`Examples:\n  bailiwick ${command}`);
    expect(await run(["help", command])).toEqual({ exitCode, output, errors: "" });
  });

  test.each(["validate", "init"])("simulate %s --help has an example", async (command) => {
    const { run } = await commandLine();
    const { exitCode, output } = await run(["simulate", command, "--help"]);
    expect(exitCode).toBe(0);
    expect(output).toContain(`Examples:\n  bailiwick simulate ${command}`);
  });

  test("without a command it is written as an error, and the call has failed", async () => {
    const { exitCode, output, errors } = await (await commandLine()).run([]);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain("Usage: bailiwick [options] [command]");
  });
});

test.each([["--version"], ["-V"]])("%s is that of the package", async (word) => {
  const answer = await (await commandLine()).run([word]);
  expect(answer).toEqual({ exitCode: 0, output: `${readManifest().version}\n`, errors: "" });
});

describe("a call that cannot be understood", () => {
  test.each([
    [["resolv"], 'unknown command "resolv" (did you mean resolve?)', ""],
    [["resolve", "a", "--grap"], 'unknown option "--grap" (did you mean --graph?)', "resolve "],
    [["resolve"], 'missing required argument "specs"', "resolve "],
    [["resolve", "a", "--graph"], 'option "--graph <file>" argument missing', "resolve "],
    [
      ["resolve", "a", "--format", "svg"],
      '--format must be text, json, mermaid or dot, but is "svg"',
      "resolve ",
    ],
    [["why", "a.b"], 'required option "--specs <paths...>" not specified', "why "],
    [["simulate", "validate"], 'missing required argument "config"', "simulate validate "],
    [
      ["simulate", "init", "a", "--employes", "3"],
      'unknown option "--employes" (did you mean --employees?)',
      "simulate init ",
    ],
    [["simulate", "a", "--engin", "dbt"], 'unknown option "--engin" (did you mean --engine?)', "simulate "],
    [["completion", "fish"], '<shell> must be bash or zsh, but is "fish"', "completion "],
    [
      ["completion", "bash", "zsh"],
      'too many arguments for "completion". Expected 1 argument but got 2',
      "completion ",
    ],
  ])("%j is refused with what would do", async (argv, fault, command) => {
    const { run } = await commandLine();
    expect(await run(argv)).toEqual({
      exitCode: 2,
      output: "",
      errors: `bailiwick: The command line has a fault: ${fault}.\n  hint: bailiwick ${command}--help shows what there is.\n`,
    });
  });

  test("two formats at once are refused, in JSON", async () => {
    const { json } = await commandLine();
    const fault = 'option "--json" cannot be used with option "--format <text|json|mermaid|dot>"';
    expect(await json("resolve", "a", "--format", "dot")).toMatchObject({
      error: { code: "COMMAND_INVALID", details: { fault } },
    });
  });
});

describe("an error", () => {
  test("is its text on standard error, without a stack, and red on a terminal", async () => {
    const { run } = await commandLine({ "a.yaml": "stepType: 7" });
    const { exitCode, output, errors } = await run(["resolve", "a.yaml"], { isTTY: true });
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: "" });
    expect(errors).toMatch(/^\u001B\[31mbailiwick:\u001B\[39m The specification file .* has a fault:\n/);
    expect(errors).not.toContain("    at ");
  });

  test("shows its stack and its causes if BAILIWICK_DEBUG is set", async () => {
    const { run } = await commandLine();
    const { exitCode, errors } = await run(["resolve", "nowhere"], { env: { BAILIWICK_DEBUG: "1" } });
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/\n {4}at /);
    expect(errors).toContain("\ncaused by Error: ENOENT");
  });

  test.each([[["--json"]], [["--format", "json"]], [["--format=json"]]])(
    "is the one document on standard output with %j",
    async (asking) => {
      const { run } = await commandLine();
      const { exitCode, output, errors } = await run(["resolve", "nowhere", ...asking]);
      expect({ exitCode, errors }).toEqual({ exitCode: 2, errors: "" });
      const { error } = JSON.parse(output) as { error: object };
      expect(Object.keys(error)).toEqual(["code", "message", "details"]);
      expect(error).toMatchObject({ code: "SPECIFICATION_FILE_UNREADABLE" });
    },
  );

  test("has its hint in JSON too", async () => {
    const { json } = await commandLine();
    expect(await json("resolve")).toMatchObject({
      error: { code: "COMMAND_INVALID", hint: "bailiwick resolve --help shows what there is." },
    });
  });

  test("a word behind -- asks for nothing", async () => {
    const { run } = await commandLine();
    const { output, errors } = await run(["resolve", "--", "--json"]);
    expect(output).toBe("");
    expect(errors).toContain('The specification file "');
  });

  test("that nobody foresaw is its message, and the call has failed", async () => {
    const errors: string[] = [];
    const full = (): never => {
      throw new Error("no space left on device");
    };
    const io = {
      ...silentIo,
      stdout: { write: full },
      stderr: { write: (text: string) => errors.push(text) },
    };
    expect(await main(["completion", "bash"], io)).toBe(2);
    expect(errors).toEqual(["bailiwick: no space left on device\n"]);
  });

  test.each([
    ["LOCK_HELD", 2, { retryable: true }],
    ["COMMAND_INVALID", 2, {}],
    ["STEP_TIMED_OUT", 1, { retryable: true }],
    ["CODE_OF_A_LATER_VERSION", 1, {}],
  ] as const)(
    "%s ends the call with %i, and says in JSON whether to try again",
    async (code, exitCode, again) => {
      const written: string[] = [];
      const error = new BailiwickError(code as ErrorCode, { message: "It is so.", details: {} });
      const write = (text: string): void => {
        if (!text.includes("It is so.")) throw error;
        written.push(text);
      };
      expect(await main(["doctor", "--json"], { ...silentIo, stdout: { write } })).toBe(exitCode);
      expect(JSON.parse(written.join(""))).toEqual({
        error: { code, message: "It is so.", ...again, details: {} },
      });
    },
  );

  test("that nobody foresaw has no code in JSON", async () => {
    const written: string[] = [];
    let isBusy = true;
    const write = (text: string): void => {
      if (isBusy) {
        isBusy = false;
        throw new Error("resource temporarily unavailable");
      }
      written.push(text);
    };
    expect(await main(["doctor", "--json"], { ...silentIo, stdout: { write } })).toBe(2);
    expect(JSON.parse(written.join(""))).toEqual({ error: { message: "resource temporarily unavailable" } });
  });
});

const silentIo: Io = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  stdin: (async function* nothing() {})(),
  env: {},
  cwd: process.cwd(),
  onInterrupt: () => () => {},
};
