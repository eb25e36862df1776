import type { DependencySpecification, StepSpecification } from "bailiwick";

type OutputSpecification = StepSpecification["outputs"][string];

// The original's formulas written out as they are described, slowly and without regard for anything else.
// Shares no code with the package, so that both can be compared on specifications that no one has seen.

/** A step by name. */
export interface NaiveStep {
  readonly name: string;
  readonly specification: StepSpecification;
}

/** What the original looks up in its registry of steps. */
export interface NaiveNames {
  readonly stepTypeNames: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
}

/** A chosen output: consumer, dependency, provider, output and score. */
export type NaiveWire = [
  consumer: string,
  dependency: string,
  provider: string,
  output: string,
  score: number,
];

const pythonWhiteSpace = new Set(
  "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
);
const alphabet = new Set("abcdefghijklmnopqrstuvwxyz0123456789");
const stopWords = "the a an and or but in on at to for of with by".split(" ");
const abbreviations: [string, string][] = [
  ["config", "configuration"],
  ["params", "parameters"],
  ["hyperparams", "hyperparameters"],
  ["preprocess", "preprocessing"],
  ["eval", "evaluation"],
  ["reg", "registration"],
  ["pkg", "package"],
  ["packaged", "package"],
];
const synonyms = [
  "model artifact trained output",
  "data dataset input processed training",
  "config configuration params parameters hyperparameters settings",
  "payload sample test inference example",
  "output result artifact generated produced",
  "training train fit learn",
  "preprocessing preprocess processed clean transform",
].map((group) => group.split(" "));

export function naiveNormalise(name: string): string {
  let kept = "";
  for (const character of name.toLowerCase()) {
    if ("_-.".includes(character) || pythonWhiteSpace.has(character)) kept += " ";
    else if (alphabet.has(character)) kept += character;
  }
  return kept
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => abbreviations.find(([short]) => short === word)?.[1] ?? word)
    .filter((word) => !stopWords.includes(word))
    .join(" ");
}

export function naiveSimilarity(a: string, b: string): number {
  if (a === "" || b === "") return 0;
  const [x, y] = [naiveNormalise(a), naiveNormalise(b)];
  if (x === y) return 1;
  let score = 0;
  score += 0.3 * naiveRatio(x, y);
  score += 0.25 * jaccard(x, y);
  score += 0.25 * crossProduct(x, y);
  score += 0.2 * substring(x, y);
  return score;
}

/** `difflib.SequenceMatcher(None, a, b).ratio()` with its index of places in `b`, recursively. */
function naiveRatio(a: string, b: string): number {
  const places = new Map<string, number[]>();
  [...b].forEach((letter, j) => places.set(letter, [...(places.get(letter) ?? []), j]));
  if (b.length >= 200) {
    for (const [letter, js] of places) if (js.length > Math.floor(b.length / 100) + 1) places.delete(letter);
  }
  const matched = (alo: number, ahi: number, blo: number, bhi: number): number => {
    let [besti, bestj, size] = [alo, blo, 0];
    let lengths = new Map<number, number>();
    for (let i = alo; i < ahi; i++) {
      const next = new Map<number, number>();
      for (const j of places.get(a[i]!) ?? []) {
        if (j < blo || j >= bhi) continue;
        const k = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, k);
        if (k > size) [besti, bestj, size] = [i - k + 1, j - k + 1, k];
      }
      lengths = next;
    }
    while (besti > alo && bestj > blo && a[besti - 1] === b[bestj - 1]) {
      [besti, bestj, size] = [besti - 1, bestj - 1, size + 1];
    }
    while (besti + size < ahi && bestj + size < bhi && a[besti + size] === b[bestj + size]) size++;
    if (size === 0) return 0;
    return size + matched(alo, besti, blo, bestj) + matched(besti + size, ahi, bestj + size, bhi);
  };
  return (2 * matched(0, a.length, 0, b.length)) / (a.length + b.length);
}

function wordSet(text: string): string[] {
  return [...new Set(text.split(" ").filter((word) => word !== ""))];
}

function jaccard(x: string, y: string): number {
  const [xs, ys] = [wordSet(x), wordSet(y)];
  const common = xs.filter((word) => ys.includes(word)).length;
  return common / (xs.length + ys.length - common);
}

function crossProduct(x: string, y: string): number {
  const [xs, ys] = [wordSet(x), wordSet(y)];
  if (xs.length === 0 || ys.length === 0) return 0;
  let total = 0;
  for (const a of xs) {
    for (const b of ys) {
      if (a === b) total += 1;
      else if (synonyms.some((group) => group.includes(a) && group.includes(b))) total += 0.8;
    }
  }
  return total / (xs.length * ys.length);
}

function substring(x: string, y: string): number {
  const share = Math.min(x.length, y.length) / Math.max(x.length, y.length);
  if (x.includes(y) || y.includes(x)) return share;
  let best = 0;
  for (const a of wordSet(x)) {
    for (const b of wordSet(y)) {
      if (a.length < 3 || b.length < 3 || !(a.includes(b) || b.includes(a))) continue;
      best = Math.max(best, Math.min(a.length, b.length) / Math.max(a.length, b.length));
    }
  }
  return best;
}

const typeMatrix: Readonly<Record<string, readonly string[]>> = {
  model_artifacts: ["model_artifacts"],
  training_data: ["processing_output", "training_data"],
  processing_output: ["processing_output", "training_data"],
  hyperparameters: ["hyperparameters", "custom_property"],
  payload_samples: ["payload_samples", "processing_output"],
  custom_property: ["custom_property"],
};
const dataTypeMatrix = new Map([
  ["S3Uri", "String"],
  ["String", "S3Uri"],
  ["Integer", "Float"],
  ["Float", "Integer"],
]);

function naiveScore(
  dependency: DependencySpecification,
  output: OutputSpecification,
  stepType: string,
  names: NaiveNames,
): number {
  let score = 0;
  if (dependency.dependencyType === output.outputType) score += 0.4;
  else if (typeMatrix[dependency.dependencyType]!.includes(output.outputType)) score += 0.2;
  else return 0;
  if (dependency.dataType === output.dataType) score += 0.2;
  else if (dataTypeMatrix.get(dependency.dataType) === output.dataType) score += 0.1;
  const all = [output.logicalName, ...output.aliases];
  score += 0.25 * Math.max(...all.map((name) => naiveSimilarity(dependency.logicalName, name)));
  if (all.includes(dependency.logicalName)) score += 0.05;
  const sources = dependency.compatibleSources;
  if (sources.length > 0) score += isSource(sources, stepType, names) ? 0.1 : -0.1;
  const keywords = dependency.semanticKeywords;
  if (keywords.length > 0) {
    const name = output.logicalName.toLowerCase();
    score += (keywords.filter((word) => name.includes(word.toLowerCase())).length / keywords.length) * 0.05;
  }
  return Math.min(score, 1);
}

function isSource(
  sources: readonly string[],
  stepType: string,
  { stepTypeNames, aliases }: NaiveNames,
): boolean {
  let type = stepType;
  const head = stepType.slice(0, (stepType + "_").indexOf("_"));
  if (stepTypeNames.includes(head)) type = head;
  else {
    for (const suffix of ["_Training", "_Testing", "_Validation", "_Calibration"]) {
      if (type === stepType && type.endsWith(suffix)) type = type.slice(0, type.length - suffix.length);
    }
  }
  const strip = (name: string): string => name.replace(/Step$/, "");
  return sources.some(
    (source) =>
      source === type ||
      (Object.keys(aliases).includes(source) && aliases[source] === type) ||
      strip(source) === strip(type),
  );
}

/** The original's resolver: for each dependency the best output of any other step. */
export function naiveResolve(steps: readonly NaiveStep[], names: NaiveNames): NaiveWire[] {
  const wires: NaiveWire[] = [];
  for (const consumer of steps) {
    for (const dependency of Object.values(consumer.specification.dependencies)) {
      let best: NaiveWire | undefined;
      for (const { name, specification } of steps) {
        if (name === consumer.name) continue;
        for (const output of Object.values(specification.outputs)) {
          const score = naiveScore(dependency, output, specification.stepType, names);
          if (score <= 0.5 || (best !== undefined && score <= best[4])) continue;
          best = [consumer.name, dependency.logicalName, name, output.logicalName, score];
        }
      }
      if (best !== undefined) wires.push(best);
    }
  }
  return wires;
}

/** The original's assembler: direct predecessors only, one dependency after the other, each output once. */
export function naiveAssemble(
  steps: readonly NaiveStep[],
  edges: readonly (readonly [string, string])[],
  names: NaiveNames,
): NaiveWire[] {
  const distinct = [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
  return steps.flatMap((consumer) => {
    const dependencies = consumer.specification.dependencies;
    const candidates: NaiveWire[] = [];
    for (const [from, to] of distinct) {
      if (to !== consumer.name) continue;
      const { specification } = steps.find(({ name }) => name === from)!;
      for (const dependency of Object.values(dependencies)) {
        for (const output of Object.values(specification.outputs)) {
          const score = naiveScore(dependency, output, specification.stepType, names);
          if (score > 0.5) candidates.push([to, dependency.logicalName, from, output.logicalName, score]);
        }
      }
    }
    const rank = ([, dependency]: NaiveWire): number => (dependencies[dependency]!.required ? 0 : 1);
    const wires: NaiveWire[] = [];
    for (const candidate of candidates.toSorted((a, b) => rank(a) - rank(b) || b[4] - a[4])) {
      const [, dependency, provider, output] = candidate;
      const isTaken = wires.some(
        (wire) => wire[1] === dependency || (wire[2] === provider && wire[3] === output),
      );
      if (!isTaken) wires.push(candidate);
    }
    return Object.keys(dependencies).flatMap((name) => wires.filter((wire) => wire[1] === name));
  });
}
