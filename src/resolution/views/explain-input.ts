import { deepFreeze } from "../../kernel/index.js";
import type { DependencySpecification, StepSpecification } from "../../specification/index.js";
import type { AssessedOutput, Assessment, ObstacleKind } from "../assessment.js";
import type { ListedPort } from "../port-names.js";
import { mostEquals, type Ambiguity, type Unresolved, type Wire } from "../wire.js";
import { explanationText } from "./explanation-text.js";
import type { ConsideredOutput, Explanation } from "./explanation.js";
import { obstacleFinder, type Situation } from "./obstacles.js";
import { findInput, findOutput } from "./find-port.js";

/** What a wiring knows that explains it. */
export interface ExplainableWiring {
  readonly specifications: ReadonlyMap<string, StepSpecification>;
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous: readonly Ambiguity[];
  /** What the profile makes of every output for an input. */
  readonly assess: (consumer: string, dependency: DependencySpecification) => Assessment;
}

/** What keeps an output from an input only because there is another one. */
const choices: ReadonlySet<ObstacleKind> = new Set(["ambiguous", "assignment", "outranked", "pin"]);

/**
 * Explains why an input is wired as it is.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function explainInput(wiring: ExplainableWiring, inputName: unknown): Explanation {
  return explain(situationOf(wiring, findInput(inputName, wiring.specifications)), () => false);
}

/**
 * Explains why an input is not wired to an output, or that it is.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function explainAlternative(
  wiring: ExplainableWiring,
  inputName: unknown,
  outputName: unknown,
): Explanation {
  const input = findInput(inputName, wiring.specifications);
  const asked = findOutput(outputName, wiring.specifications);
  return explain(
    situationOf(wiring, input),
    ({ offer }) => offer.provider === asked.stepName && offer.output === asked.value,
  );
}

function situationOf(wiring: ExplainableWiring, input: ListedPort<DependencySpecification>): Situation {
  const { stepName: consumer, value: dependency } = input;
  const isOfInput = (item: { readonly consumer: string; readonly dependency: string }): boolean =>
    item.consumer === consumer && item.dependency === dependency.logicalName;
  const assessment = wiring.assess(consumer, dependency);
  const wire = wiring.wires.find(isOfInput);
  return {
    consumer,
    dependency,
    assessment,
    wires: wiring.wires,
    wire,
    chosen: assessment.outputs.find(
      ({ offer }) => offer.provider === wire?.provider && offer.output.logicalName === wire.output,
    ),
    unresolved: wiring.unresolved.find(isOfInput),
    ambiguity: wiring.ambiguous.find(isOfInput),
  };
}

function explain(situation: Situation, isAsked: (output: AssessedOutput) => boolean): Explanation {
  const { consumer, dependency, assessment, wire, ambiguity } = situation;
  const obstaclesOf = obstacleFinder(situation);
  const considered = new Map(
    assessment.outputs.map((output) => [output, consider(output, obstaclesOf(output))] as const),
  );
  const chosen = situation.chosen === undefined ? undefined : considered.get(situation.chosen);
  const askedOutput = assessment.outputs.find(isAsked);
  const asked = askedOutput === undefined ? undefined : considered.get(askedOutput);
  const others = [...considered.values()].filter((output) => output !== chosen);
  const isRunnerUp = ({ obstacles }: ConsideredOutput): boolean =>
    obstacles.every(({ kind }) => choices.has(kind));
  const facts = {
    consumer,
    dependency: dependency.logicalName,
    required: dependency.required,
    accepts: assessment.accepts,
    dataType: dependency.dataType,
    ...(chosen === undefined ? {} : { chosen }),
    ...(wire === undefined ? {} : { decidedBy: wire.decidedBy }),
    verdict: verdictOn(situation),
    ...(ambiguity === undefined ? {} : { ambiguity }),
    ...(asked === undefined ? {} : { asked }),
    runnersUp: others.filter(isRunnerUp),
    gatedOut: others.filter((output) => !isRunnerUp(output)),
  };
  return deepFreeze({ ...facts, text: explanationText(facts) });
}

function consider(
  { offer, rating, parts }: AssessedOutput,
  obstacles: ConsideredOutput["obstacles"],
): ConsideredOutput {
  return {
    provider: offer.provider,
    output: offer.output.logicalName,
    ...(rating === undefined ? {} : { score: rating.score }),
    parts,
    obstacles,
  };
}

function verdictOn({ assessment, wire, chosen, unresolved, ambiguity }: Situation): string {
  if (wire === undefined) return unresolved!.reason;
  if (wire.decidedBy === "pin") return wire.reason ?? "a person decided, and gave no reason";
  if (ambiguity !== undefined)
    return `${countEquals(ambiguity)} outputs fit it equally well, and this one comes first; settle it with ${ambiguity.pin}`;
  const weakness = chosen?.weaknesses[0];
  const edge =
    weakness === undefined
      ? ""
      : `; the edge from ${wire.provider} speaks for it, although it ${weakness.reason}`;
  if (wire.decidedBy === "assignment")
    return `another output would be better for this input alone, but not for the wiring as a whole${edge}`;
  const outputs = `of the outputs of ${assessment.providers} that can feed it`;
  return wire.decidedBy === "graph" ? `${outputs}, it is the best${edge}` : `${outputs}, it scores best`;
}

/** An ambiguity names a few of its candidates only. */
function countEquals({ candidates }: Ambiguity): string {
  return candidates.length < mostEquals ? String(candidates.length) : `at least ${mostEquals}`;
}
