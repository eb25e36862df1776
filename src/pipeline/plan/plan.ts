import { digraph, levels, topologicalOrder, type Edge } from "../../graph/index.js";
import type { SpecificationRegistry } from "../../registry/index.js";
import type { Wiring } from "../../resolution/index.js";
import type { FingerprintParts } from "../../store/index.js";
import type { CheckedDefinition } from "../step-definition.js";
import { Fingerprints } from "./fingerprints.js";
import type { PlannedInput } from "./planned-input.js";

/** One step of a plan. */
export interface PlannedStep {
  readonly stepName: string;
  readonly stepType: string;
  /** The steps that must have succeeded before it starts. */
  readonly after: readonly string[];
  readonly inputs: readonly PlannedInput[];
  readonly outputs: readonly string[];
  /**
   * Changes with everything that has a say in what the step gives: its specification but for descriptions, its code tag
   * and options, and the fingerprints of what is before it. The same on every machine.
   */
  readonly fingerprint: string;
  /** What the fingerprint is made of, so that two can be compared. */
  readonly parts: FingerprintParts;
}

/** What a run will do, checked; deep-frozen plain data. */
export interface Plan {
  readonly pipelineName: string;
  readonly contextName: string;
  /** Of all its steps: the same for the same plan, on every machine and in whatever order steps were registered. */
  readonly fingerprint: string;
  /** In an order in which they could run one by one. */
  readonly steps: readonly PlannedStep[];
  readonly order: readonly string[];
  /** The same steps by depth: what stands on one level can run at the same time. */
  readonly levels: readonly (readonly string[])[];
}

/** Makes the plan of a wiring that is complete and without cycles. O(steps + wires + edges). */
export function makePlan(
  pipelineName: string,
  registry: SpecificationRegistry,
  wiring: Wiring,
  edges: readonly Edge[],
  definitions: ReadonlyMap<string, Pick<CheckedDefinition, "codeTag" | "options">>,
): Plan {
  const dataEdges = wiring.wires.map(({ provider, consumer }): Edge => [provider, consumer]);
  const graph = digraph(registry.listStepNames(), [...edges, ...dataEdges]);
  const order = topologicalOrder(graph);
  const inputs = inputsByConsumer(wiring);
  const { contextName } = registry;
  const fingerprints = new Fingerprints(contextName, pipelineName);
  const steps = order.map((stepName): PlannedStep => {
    const specification = registry.getSpecification(stepName)!;
    const after = Object.freeze(
      graph.predecessors[graph.indexOf(stepName)!]!.map((index) => graph.nodes[index]!),
    );
    const needed = inputs.get(stepName) ?? noInputs;
    return Object.freeze({
      stepName,
      stepType: specification.stepType,
      after,
      inputs: needed,
      outputs: Object.freeze(Object.keys(specification.outputs)),
      ...fingerprints.ofStep({
        stepName,
        specification,
        definition: definitions.get(stepName)!,
        inputs: needed,
        after,
      }),
    });
  });
  return Object.freeze({
    pipelineName,
    contextName,
    fingerprint: fingerprints.ofPlan(),
    steps: Object.freeze(steps),
    order,
    levels: levels(graph),
  });
}

const noInputs: readonly PlannedInput[] = Object.freeze([]);

function inputsByConsumer({ wires }: Wiring): ReadonlyMap<string, readonly PlannedInput[]> {
  const inputs = new Map<string, PlannedInput[]>();
  for (const { consumer, dependency, provider, output } of wires) {
    const input = Object.freeze({ dependency, provider, output });
    const list = inputs.get(consumer);
    if (list === undefined) inputs.set(consumer, [input]);
    else list.push(input);
  }
  for (const list of inputs.values()) Object.freeze(list);
  return inputs;
}
