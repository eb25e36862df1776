import { Option, type Command } from "commander";
import type { CheckOptions } from "../metadata/check.js";
import type { DocsOptions } from "../metadata/docs.js";
import type { ProveOptions } from "../metadata/prove.js";
import type { CommandSurroundings } from "./add-commands.js";

function moduleArgument(command: Command): Command {
  return command.argument(
    "[module]",
    "a JavaScript module, or TypeScript where this Node or a loader reads it (default: bailiwick.metadata.*)",
  );
}

/** Builds `check`. */
export function buildCheck(command: Command, { io, finish }: CommandSurroundings): void {
  const format = new Option("--format <text|json|markdown|sarif>", "how to write it")
    .choices(["text", "json", "markdown", "sarif"])
    .default("text");
  moduleArgument(command)
    .addOption(format)
    .option("--baseline <file>", "the reviewed snapshot (default: NAME.metadata.json beside the module)")
    .option("--update", "write the snapshot as the registries are now, and tell what has changed")
    .action(async (module: string | undefined, options: CheckOptions) => {
      const { check } = await import("../metadata/check.js");
      finish(await check(module, options, io));
    });
}

/** Builds `docs`. */
export function buildDocs(command: Command, { io, finish }: CommandSurroundings): void {
  const format = new Option("--format <markdown|json|mermaid>", "how to write it")
    .choices(["markdown", "json", "mermaid"])
    .default("markdown");
  moduleArgument(command)
    .addOption(format)
    .option("--output <file>", "write into a file in place of standard output")
    .action(async (module: string | undefined, options: DocsOptions) => {
      const { docs } = await import("../metadata/docs.js");
      finish(await docs(module, options, io));
    });
}

/** Builds `prove`. */
export function buildProve(command: Command, { io, finish }: CommandSurroundings): void {
  moduleArgument(command).action(async (module: string | undefined, options: ProveOptions) => {
    const { prove } = await import("../metadata/prove.js");
    finish(await prove(module, options, io));
  });
}
