import { buildPipeline, type Pipeline } from "../../pipeline/index.js";
import { integrateWithPipelineBuilder, type SpecificationRegistry } from "../../registry/index.js";
import type { SimulationSession } from "../stages/session.js";
import type { SimulationScope } from "../stages/simulation-tables.js";
import { stageHandlers } from "../stages/stage-handlers.js";
import { stageSpecifications } from "../stages/stages.js";

const pipelineName = "simulation";

/**
 * Builds the pipeline of the years of a scenario. Its specifications are in the registry of the context
 * `SCENARIO/PLAN_DESIGN`, where they can be looked at, wired and explained like any others.
 */
@integrateWithPipelineBuilder({ context: ({ pipelineContext }) => pipelineContext })
export class SimulationBuilder {
  declare readonly registry: SpecificationRegistry;
  readonly pipelineContext: string;

  constructor({ scenarioId, planDesignId }: SimulationScope) {
    this.pipelineContext = `${scenarioId}/${planDesignId}`;
  }

  /** Registers the stages, wires them by what they give and need, and joins them with what they do. */
  build(session: SimulationSession): Pipeline {
    for (const [stage, specification] of Object.entries(stageSpecifications))
      this.registry.registerSpecification(stage, specification);
    return buildPipeline(this.registry, stageHandlers(session), { name: pipelineName });
  }
}
