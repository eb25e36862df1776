import { runProcessGroup } from "../../../src/simulation/dbt/process-group.js";

/** Runs a program, its first argument, in a group of its own; its second one is the folder. For a test that kills it. */
const [, , executable = "", cwd = ""] = process.argv;
await runProcessGroup({
  executable,
  args: [],
  cwd,
  env: process.env,
  graceMs: 1000,
  onLine: () => undefined,
});
