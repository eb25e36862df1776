import { buildPipeline, type Pipeline, type RunEvent, type StepHandlers } from "../../src/pipeline/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import type { GraphParts } from "./graphs.js";
import { registryOf } from "./resolvers.js";

/** A clock that stands still, so that reports and events can be compared whole. */
export const stoppedClock = Object.freeze({ now: () => 1000 });

/** Steps by name, as they are listed: each gives one output of its own name and takes those of the steps before it. */
export function stepsOf({ nodes, edges }: GraphParts): Record<string, StepSpecificationInput> {
  const providersOf = new Map(nodes.map((name) => [name, new Set<string>()]));
  for (const [from, to] of edges) providersOf.get(to)!.add(from);
  return Object.fromEntries(
    nodes.map((name) => [
      name,
      {
        stepType: "Any",
        dependencies: Object.fromEntries([...providersOf.get(name)!].map((provider) => [provider, {}])),
        outputs: { [name]: {} },
      },
    ]),
  );
}

/** The pipeline of {@link stepsOf} on its known graph. */
export function pipelineOn(graph: GraphParts, handlers: StepHandlers): Pipeline {
  return buildPipeline(registryOf(stepsOf(graph)), handlers, { edges: graph.edges });
}

/** A pipeline of steps without inputs and outputs, which do not know of each other. */
export function pipelineOf(handlers: StepHandlers): Pipeline {
  const steps = Object.keys(handlers).map((name) => [name, { stepType: "Any" }]);
  return buildPipeline(registryOf(Object.fromEntries(steps)), handlers);
}

/** Types and step names of events, for short: `step-started load`. */
export function inShort(event: RunEvent): string {
  return "stepName" in event ? `${event.type} ${event.stepName}` : event.type;
}
