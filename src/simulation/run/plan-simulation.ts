import { deepFreeze } from "../../kernel/index.js";
import { openDuckDb } from "../../store/index.js";
import type { ModelNode } from "../project/model-engine.js";
import { selectNodes, type SelectableNode } from "../project/select-nodes.js";
import type { SimulationContext } from "../stages/session.js";
import { stageSelection } from "../stages/stage-handlers.js";
import { modelStages, stageNames, type StageName } from "../stages/stages.js";

/** What a simulation would do: what a dry run comes to. Frozen. */
export interface SimulationPlan {
  readonly scenarioId: string;
  readonly planDesignId: string;
  readonly engine: "embedded" | "dbt";
  /** The path of the database that would be published. */
  readonly database: string;
  readonly years: readonly number[];
  /** Those of one year: they are the same in all. */
  readonly stages: readonly PlannedStage[];
}

/** What a stage would do. */
export interface PlannedStage {
  readonly stage: StageName;
  /** The names of the models that it builds, in the order in which it builds them. */
  readonly models: readonly string[];
}

/**
 * Lists what would run. Nothing is written: the models are read as the embedded engine reads them, whichever engine builds them.
 *
 * @throws BailiwickError what is wrong with the models, and with the selection
 */
export async function planSimulation(
  context: SimulationContext,
  years: readonly number[],
): Promise<SimulationPlan> {
  const nodes = await readModels(context);
  const models = (stage: StageName): readonly string[] => {
    const tag = modelStages.find((one) => one === stage);
    if (tag === undefined) return [];
    const select = stageSelection(tag, context.config.dbt.selectors);
    return selectNodes(nodes, { select }).map(({ name }) => name);
  };
  return deepFreeze({
    ...context.scope,
    engine: context.engine,
    database: context.files.database,
    years,
    stages: stageNames.map((stage) => ({ stage, models: models(stage) })),
  });
}

async function readModels({ openEngine }: SimulationContext): Promise<readonly SelectableNode[]> {
  await using database = await openDuckDb(":memory:");
  await using engine = await openEngine(database, "embedded");
  const models = await engine.models();
  const idOf = new Map(models.map(({ name, uniqueId }) => [name, uniqueId]));
  return models.map((node) => selectable(node, idOf));
}

function selectable(node: ModelNode, idOf: ReadonlyMap<string, string>): SelectableNode {
  const { uniqueId, name, file, tags, refs, materialized } = node;
  const [, project = ""] = uniqueId.split(".");
  return {
    uniqueId,
    name,
    file,
    kind: "model",
    tags,
    fqn: [project, ...file.split("/").slice(1, -1), name],
    config: { materialized, tags },
    parents: refs.flatMap((ref) => idOf.get(ref) ?? []),
  };
}
