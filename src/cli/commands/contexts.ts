import { counted } from "../../kernel/index.js";
import { registryManager } from "../../registry/index.js";
import { jsonText } from "../texts.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { styleOf, type Style } from "../style.js";
import { tableLines } from "../table.js";
import { collisionsOf, type Collision } from "../checks/context-collisions.js";
import { loadContexts } from "../checks/load-contexts.js";

/** What `bailiwick contexts` takes. */
export interface ContextsOptions {
  readonly json?: boolean;
}

interface ListedContext {
  readonly name: string;
  readonly stepCount: number;
  readonly stepTypeCount: number;
  readonly dependencyCount: number;
  readonly outputCount: number;
}

/** Lists the contexts of modules and specification files. What they name differently is no finding: it is what contexts are for. */
export async function contexts(
  sources: readonly string[],
  { json }: ContextsOptions,
  io: Io,
): Promise<ExitCode> {
  const manager = await loadContexts(sources, registryManager, io);
  const listed = Object.entries(manager.getContextStats()).map(([name, stats]): ListedContext => {
    const { stepCount, stepTypeCount, dependencyCount, outputCount } = stats;
    return { name, stepCount, stepTypeCount, dependencyCount, outputCount };
  });
  const registries = listed.map(({ name }) => manager.getRegistry(name));
  const collisions = collisionsOf(registries);
  if (json === true) io.stdout.write(jsonText({ contexts: listed, collisions }));
  else io.stdout.write(contextsText(listed, collisions, styleOf(io.stdout, io.env)));
  return exitCodes.ok;
}

function contextsText(
  listed: readonly ListedContext[],
  collisions: readonly Collision[],
  style: Style,
): string {
  if (listed.length === 0) return "There is no context.\n";
  const counts = ["Steps", "Types", "Dependencies", "Outputs"].map((title) => ({
    title,
    align: "right" as const,
  }));
  const rows = listed.map((context) => [
    context.name,
    ...[context.stepCount, context.stepTypeCount, context.dependencyCount, context.outputCount].map(String),
  ]);
  const table = tableLines([{ title: "Context" }, ...counts], rows, style);
  if (collisions.length === 0) return `${table.join("\n")}\n`;
  const title = style.bold(`${counted(collisions.length, "name")} with different meanings`);
  return `${[...table, "", title, ...collisions.flatMap(collisionLines)].join("\n")}\n`;
}

function collisionLines({ stepName, variants }: Collision): readonly string[] {
  return [
    `  ${stepName}`,
    ...variants.map(({ contexts: names, stepType, differences }) => {
      const fields = differences.length === 0 ? "" : `; differs in ${differences.join(", ")}`;
      return `    ${names.join(", ")}: ${stepType}${fields}`;
    }),
  ];
}
