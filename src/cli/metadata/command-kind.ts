import { Command } from "commander";
import { messageOf } from "../../kernel/index.js";
import {
  defineKind,
  eachEntry,
  slot,
  wholeRegistry,
  type Rule,
  type RuleSubject,
  type TypeFunction,
} from "../../metadata/index.js";
import type { Io } from "../io.js";
import { addCommands, parentOf, type BuildCommand } from "../programs/add-commands.js";
import type { CommandMetadata } from "../programs/command-entries.js";

/** What builds a command. */
export interface CommandBuilder extends TypeFunction {
  readonly out: BuildCommand;
}

const summarised: Rule<CommandMetadata> = eachEntry("summary-is-a-clause", "patterns", {
  description: "summaries are clauses that fit into a line of the help, and descriptions are sentences",
  check: ({ summary, description }) => [
    ...(/^\p{Ll}[^\n]{0,72}[^.\n]$/u.test(summary)
      ? []
      : [`the summary must be a clause of at most 74 characters without a full stop, but is "${summary}"`]),
    ...(/^\p{Lu}.*\.$/su.test(description)
      ? []
      : [`the description must be sentences, but is "${description}"`]),
  ],
  breaks: (entry) => ({ ...entry, summary: `${entry.summary}.` }),
});

const distinct: Rule<CommandMetadata> = wholeRegistry("summaries-differ", "consistency", {
  description: "no two commands have the same summary",
  check: ({ entries }) => {
    const first = new Map<string, string>();
    return entries.flatMap(({ id, summary }) => {
      const other = first.get(summary);
      if (other === undefined) first.set(summary, id);
      return other === undefined ? [] : [{ id, message: `${id} has the summary of ${other}` }];
    });
  },
  breaks: (subject) => {
    const [one, two, ...others] = subject.entries;
    if (one === undefined || two === undefined) return undefined;
    return { ...subject, entries: [one, { ...two, summary: one.summary }, ...others] };
  },
});

const rooted: Rule<CommandMetadata> = eachEntry("stands-behind-its-command", "orphans", {
  description: "a command within another one stands behind it",
  check: ({ id }, { subject }) => {
    const parent = id.slice(0, Math.max(0, id.lastIndexOf(".")));
    if (parent === "") return "skip";
    const ids = subject.entries.map((entry) => entry.id);
    const isBehind = ids.includes(parent) && ids.indexOf(parent) < ids.indexOf(id);
    return isBehind || `${id} stands before ${parent}, or there is no such command`;
  },
  breaksSubject: (subject) =>
    subject.entries.some(({ id }) => id.includes("."))
      ? { ...subject, entries: subject.entries.toReversed() }
      : undefined,
});

const jsonAsSaid: Rule<CommandMetadata> = eachEntry("json-as-said", "consistency", {
  description: "a command with --json as a short form has a format json, and no other command says so",
  check: ({ id, json }, { subject }) => {
    const command = commandOf(subject, id);
    if (command === undefined) return "skip";
    const format = command.options.find(({ long }) => long === "--format");
    const hasJson = format?.argChoices?.includes("json") === true;
    if (json === "format") return hasJson || `${id} says json: "format", but has no --format json`;
    return json === "none" || !hasJson || `${id} has --format json, for which --json is to be short`;
  },
  breaks: (entry) => (entry.json === "option" ? { ...entry, json: "format" } : undefined),
});

const described: Rule<CommandMetadata> = eachEntry("arguments-described", "completeness", {
  description: "each argument and option is described",
  check: ({ id }, { subject }) => {
    const command = commandOf(subject, id);
    if (command === undefined) return "skip";
    const { options, registeredArguments } = command;
    return [
      ...options.filter(({ description }) => description === "").map(({ flags }) => `${flags} of ${id}`),
      ...registeredArguments
        .filter(({ description }) => description === "")
        .map((one) => `${one.name()} of ${id}`),
    ].map((what) => `${what} is not described`);
  },
  breaksSubject: (subject) =>
    withBuilder(subject, (build) => (command, surroundings) => {
      build(command, surroundings);
      command.option("--undescribed");
    }),
});

const callable: Rule<CommandMetadata> = eachEntry("examples-can-be-called", "consistency", {
  description: "each example is a call that the command line understands, and one of the command itself",
  check: ({ id, examples }, { subject }) => {
    if (subject.implementations === undefined) return "skip";
    return examples.flatMap((example) => faultOf(example, id, subject));
  },
  breaks: (entry) => ({ ...entry, examples: [`${entry.id.replaceAll(".", " ")} --no-such-option`] }),
});

/** What the command line would say of an example, whose shell words begin the rest. */
function faultOf(example: string, id: string, subject: RuleSubject<CommandMetadata>): readonly string[] {
  const words = (/^[^>|&]*/u.exec(example)?.[0] ?? "").trim().split(" ");
  const own = id.split(".");
  if (words.slice(0, own.length).join(".") !== id)
    return [`the example "${example}" of ${id} calls another command`];
  try {
    programOf(subject).parse(words, { from: "user" });
    return [];
  } catch (error) {
    return [`the example "${example}" of ${id} is refused: ${messageOf(error)}`];
  }
}

/** A program with the commands of a subject, which do nothing. */
function programOf(subject: RuleSubject<CommandMetadata>): Command {
  const builders = (subject.implementations?.["build"] ?? {}) as Readonly<Record<string, BuildCommand>>;
  const program = new Command("bailiwick").exitOverride().configureOutput({ outputError: () => {} });
  program.enablePositionalOptions();
  const entries = subject.entries.map((entry) => [entry.id, entry] as const);
  addCommands(entries, builders, { program, io: nowhere, finish: () => {} });
  for (const { id } of subject.entries) parentOf(program, id.split(".")).action(() => {});
  return program;
}

/** `undefined` where implementations were not given. */
function commandOf(subject: RuleSubject<CommandMetadata>, id: string): Command | undefined {
  return subject.implementations === undefined ? undefined : parentOf(programOf(subject), id.split("."));
}

function withBuilder(
  subject: RuleSubject<CommandMetadata>,
  change: (build: BuildCommand) => BuildCommand,
): RuleSubject<CommandMetadata> | undefined {
  const builders = subject.implementations?.["build"];
  const [id] = Object.keys(builders ?? {});
  if (builders === undefined || id === undefined) return undefined;
  const changed = { ...builders, [id]: change(builders[id] as BuildCommand) };
  return { ...subject, implementations: { ...subject.implementations, build: changed } };
}

const nowhere: Io = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  stdin: (async function* empty() {})(),
  env: {},
  cwd: ".",
  onInterrupt: () => () => {},
};

/** What a command of the command line is. */
export const commandKind = defineKind<CommandMetadata>()({
  name: "commands",
  description: "the commands of a command line",
  slots: {
    build: slot<CommandBuilder>()({
      default: true,
      strict: "always",
      description: "what gives it its arguments, its options, and what it does",
    }),
  },
  rules: [summarised, distinct, rooted, jsonAsSaid, described, callable],
});
