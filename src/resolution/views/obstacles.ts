import { quoteList } from "../../kernel/index.js";
import type { DependencySpecification } from "../../specification/index.js";
import { inDecimals, obstacle, type AssessedOutput, type Assessment, type Obstacle } from "../assessment.js";
import type { Offer } from "../rating.js";
import { mostEquals, pinText, type Ambiguity, type Candidate, type Unresolved, type Wire } from "../wire.js";

/** One input within a wiring that is finished. */
export interface Situation {
  readonly consumer: string;
  readonly dependency: DependencySpecification;
  readonly assessment: Assessment;
  /** All wires of the wiring. */
  readonly wires: readonly Wire[];
  /** The wire of the input. */
  readonly wire: Wire | undefined;
  /** What the wire comes from. */
  readonly chosen: AssessedOutput | undefined;
  /** Why there is no wire. */
  readonly unresolved: Unresolved | undefined;
  readonly ambiguity: Ambiguity | undefined;
}

/** Prepares finding what keeps outputs from an input: what its profile says, then the other wires, then the choice. */
export function obstacleFinder(situation: Situation): (output: AssessedOutput) => readonly Obstacle[] {
  const { chosen, wire } = situation;
  const amongWires = wireObstacleFinder(situation);
  const equals = equalsOf(situation);
  const best = chosen ?? equals[0];
  const isPinned = wire?.decidedBy === "pin";
  // Where an edge speaks for a weak output and it is taken, being weak is no reason against another one.
  const isWeaknessExcused = best !== undefined && best.weaknesses.length > 0 && !isPinned;
  return (output) => {
    if (output === chosen && !isPinned) return output.obstacles;
    const obstacles = [
      ...output.obstacles,
      ...(isWeaknessExcused ? [] : output.weaknesses),
      ...(output.rating === undefined ? [] : amongWires(output)),
    ];
    if (output === chosen) return obstacles;
    if (equals.includes(output)) obstacles.push(oneOfEquals(output, equals, situation));
    if (obstacles.length > 0) return obstacles;
    if (isPinned) return [obstacle("pin", `is not ${fullName(wire)}, which is pinned`)];
    if (isBeyondReport(output, equals)) return [oneOfEquals(output, equals, situation)];
    return [choiceObstacle(output, best, situation.assessment)];
  };
}

/** The outputs that are reported to fit equally well, the one to be taken first; none where it is clear which one is meant. */
function equalsOf({ ambiguity, assessment }: Situation): readonly AssessedOutput[] {
  if (ambiguity === undefined) return [];
  const outputs = new Map(assessment.outputs.map((output) => [keyOfOffer(output.offer), output]));
  return ambiguity.candidates.map((equal) => outputs.get(keyOf(equal))!);
}

/** Whether an output that is not reported to fit as well as others does so: the report names a few only. */
function isBeyondReport({ worth }: AssessedOutput, equals: readonly AssessedOutput[]): boolean {
  return equals.length === mostEquals && worth === equals.at(-1)!.worth;
}

/** What the other wires of a wiring have against an output. */
function wireObstacleFinder({
  consumer,
  dependency,
  assessment,
  wires,
}: Situation): (output: AssessedOutput) => readonly Obstacle[] {
  const fedBy = new Map(
    wires
      .filter((wire) => wire.consumer === consumer && wire.dependency !== dependency.logicalName)
      .map((wire) => [keyOf(wire), `${consumer}.${wire.dependency}`]),
  );
  const pathTo = assessment.isAcyclic ? pathFinder(consumer, wires) : () => undefined;
  return ({ offer }) => {
    const { provider } = offer;
    const path = pathTo(provider);
    const fed = assessment.feedsOnce ? fedBy.get(keyOfOffer(offer)) : undefined;
    const cycle = path === undefined ? undefined : Object.freeze([provider, ...path]);
    return [
      ...(cycle === undefined
        ? []
        : [obstacle("cycle", `would close the cycle ${cycle.join(" → ")}`, cycle)]),
      ...(fed === undefined ? [] : [obstacle("in-use", `feeds ${fed} already`)]),
    ];
  };
}

/** Shortest paths along wires from a step; of equally short ones the first by name. */
function pathFinder(from: string, wires: readonly Wire[]): (to: string) => readonly string[] | undefined {
  const consumersOf = new Map<string, Set<string>>();
  for (const { provider, consumer } of wires)
    consumersOf.set(provider, (consumersOf.get(provider) ?? new Set()).add(consumer));
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  // A map grows while it is walked through: it is the queue as well.
  for (const step of cameFrom.keys())
    for (const next of [...(consumersOf.get(step) ?? [])].toSorted())
      if (!cameFrom.has(next)) cameFrom.set(next, step);
  return (to) => {
    if (to === from || !cameFrom.has(to)) return undefined;
    const path: string[] = [];
    for (let step: string | undefined = to; step !== undefined; step = cameFrom.get(step)) path.push(step);
    return path.toReversed();
  };
}

function oneOfEquals(
  output: AssessedOutput,
  equals: readonly AssessedOutput[],
  { consumer, dependency }: Situation,
): Obstacle {
  const others = equals.filter((equal) => equal !== output).map(({ offer }) => offer.name);
  const { provider, output: given } = output.offer;
  const pin = pinText(
    { consumer, dependency: dependency.logicalName },
    { provider, output: given.logicalName },
  );
  return obstacle("ambiguous", `fits as well as ${quoteList(others)}; choose it with ${pin}`);
}

/** Why an output that nothing rules out, so that it has a rating, was not chosen all the same. */
function choiceObstacle(
  output: AssessedOutput,
  best: AssessedOutput | undefined,
  { tieBreak }: Assessment,
): Obstacle {
  if (best === undefined || isBetter(output, best)) {
    const would = best === undefined ? "would do" : "would be better";
    return obstacle("assignment", `${would} for this input alone, but not for the wiring as a whole`);
  }
  const [own, score] = [output.rating!.score, best.rating!.score];
  const isTie = output.worth === best.worth;
  const lead = isTie ? `, which ${tieBreak}` : own < score ? "" : ", which is nearer";
  return obstacle("outranked", `is outranked by ${best.offer.name} (${inDecimals(score)})${lead}`);
}

/** For the input alone: one that convinces is better than any that an edge has to speak for. */
function isBetter(a: AssessedOutput, b: AssessedOutput): boolean {
  const strength = (output: AssessedOutput): number => (output.weaknesses.length === 0 ? 1 : 0);
  return (strength(a) - strength(b) || a.worth - b.worth) > 0;
}

type OutputName = Pick<Candidate, "provider" | "output">;

function fullName({ provider, output }: OutputName): string {
  return `${provider}.${output}`;
}

/** Unlike the full name, the same for no two outputs: no name holds a line break. */
function keyOf({ provider, output }: OutputName): string {
  return `${provider}\n${output}`;
}

function keyOfOffer({ provider, output }: Offer): string {
  return keyOf({ provider, output: output.logicalName });
}
