import { BailiwickError, describe } from "../kernel/index.js";
import { SpecificationRegistry } from "../registry/index.js";
import { DependencyResolver, type Wiring, type WiringDrift } from "../resolution/index.js";
import { joinHandlers } from "./join-handlers.js";
import { checkPipelineOptions, type PipelineOptions } from "./pipeline-options.js";
import { makePlan, type Plan } from "./plan/plan.js";
import type { PreviewOptions } from "./recording/prepare-run.js";
import { previewRun, type RunPreview } from "./recording/preview-run.js";
import type { RollbackReport } from "./recording/rollback-report.js";
import { rollBack, type RollbackOptions } from "./recording/rollback.js";
import { startRun } from "./recording/start-run.js";
import { checkRunOptions, type RunOptions } from "./run/run-options.js";
import type { RunReport } from "./run/run-report.js";
import type { StepHandlers } from "./step-definition.js";
import { diagramOptions, type PipelineDiagramOptions } from "./views/pipeline-diagram.js";
import type { SageMakerDefinition, SageMakerOptions } from "./views/sagemaker-definition.js";
import { toSageMaker } from "./views/to-sagemaker.js";

/** How many faults the text of an error lists; its details have all. */
const mostListed = 25;

/** Steps that are wired, checked and ready to run. Frozen; later changes of the registry do not reach it. */
export interface Pipeline {
  readonly plan: Plan;
  readonly wiring: Wiring;
  /**
   * Runs all steps; independent ones at the same time. A step that fails and a caller that cancels are
   * outcomes: they are in the report, nothing is thrown for them. A pipeline can run many times, also at once.
   *
   * With a store, what the steps give is on the disk before anything that follows from it starts, and a run that ended
   * early is resumed: what is known and has not changed is reused, and the report says of every step why it ran.
   *
   * @throws BailiwickError `OPTION_INVALID`; `SELECTION_INVALID` for steps that are not there or cannot run alone;
   * `PARTITIONS_INVALID`; with a store also `RUN_UNKNOWN`, `RUN_OF_ANOTHER_PLAN`, `LOCK_HELD`, `LOCK_LOST` and what the store
   * throws: what was recorded until then stays, and can be resumed
   */
  run(options?: RunOptions): Promise<RunReport>;
  /**
   * Says what `run` would do with the same options, and why. Nothing runs, and nothing is written.
   *
   * @throws BailiwickError as `run`, but for the lock
   */
  preview(options?: PreviewOptions): RunPreview;
  /**
   * Takes a recorded run back: calls the compensations of its steps in the reverse order of their completion, one after
   * the other. A failure stops it and is in the report; what is left is taken back by the next call, which calls a
   * compensation again that was interrupted. What failed or was interrupted itself is not taken back, and a step that
   * has no compensation counts as taken back.
   *
   * @throws BailiwickError `OPTION_INVALID`, `RUN_UNKNOWN`, `LOCK_HELD`, `LOCK_LOST` and what the store throws;
   * `RUN_OF_ANOTHER_PLAN` for results of steps that this pipeline does not have; `SELECTION_INVALID` for a target that the
   * run does not have
   */
  rollback(options: RollbackOptions): Promise<RollbackReport>;
  /**
   * The steps and wires as a Mermaid flowchart, and how the steps of a run stand, if its states are given.
   *
   * @throws BailiwickError `OPTION_INVALID`
   */
  toMermaid(options?: PipelineDiagramOptions): string;
  /** The same as a Graphviz graph in the DOT language. */
  toDot(options?: PipelineDiagramOptions): string;
  /** The same as an SVG document, in which every step and wire has a title. Graphviz is loaded for it. */
  toSvg(options?: PipelineDiagramOptions): Promise<string>;
  /**
   * The steps as a pipeline definition of Amazon SageMaker, version 2020-12-01: inputs refer to the outputs that feed
   * them (`{ Get: "Steps.load.…" }`), by their property paths. Frozen, plain JSON. What only you know, such as images
   * and roles, is an option; nothing is made up.
   *
   * @throws BailiwickError `SAGEMAKER_INVALID` with everything that is missing or wrong, `OPTION_INVALID`
   */
  toSageMaker(options?: SageMakerOptions): SageMakerDefinition;
}

/**
 * Wires all steps of a registry and joins each with its handler.
 *
 * @throws BailiwickError `PIPELINE_INVALID` with everything that is in the way: no steps, missing handlers,
 * handlers without a step, required inputs that nothing provides or that several outputs fit equally well, a
 * cycle. `GRAPH_CYCLE` and `STEP_UNKNOWN` for edges that are wrong in themselves. `PIN_INVALID`,
 * `PROFILE_INVALID`, `OPTION_INVALID`, `LOCK_INVALID`. `WIRING_DRIFT` for a pipeline that could run, but has other
 * steps or wires than the `lock` says.
 *
 * @example
 * ```ts
 * import { buildPipeline, getRegistry } from "bailiwick";
 *
 * const registry = getRegistry("greetings");
 * registry.registerSpecification("ask", { stepType: "Ask", outputs: { name: {} } });
 * registry.registerSpecification("greet", { stepType: "Greet", dependencies: { name: {} }, outputs: { text: {} } });
 *
 * const pipeline = buildPipeline(registry, {
 *   ask: () => ({ name: "Ada" }),
 *   greet: ({ inputs }) => ({ text: `Hello, ${inputs["name"]}!` }),
 * }, { edges: [["ask", "greet"]] });
 * const report = await pipeline.run();
 * console.log(report.outputs["greet"]?.["text"]); // => Hello, Ada!
 * ```
 */
export function buildPipeline(
  registry: SpecificationRegistry,
  handlers: StepHandlers,
  options: PipelineOptions = {},
): Pipeline {
  requireRegistry(registry);
  const { name, edges, lock, resolverOptions } = checkPipelineOptions(options, registry.contextName);
  const resolver = new DependencyResolver(registry, resolverOptions);
  const wiring = resolver.resolveDependencies(registry.listStepNames(), edges === undefined ? {} : { edges });
  const { definitionOf, faults: handlerFaults } = joinHandlers(registry.listStepNames(), handlers);
  const faults = [...handlerFaults, ...wiringFaults(wiring)];
  const drift = lock === undefined ? undefined : wiring.compareTo(lock);
  const hasLeftLock = drift?.isSameWiring === false;
  if (hasLeftLock && faults.length > 0)
    faults.push(`it has left its lock. ${drift.text.replaceAll("\n", "\n  ")}`);
  if (faults.length > 0) throw pipelineInvalid(name, registry, faults, hintFor(wiring, edges !== undefined));
  if (hasLeftLock) throw wiringDrift(name, registry, drift);
  const plan = makePlan(name, registry, wiring, edges ?? [], definitionOf);
  const specifications = new Map(registry);
  const definitions = Object.freeze(plan.order.map((stepName) => definitionOf.get(stepName)!));
  const planned = { plan, definitions };
  return Object.freeze({
    plan,
    wiring,
    run: async (runOptions: RunOptions = {}) => startRun(planned, checkRunOptions(runOptions)),
    preview: (previewOptions: PreviewOptions = {}) => previewRun(planned, previewOptions),
    rollback: async (rollbackOptions: RollbackOptions) => rollBack(planned, rollbackOptions),
    toMermaid: (shown: PipelineDiagramOptions = {}) => wiring.toMermaid(diagramOptions(shown, "toMermaid()")),
    toDot: (shown: PipelineDiagramOptions = {}) => wiring.toDot(diagramOptions(shown, "toDot()")),
    toSvg: async (shown: PipelineDiagramOptions = {}) => wiring.toSvg(diagramOptions(shown, "toSvg()")),
    toSageMaker: (told: SageMakerOptions = {}) => toSageMaker(plan, specifications, told),
  });
}

function requireRegistry(registry: unknown): void {
  if (registry instanceof SpecificationRegistry) return;
  throw new BailiwickError("OPTION_INVALID", {
    message: `buildPipeline needs a SpecificationRegistry, but was given ${describe(registry)}.`,
    hint:
      registry === undefined
        ? 'if it is the registry of a decorated builder, a field may hide the getter: write "declare readonly registry".'
        : "pass getRegistry(contextName) or the registry of a decorated builder.",
    details: { option: "registry", found: describe(registry) },
  });
}

function* wiringFaults({ unresolved, ambiguous, cycle }: Wiring): Generator<string> {
  for (const { consumer, dependency, required, reason } of unresolved) {
    if (!required) continue;
    const isAmbiguous = ambiguous.some((tie) => tie.consumer === consumer && tie.dependency === dependency);
    const input = `${consumer}.${dependency}`;
    yield isAmbiguous ? `${input} is ambiguous: ${reason}` : `nothing provides ${input}: ${reason}`;
  }
  if (cycle !== undefined) yield `the wires form a cycle: ${cycle.join(" → ")}`;
}

function hintFor({ isComplete, cycle, unresolved }: Wiring, hasEdges: boolean): string {
  const isCyclic =
    cycle !== undefined || unresolved.some((open) => open.required && open.cycle !== undefined);
  if (isCyclic) return "hand in the known graph as { edges }, which leaves no room for a cycle.";
  if (isComplete) return "give every step of the context one handler, by the name of the step.";
  return hasEdges
    ? "a step takes its inputs from the steps that come before it: add the edge, or the output, that is missing."
    : "register a step that gives what is missing, or declare the input with required: false.";
}

function wiringDrift(
  pipelineName: string,
  { contextName }: SpecificationRegistry,
  drift: WiringDrift,
): BailiwickError {
  return new BailiwickError("WIRING_DRIFT", {
    message: `The pipeline ${describe(pipelineName)} of context ${describe(contextName)} has left its lock. ${drift.text}`,
    hint: "if this is meant, build it without the lock, write formatLock(pipeline.wiring.lock()) in its place and have the difference reviewed; if not, pin what moved.",
    details: { pipelineName, contextName, drift },
  });
}

function pipelineInvalid(
  name: string,
  { contextName }: SpecificationRegistry,
  faults: string[],
  hint: string,
): BailiwickError {
  return new BailiwickError("PIPELINE_INVALID", {
    message: [
      `The pipeline ${describe(name)} of context ${describe(contextName)} cannot run:`,
      ...faults.slice(0, mostListed).map((fault) => `  - ${fault}`),
      ...(faults.length > mostListed ? [`  - and ${faults.length - mostListed} more`] : []),
    ].join("\n"),
    hint,
    details: { pipelineName: name, contextName, faults },
  });
}
