import { isDeepStrictEqual } from "node:util";
import type {
  DependencyInput,
  DependencyType,
  OutputInput,
  SpecificationRegistry,
  StepSpecification,
  StepSpecificationInput,
  Wire,
  Wiring,
} from "bailiwick";
import type { Figures, Table } from "../harness/bench.js";
import { check, collectGarbage } from "../harness/measure.js";
import { median } from "../harness/statistics.js";
import { oracle } from "./oracle.js";
import { profileNames, read, resolving, timeGoals, type ProfileName, type Resolving } from "./resolving.js";
import { vocabulary } from "./vocabulary.js";
import { portTypes, type Workload } from "./workload.js";

const limit = 5;

/** Another content for one step, and an input whose answer may be another one then. */
interface Change {
  readonly step: string;
  readonly input: StepSpecificationInput;
  readonly affected: readonly [consumer: string, dependency: string];
}

/** What a process sees that changes one specification and resolves again with the resolver it has. */
export function changedTables(quick: boolean): Table[] {
  const count = quick ? 60 : 10_000;
  return [oracle, vocabulary].map((workload) => ({
    title: `${workload.name}: ${count} steps, one of them changed, by the resolver that knows the others`,
    rounds: 1,
    figures: { time: "ms", slowest: "ms", anew: "ms" },
    floor: "classic",
    contenders: profileNames.map((profile) => ({
      name: profile,
      budget: quick ? 10 : 60,
      measure: () => changed(workload, count, profile),
    })),
    goals: quick ? [] : timeGoals(limit),
  }));
}

async function changed(workload: Workload, count: number, profile: ProfileName): Promise<Figures> {
  const prepared = await resolving(workload, count, profile);
  const registry = prepared.register();
  const resolver = prepared.resolverOf(registry);
  let wiring = read(resolver.resolveDependencies());
  const times: number[] = [];
  const timesAnew: number[] = [];
  // Each kind of change twice, at different places: first to have it compiled, then to be measured.
  for (const [index, change] of [...changes, ...changes].entries()) {
    const place = Math.floor(((index + 0.5) / (2 * changes.length)) * wiring.wires.length);
    const { step, input, affected } = change(wiring.wires[place]!, registry);
    const { revision } = registry;
    collectGarbage();
    const start = performance.now();
    registry.registerSpecification(step, input, { replace: true });
    wiring = read(resolver.resolveDependencies());
    const answer = wiring.get(...affected);
    const time = performance.now() - start;
    check(registry.revision === revision + 1, `${step} is what it was`);
    if (index < changes.length) continue;
    times.push(time);
    timesAnew.push(timeOfSame(prepared, registry, wiring, { affected, answer }));
  }
  return { time: median(times), slowest: Math.max(...times), anew: median(timesAnew) };
}

/** How long the same takes a resolver that knows nothing. Both must have the same answers, all of them. */
function timeOfSame(
  { resolve }: Resolving,
  registry: SpecificationRegistry,
  wiring: Wiring,
  { affected, answer }: Pick<Change, "affected"> & { readonly answer: Wire | undefined },
): number {
  const start = performance.now();
  const anew = resolve(registry);
  const time = performance.now() - start;
  check(
    isDeepStrictEqual(anew.toJSON(), wiring.toJSON()),
    "resolving anew gives other wires than after a change",
  );
  check(
    isDeepStrictEqual(anew.get(...affected), answer),
    `the answer for ${affected.join(".")} is not current`,
  );
  return time;
}

/** Each changes one port at an end of a wire, so that the answer for its input has to be found again. */
const changes: readonly ((wire: Wire, registry: SpecificationRegistry) => Change)[] = [
  anotherOutput(({ outputType, ...port }) => ({ ...port, outputType: anotherType(outputType) })),
  anotherOutput(({ aliases, ...port }, name) => ({ ...port, aliases: [...aliases, `${name}_again`] })),
  anotherOutput(() => undefined),
  anotherDependency(({ dependencyType, ...port }) => ({
    ...port,
    dependencyType: anotherType(dependencyType),
  })),
  anotherDependency(({ required, ...port }) => ({ ...port, required: !required, dataType: "String" })),
  anotherDependency(() => undefined),
];

function anotherOutput(
  change: (port: Ports["outputs"][string], name: string) => OutputInput | undefined,
): (typeof changes)[number] {
  return ({ consumer, dependency, provider, output }, registry) => {
    const { outputs, ...input } = inputOf(registry, provider);
    return {
      step: provider,
      input: { ...input, outputs: withOther(outputs, output, change(outputs[output]!, output)) },
      affected: [consumer, dependency],
    };
  };
}

function anotherDependency(
  change: (port: Ports["dependencies"][string]) => DependencyInput | undefined,
): (typeof changes)[number] {
  return ({ consumer, dependency }, registry) => {
    const { dependencies, ...input } = inputOf(registry, consumer);
    return {
      step: consumer,
      input: {
        ...input,
        dependencies: withOther(dependencies, dependency, change(dependencies[dependency]!)),
      },
      affected: [consumer, dependency],
    };
  };
}

type Ports = Pick<StepSpecification, "dependencies" | "outputs">;

/** Without the node type: with other ports it may be another one. */
function inputOf(registry: SpecificationRegistry, step: string): Omit<StepSpecification, "nodeType"> {
  const { nodeType: _, ...input } = registry.getSpecification(step)!;
  return input;
}

/** The ports with another one in the place of one of them, or with none in its place. */
function withOther<Port>(
  ports: Readonly<Record<string, Port>>,
  name: string,
  other: Port | undefined,
): Record<string, Port> {
  const { [name]: _, ...others } = ports;
  return other === undefined ? others : { ...others, [name]: other };
}

function anotherType(type: DependencyType): DependencyType {
  return portTypes[(portTypes.indexOf(type) + 1) % portTypes.length]!;
}
