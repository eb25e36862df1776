import type { ListedStep } from "../listed-step.js";
import type { StrictProfile } from "./strict-profile.js";

/**
 * The names of the steps of which an output is of a type that an input of another one accepts, and of those
 * others. The rest could not be wired whatever the names say. O(ports · types that an input accepts).
 */
export function compatibleSteps(
  steps: readonly ListedStep[],
  { acceptedTypes, relatedDataTypes }: StrictProfile,
): ReadonlySet<string> {
  const givers = new Map<string, Set<string>>();
  const takers = new Map<string, Set<string>>();
  for (const { name, specification } of steps) {
    for (const { outputType, dataType } of Object.values(specification.outputs))
      addTo(givers, `${outputType} ${dataType}`, name);
    for (const { dependencyType, dataType } of Object.values(specification.dependencies)) {
      const related = relatedDataTypes.filter((group) => group.includes(dataType)).flat();
      for (const type of acceptedTypes[dependencyType])
        for (const data of new Set([dataType, ...related])) addTo(takers, `${type} ${data}`, name);
    }
  }
  const compatible = new Set<string>();
  for (const [type, giving] of givers) {
    const taking = takers.get(type) ?? new Set<string>();
    for (const name of giving) if (holdsOther(taking, name)) compatible.add(name);
    for (const name of taking) if (holdsOther(giving, name)) compatible.add(name);
  }
  return compatible;
}

function addTo(sets: Map<string, Set<string>>, key: string, name: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([name]));
  else set.add(name);
}

function holdsOther(names: ReadonlySet<string>, name: string): boolean {
  return names.size > Number(names.has(name));
}
