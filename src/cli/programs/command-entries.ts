/** What a command is, as help, completion, documentation and its registry tell it. */
export interface CommandMetadata {
  /** One line, as a clause. */
  readonly summary: string;
  /** In sentences. */
  readonly description: string;
  readonly group: "Wiring" | "Runs" | "Simulations" | "Metadata" | "Installation";
  /** Whether JSON is asked for by `--json`, by `--format json`, for which `--json` is short, or not at all. */
  readonly json: "option" | "format" | "none";
  /** What exit code 1 tells beside faults in what was read; `null` where it tells nothing else. */
  readonly findings: string | null;
  /** Calls without the name of the program. */
  readonly examples: readonly [string, ...string[]];
}

/**
 * All commands, in the order of the help, by their words with dots between: data only, so that a start loads no more
 * than it says. `commandRegistry` is made of it.
 */
export const commandEntries = {
  resolve: {
    summary: "wire the steps and show the wires",
    description: "Wires the steps of specification files and shows the wires, and what could not be wired.",
    group: "Wiring",
    json: "format",
    findings: "a required input is not fed, or the wires go round in a circle",
    examples: ["resolve steps/", "resolve steps/ --graph edges.yaml --format mermaid"],
  },
  why: {
    summary: "explain a wire, or why there is none",
    description: "Explains what an input is fed by, or, with an output, why it is not fed by that one.",
    group: "Wiring",
    json: "option",
    findings: null,
    examples: ["why train.rows --specs steps/", "why train.rows load.other --specs steps/"],
  },
  lock: {
    summary: "write the wiring down, or check that it is still the same",
    description:
      "Checks the wiring against the lock file, or writes the lock file if there is none. A wiring that lacks required inputs is not written.",
    group: "Wiring",
    json: "option",
    findings: "the wiring is not as the lock file says",
    examples: ["lock steps/", "lock steps/ --check", "lock steps/ --update"],
  },
  run: {
    summary: "run the pipeline of a module, and record it",
    description:
      "Runs the pipeline that a module exports, as pipeline, by default or as the only one, and records it, so " +
      "that it can go on where it stopped. module#name chooses an export; a function is called for its pipeline.",
    group: "Runs",
    json: "option",
    findings: "the run failed or was cancelled, or its events could not all be written",
    examples: ["run pipeline.js", "run pipeline.js --resume", "run pipeline.js --over 2025..2029 --dry-run"],
  },
  rollback: {
    summary: "take a run back by the compensations of its steps",
    description:
      "Calls the compensations of the steps of a run, in the reverse order in which the steps completed.",
    group: "Runs",
    json: "option",
    findings: "a compensation failed, or the rollback was cancelled",
    examples: ["rollback pipeline.js", "rollback pipeline.js --to-partition 2026"],
  },
  runs: {
    summary: "list runs, show one, or say how two differ",
    description: "Lists the runs of a store, shows one with its steps and attempts, or says how two differ.",
    group: "Runs",
    json: "option",
    findings: null,
    examples: ["runs list", "runs show latest --events", "runs diff ID latest"],
  },
  graph: {
    summary: "draw the steps, and how those of a run stand",
    description:
      "Draws the pipeline of a module, or the wiring of specification files; with --run how its steps stand.",
    group: "Wiring",
    json: "none",
    findings: null,
    examples: ["graph steps/", "graph pipeline.js --run latest --format svg > run.svg"],
  },
  contexts: {
    summary: "list contexts, and what they name differently",
    description:
      "Lists contexts with what they hold, and the steps that go by one name and are not the same.\n\n" +
      "A source is a module, which is run and whose contexts are listed; a folder, in which each folder is a\n" +
      "context and the files beside them are one called like the folder; a specification file, which is one\n" +
      "called like the file; or name=path, which puts all of the path into one context.",
    group: "Wiring",
    json: "option",
    findings: null,
    examples: ["contexts pipelines/", "contexts staging=a/ production=b/", "contexts app.js"],
  },
  simulate: {
    summary: "simulate a workforce and its retirement plan over years",
    description:
      "Simulates years one after the other, checks and publishes each, and writes reports. What is interrupted or has " +
      "failed goes on with --resume. simulate init makes a project to begin with.",
    group: "Simulations",
    json: "option",
    findings: "a stage or a rule failed, or the run was cancelled",
    examples: [
      "simulate init my-plan",
      "simulate my-plan/simulation.yaml --years 2025-2029",
      "simulate my-plan/simulation.yaml --resume",
    ],
  },
  "simulate.validate": {
    summary: "check configuration, census and models, and run nothing",
    description:
      "Checks a configuration, its census and its models, and tells all that is wrong. Nothing is written.",
    group: "Simulations",
    json: "option",
    findings: "something is wrong with them",
    examples: ["simulate validate simulation.yaml"],
  },
  "simulate.init": {
    summary: "make a project: models, configuration and a census",
    description:
      "Copies the example into a new folder: a dbt project, a configuration, and a made-up census, all to be changed.",
    group: "Simulations",
    json: "option",
    findings: null,
    examples: ["simulate init my-plan", "simulate init my-plan --employees 500"],
  },
  report: {
    summary: "report what the years of a simulation have come to",
    description:
      "Reports what the published years of a simulation have come to: on standard output as text, json or html, or with " +
      "--out as files, one for each format and table.",
    group: "Simulations",
    json: "none",
    findings: null,
    examples: ["report simulation.yaml", "report simulation.duckdb --format html --out report"],
  },
  config: {
    summary: "show every setting of a simulation, and where it comes from",
    description:
      "Shows every setting of a configuration with its value and where that comes from: the file, an environment " +
      "variable, --set or the default; or writes the JSON Schema of configurations, for editors.",
    group: "Simulations",
    json: "option",
    findings: null,
    examples: ["config show simulation.yaml", "config schema > simulation.schema.json"],
  },
  state: {
    summary: "look at the registries of state in a database, or repair them",
    description:
      "Compares the registries of state with the baseline and the events, rebuilds them from these, or shows " +
      "what they hold. Without --scenario and --plan of all that the database has.",
    group: "Simulations",
    json: "option",
    findings: "validate found an error",
    examples: ["state show simulation.duckdb", "state validate simulation.duckdb"],
  },
  check: {
    summary: "check the metadata registries of a module",
    description:
      "Checks the metadata registries that a module exports, alone or with what defineCompliance() says of them, against " +
      "their rules and the reviewed snapshot. module#name chooses an export; without a module it is bailiwick.metadata.ts, " +
      ".js or .mjs of the folder.",
    group: "Metadata",
    json: "format",
    findings: "a rule of severity error is broken, or the registries are not as the snapshot says",
    examples: ["check", "check registries.js --update", "check registries.js --format sarif > check.sarif"],
  },
  docs: {
    summary: "write what metadata registries say, as documentation",
    description:
      "Writes the entries of the metadata registries of a module as tables, as JSON, or as a diagram of what refers to what.",
    group: "Metadata",
    json: "format",
    findings: null,
    examples: ["docs registries.js", "docs registries.js#events --format mermaid --output events.mmd"],
  },
  prove: {
    summary: "show that each rule of metadata registries finds its defect",
    description:
      "Puts into a copy of each registry the defect that a rule exists for, rule by rule, and tells which rules notice it.",
    group: "Metadata",
    json: "option",
    findings: "a rule does not notice the defect that it exists for, or has none to show",
    examples: ["prove", "prove registries.js"],
  },
  doctor: {
    summary: "check the installation, specifications, and what a simulation needs",
    description:
      "Checks the installation and, if given, specifications, and what a simulation needs: its configuration, its " +
      "database and who holds it, room on the disk, and dbt. Says of all it finds what to do.",
    group: "Installation",
    json: "option",
    findings: "there is a problem; a note is none",
    examples: ["doctor", "doctor steps/", "doctor --config simulation.yaml"],
  },
  completion: {
    summary: "write a completion script for a shell",
    description: "Writes a script that completes commands, options and values in a shell.",
    group: "Installation",
    json: "none",
    findings: null,
    examples: ["completion bash > ~/.bailiwick.bash && . ~/.bailiwick.bash"],
  },
} as const satisfies Readonly<Record<string, CommandMetadata>>;

/** The id of a command: its words with dots between. */
export type CommandId = keyof typeof commandEntries;
