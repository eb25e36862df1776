import type { DependencyInput, OutputInput } from "bailiwick";
import { pseudoRandom } from "../harness/measure.js";
import { asRead, portTypes, type Step, type Workload } from "./workload.js";

const words = (
  "model data training output config features labels payload metrics report " +
  "weights sample processed evaluation calibration schema baseline index split scores " +
  "artifact input hyperparameters embeddings registry validation predictions image table batch"
).split(" ");
const subjects = ["Tabular", "Image", "Text", "Feature", "Model", "Payload"];
const activities = ["Loading", "Preprocessing", "Training", "Evaluation", "Packaging"];
const stepTypes = subjects.flatMap((subject) => activities.map((activity) => subject + activity));
/** Most of what real steps exchange lies in a bucket. */
const dataTypes = [...Array<string>(7).fill("S3Uri"), "String", "Integer", "Float"];

/** Random specifications whose ports are named with one or two of thirty words, so that names come again and again. */
export const vocabulary = randomWorkload("vocabulary", (name) => name);

/** The same ones, but every name of a port has a qualifier of its own, so that no name comes twice. */
export const distinct = randomWorkload("distinct", (name, serial) => `${name}_q${serial}`);

function randomWorkload(name: string, qualified: (name: string, serial: number) => string): Workload {
  return {
    name,
    names: () => ({ stepTypeNames: stepTypes, aliases: {} }),
    steps(count) {
      const random = new Random();
      let serial = 0;
      const portNames = (length: number): string[] =>
        distinctNames(random, length).map((each) => qualified(each, serial++));
      return Array.from({ length: count }, (_, index) =>
        asRead(randomStep(`step_${index}`, random, portNames)),
      );
    },
  };
}

/** The same numbers in every run. */
class Random {
  readonly #numbers = pseudoRandom(2 ** 32);

  /** A whole number of `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor((this.#numbers.next().value / 2 ** 32) * (most - least + 1));
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  /** `least` to `most` of the items, none twice. */
  someOf<T>(items: readonly T[], least: number, most: number): T[] {
    const size = this.between(least, most);
    const chosen = new Set<T>();
    while (chosen.size < size) chosen.add(this.oneOf(items));
    return [...chosen];
  }
}

function randomStep(name: string, random: Random, portNames: (length: number) => string[]): Step {
  const dependencies = portNames(random.between(2, 4)).map((port): [string, DependencyInput] => [
    port,
    {
      dependencyType: random.oneOf(portTypes),
      dataType: random.oneOf(dataTypes),
      compatibleSources: random.someOf(stepTypes, 0, 2),
      semanticKeywords: random.someOf(words, 0, 2),
    },
  ]);
  const aliasCounts = Array.from({ length: random.between(1, 3) }, () => random.between(0, 2));
  // The aliases of a step may not repeat each other either.
  const names = portNames(aliasCounts.reduce((sum, count) => sum + 1 + count, 0));
  const outputs = aliasCounts.map((count): [string, OutputInput] => {
    const [port = "", ...aliases] = names.splice(0, 1 + count);
    return [port, { outputType: random.oneOf(portTypes), dataType: random.oneOf(dataTypes), aliases }];
  });
  return {
    name,
    input: {
      stepType: random.oneOf(stepTypes),
      dependencies: Object.fromEntries(dependencies),
      outputs: Object.fromEntries(outputs),
    },
  };
}

/** Names of one or two words, none twice. */
function distinctNames(random: Random, length: number): string[] {
  const names = new Set<string>();
  while (names.size < length) names.add(random.someOf(words, 1, 2).join("_"));
  return [...names];
}
