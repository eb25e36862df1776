import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { commandLine } from "../../support/command-line.js";
import { requirement } from "../../support/requirement.js";

const run = promisify(execFile);
const hasBash = requirement("bash", () => answers("bash"), "bash is not installed");
const hasZsh = requirement("zsh", () => answers("zsh"), "zsh is not installed");

function answers(shell: string): boolean {
  try {
    execFileSync(shell, ["-c", "exit 0"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const commands = [
  "resolve",
  "why",
  "lock",
  "run",
  "rollback",
  "runs",
  "graph",
  "contexts",
  "simulate",
  "report",
  "config",
  "state",
  "check",
  "docs",
  "prove",
  "doctor",
  "completion",
  "help",
];

/** What bash offers for the last of some words, in a folder with a few files. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const line = await commandLine({ "steps/a.yaml": "", "step list.yaml": "", "other.yaml": "" });
  const { output } = await line.run(["completion", "bash"]);
  const script = [
    output,
    'COMP_WORDS=(bailiwick "$@")',
    "COMP_CWORD=$#",
    "_bailiwick",
    'for reply in "${COMPREPLY[@]}"; do echo "$reply"; done',
  ].join("\n");
  const { stdout, stderr } = await run("bash", ["-c", script, "bash", ...words], { cwd: line.folder });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((reply) => reply !== "");
}

describe.runIf(hasBash)("bash completes", () => {
  test("commands and the options of all", async () => {
    expect(await offered("")).toEqual([...commands, "-V", "--version", "-h", "--help"]);
    expect(await offered("co")).toEqual(["contexts", "config", "completion"]);
    expect(await offered("--v")).toEqual(["--version"]);
  });

  test("the options of a command, wherever they stand", async () => {
    expect(await offered("resolve", "--")).toEqual([
      "--graph",
      "--profile",
      "--pins",
      "--steps",
      "--format",
      "--json",
      "--help",
    ]);
    expect(await offered("lock", "steps", "--c")).toEqual(["--check"]);
    expect(await offered("resolve", "--json", "steps", "--gr")).toEqual(["--graph"]);
  });

  test("the values of options, with a blank or a sign between", async () => {
    expect(await offered("resolve", "--format", "")).toEqual(["text", "json", "mermaid", "dot"]);
    expect(await offered("resolve", "--format", "m")).toEqual(["mermaid"]);
    expect(await offered("resolve", "--format", "=")).toEqual(["text", "json", "mermaid", "dot"]);
    expect(await offered("resolve", "--format", "=", "d")).toEqual(["dot"]);
    expect(await offered("resolve", "--steps", "")).toEqual([]);
  });

  test("files, also those with blanks in their names, where files may stand", async () => {
    expect((await offered("resolve", "st")).toSorted()).toEqual(["step list.yaml", "steps"]);
    expect(await offered("resolve", "--graph", "o")).toEqual(["other.yaml"]);
    expect((await offered("why", "a.b", "--specs", "steps", "s")).toSorted()).toEqual([
      "step list.yaml",
      "steps",
    ]);
    expect((await offered("resolve", "--profile", "s")).toSorted()).toEqual([
      "step list.yaml",
      "steps",
      "strict",
    ]);
  });

  test("commands within a command, and what they take", async () => {
    expect(await offered("simulate", "")).toEqual(
      expect.arrayContaining(["validate", "init", "steps", "other.yaml"]),
    );
    expect(await offered("simulate", "--en")).toEqual(["--engine"]);
    expect(await offered("simulate", "other.yaml", "--engine", "")).toEqual(["embedded", "dbt"]);
    expect(await offered("simulate", "validate", "--")).toEqual(["--set", "--json", "--help"]);
    expect(await offered("simulate", "init", "--e")).toEqual(["--employees"]);
    expect(await offered("simulate", "validate", "o")).toEqual(["other.yaml"]);
    expect(await offered("simulate", "--report", "st")).toEqual(["step list.yaml", "steps"].toSorted());
    expect(await offered("state", "")).toEqual(
      expect.arrayContaining(["validate", "repair", "show", "steps"]),
    );
    expect(await offered("config", "s")).toEqual(expect.arrayContaining(["show", "schema"]));
  });

  test("what the other commands take", async () => {
    expect(await offered("completion", "")).toEqual(["bash", "zsh"]);
    expect(await offered("help", "re")).toEqual(["resolve", "report"]);
    expect(await offered("runs", "")).toEqual(["list", "show", "diff"]);
    expect(await offered("run", "--failure-mode", "k")).toEqual(["kill"]);
    expect(await offered("run", "o")).toEqual(["other.yaml"]);
    expect(await offered("graph", "--format", "")).toEqual(["mermaid", "dot", "svg"]);
    expect(await offered("check", "o")).toEqual(["other.yaml"]);
    expect(await offered("check", "--format", "")).toEqual(["text", "json", "markdown", "sarif"]);
    expect(await offered("check", "--baseline", "o")).toEqual(["other.yaml"]);
    expect(await offered("docs", "--output", "o")).toEqual(["other.yaml"]);
    expect(await offered("unknown", "")).toEqual([]);
  });
});

test.runIf(hasBash)("bash takes the script without complaint, and knows the command then", async () => {
  const { output } = await (await commandLine()).run(["completion", "bash"]);
  const { stdout } = await run("bash", ["-c", `set -eu\n${output}\ncomplete -p bailiwick`]);
  expect(stdout).toBe("complete -F _bailiwick bailiwick\n");
});

describe("the script for zsh", () => {
  test("names every command with what it is about", async () => {
    const { output } = await (await commandLine()).run(["completion", "zsh"]);
    expect(output).toMatch(/^#compdef bailiwick\n/);
    for (const command of commands) expect(output).toContain(`    '${command}:`);
    expect(output).toContain("'simulate validate' | 'simulate init') name=");
    expect(output).toContain("'simulate init')\n          _arguments");
    expect(output).toContain("'--format[how to write it]:value:(text json mermaid dot)'");
    expect(output).toContain("'--profile[how candidates are scored]:value:{compadd strict classic; _files}'");
    expect(output).toContain("'--steps[wire these steps only\\: names with commas between them]:value: '");
    expect(output).toContain("'*:argument:(bash zsh)'");
  });

  test.runIf(hasZsh)("is what zsh can read", async () => {
    const { output } = await (await commandLine()).run(["completion", "zsh"]);
    await expect(run("zsh", ["-n", "-c", output])).resolves.toMatchObject({ stderr: "" });
  });
});
