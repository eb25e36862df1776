import { isDeepStrictEqual } from "node:util";
import type { Figures, Table } from "../harness/bench.js";
import { check, milliseconds } from "../harness/measure.js";
import { naiveResolve, type NaiveWire } from "./naive-classic.js";
import { resolving } from "./resolving.js";
import { vocabulary } from "./vocabulary.js";

const classic = "classic";

/** The formulas of the classic profile, beside a transcription that does nothing to be fast. */
export function besideNaiveTables(quick: boolean): Table[] {
  return (quick ? [20, 40] : [100, 400]).map((count) => ({
    title: `vocabulary: ${count} steps, beside the formulas written out`,
    rounds: 1,
    figures: { time: "ms" },
    floor: classic,
    contenders: [
      { name: classic, budget: 20, measure: () => packageTime(count, quick) },
      { name: "naive transcription", budget: 90, measure: () => naiveTime(count) },
    ],
    goals: [],
  }));
}

async function packageTime(count: number, quick: boolean): Promise<Figures> {
  const { register, resolve } = await resolving(vocabulary, count, classic);
  const repetitions = quick ? { warmUp: 1, samples: 1 } : { warmUp: 10, samples: 20 };
  let registry = register();
  const wireCounts = new Set<number>();
  const time = await milliseconds(
    repetitions,
    () => wireCounts.add(resolve(registry).wires.length),
    () => {
      registry = register();
    },
  );
  check(wireCounts.size === 1, `the same steps had ${[...wireCounts].join(" and ")} wires`);
  return { time };
}

/** Once, because it is slow; then the package must have found the same wires, to the last bit of their scores. */
async function naiveTime(count: number): Promise<Figures> {
  const { register, resolve } = await resolving(vocabulary, count, classic);
  const registry = register();
  const steps = Array.from(registry, ([name, specification]) => ({ name, specification }));
  const start = performance.now();
  const expected = naiveResolve(steps, vocabulary.names());
  const time = performance.now() - start;
  const found = resolve(registry).wires.map((wire): NaiveWire => [
    wire.consumer,
    wire.dependency,
    wire.provider,
    wire.output,
    wire.score,
  ]);
  check(
    found.length > 0 && isDeepStrictEqual(found, expected),
    "the package wires other than the formulas say",
  );
  return { time };
}
