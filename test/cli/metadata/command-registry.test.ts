import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { commandRegistry } from "../../../src/cli/metadata/command-registry.js";
import type { BuildCommand } from "../../../src/cli/programs/add-commands.js";
import { commandBuilders } from "../../../src/cli/programs/command-builders.js";
import {
  checkCompliance,
  complianceTests,
  defineCompliance,
  defineRegistry,
  formatSnapshot,
  parseSnapshot,
  proveRules,
  snapshot,
  wire,
} from "../../../src/metadata/index.js";
import { filesIn } from "../../gates/source-files.js";
import { commandLine } from "../../support/command-line.js";

const baselineFile = "commands.metadata.json";
const baseline = parseSnapshot(readFileSync(new URL(baselineFile, import.meta.url), "utf8"));
const implementations = { build: commandBuilders };

complianceTests(defineCompliance(commandRegistry, { implementations, baseline }), { describe, test });

test("every command is built, and nothing is built for no command", () => {
  expect(wire(commandRegistry, implementations).isComplete).toBe(true);
});

test("the reviewed snapshot is that of the commands; vitest -u writes it", async () => {
  await expect(formatSnapshot(snapshot(commandRegistry))).toMatchFileSnapshot(baselineFile);
});

test.each(commandRegistry.entries().map((entry) => [entry.id.replaceAll(".", " "), entry] as const))(
  "%s --help says what its entry says",
  async (words, { description, examples, findings, json }) => {
    const { run } = await commandLine();
    const { exitCode, output } = await run([...words.split(" "), "--help"]);
    const text = output.replaceAll(/\s+/gu, " ");
    expect(exitCode).toBe(0);
    expect(text).toContain(description.replaceAll(/\s+/gu, " "));
    for (const example of examples) expect(output).toContain(`\n  bailiwick ${example}\n`);
    expect(text.includes("Exit code 1: ")).toBe(findings !== null);
    expect(output.includes("  --json ")).toBe(json !== "none");
  },
);

test("the help has the commands in their groups", async () => {
  const { run } = await commandLine();
  const { output } = await run(["--help"]);
  for (const { id, group, summary } of commandRegistry) {
    if (id.includes(".")) continue;
    const section = output.slice(output.indexOf(`\n${group}:\n`)).split("\n\n")[0] ?? "";
    expect(section.replaceAll(/\s+/gu, " ")).toContain(` ${summary}`);
  }
});

test("docs/cli.md has a section for each command, and one for none that there is not", () => {
  const page = filesIn("docs", "cli.md")[0]?.source ?? "";
  const titles = Array.from(page.matchAll(/^## `(\w+)`$/gmu), ([, title = ""]) => title);
  expect(titles.toSorted()).toEqual(commandRegistry.ids.filter((id) => !id.includes(".")).toSorted());
});

describe("a command that is not as its entry says is found:", () => {
  function messagesWith(build: BuildCommand, changed: object = {}): readonly string[] {
    const entry = { ...commandRegistry.get("why"), ...changed };
    const { id: _, ...metadata } = entry;
    const registry = defineRegistry(commandRegistry.kind, { why: metadata });
    return checkCompliance(registry, { implementations: { build: { why: build } } }).findings.map(
      ({ message }) => message,
    );
  }

  test("an example with an option that it does not have", () => {
    expect(messagesWith((command) => void command.argument("<input>", "the input"))).toContain(
      "the example \"why train.rows --specs steps/\" of why is refused: error: unknown option '--specs'",
    );
  });

  test("an example of another command", () => {
    expect(messagesWith(commandBuilders.why, { examples: ["lock steps/"] })).toContain(
      'the example "lock steps/" of why calls another command',
    );
  });

  test("an argument and an option without a description", () => {
    const build: BuildCommand = (command) => void command.argument("[input]").option("--specs <path>");
    expect(messagesWith(build)).toEqual(
      expect.arrayContaining(["--specs <path> of why is not described", "input of why is not described"]),
    );
  });

  test("JSON that it cannot write", () => {
    expect(messagesWith(commandBuilders.why, { json: "format" })).toContain(
      'why says json: "format", but has no --format json',
    );
  });

  test("a format json that --json is not short for", () => {
    const build: BuildCommand = (command, surroundings) => {
      commandBuilders.why(command, surroundings);
      command.addOption(command.createOption("--format <text|json>", "how").choices(["text", "json"]));
    };
    expect(messagesWith(build)).toContain("why has --format json, for which --json is to be short");
  });

  test("words that are no clause and no sentence", () => {
    expect(messagesWith(commandBuilders.why, { summary: "Explains.", description: "explains" })).toEqual(
      expect.arrayContaining([
        'the summary must be a clause of at most 74 characters without a full stop, but is "Explains."',
        'the description must be sentences, but is "explains"',
      ]),
    );
  });

  test("a command that stands before the one that it belongs to, or has the summary of another", () => {
    const { id: _, ...metadata } = commandRegistry.get("simulate.init");
    const registry = defineRegistry(commandRegistry.kind, { "simulate.init": metadata, simulate: metadata });
    const messages = checkCompliance(registry).findings.map(({ message }) => message);
    expect(messages).toContain("simulate.init stands before simulate, or there is no such command");
    expect(messages).toContain("simulate has the summary of simulate.init");
  });
});

test("without the builders only the entries are looked at, and what cannot be broken is no fault of a rule", () => {
  const { id: _, ...metadata } = commandRegistry.get("why");
  const registry = defineRegistry(commandRegistry.kind, { why: metadata });
  const { checked } = checkCompliance(registry);
  const rules = ["json-as-said", "arguments-described", "examples-can-be-called"];
  for (const rule of rules) expect(checked.find((one) => one.rule === rule)).toMatchObject({ subjects: 0 });
  const unbroken = proveRules(registry).filter(({ outcome }) => outcome === "inapplicable");
  expect(unbroken.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(["summaries-differ", "stands-behind-its-command", "arguments-described"]),
  );
});
