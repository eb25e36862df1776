import type { Document, Node, Pair, YAMLMap } from "yaml";
import { normaliseName } from "../kernel/index.js";
import type { SpecificationFault } from "./types.js";

export type Yaml = typeof import("yaml");

/** How many values the aliases of a document may expand to. */
export const maxAliasCount = 1_000;

/** The node that each alias stands for. */
export type AliasTargets = ReadonlyMap<unknown, unknown>;

/** A path into a document: to the value there, or to its key. */
export type FaultPlace = Pick<SpecificationFault, "path" | "inKey">;

/** One document of a file: its plain value, and where in the text each part of it stands. */
export class SourceDocument {
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #yaml: Yaml;
  readonly #targets: AliasTargets;
  readonly #chosen: Pair | undefined;
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  /** `chosen` is a member of a top-level field that counts there instead of the last of its key. */
  constructor(yaml: Yaml, document: Document.Parsed, value: unknown, targets: AliasTargets, chosen?: Pair) {
    this.value = value;
    this.#document = document;
    this.#yaml = yaml;
    this.#targets = targets;
    this.#chosen = chosen;
  }

  /** Where its content begins. */
  get start(): number {
    return startOf(this.#document.contents);
  }

  /** For each member of a top-level field that a later one of the same key hides: a document with it alone. */
  hiddenMembers(field: string): readonly SourceDocument[] {
    if (this.#chosen !== undefined) return [];
    const { value, reached } = this.#find([field]);
    const holder = this.#targets.get(value) ?? value;
    if (!reached || !this.#yaml.isMap(holder)) return [];
    const counting = this.#pairsOf(holder);
    const hidden = holder.items.filter((pair) => counting.get(keyText(pair)) !== pair);
    const members = new this.#yaml.YAMLSeq(); // converted as one, so that aliases are looked up once
    members.items = hidden.map((pair) => pair.value);
    const values = members.toJS(this.#document, { maxAliasCount }) as readonly unknown[];
    return hidden.map((pair, index) => {
      const alone = { [field]: { [keyText(pair)]: values[index] } };
      return new SourceDocument(this.#yaml, this.#document, alone, this.#targets, pair);
    });
  }

  /**
   * Where a fault stands: at the key if that is at fault or has no written value, else at the value; for a
   * field that is missing, at the key of what lacks it.
   */
  offsetOf({ path, inKey }: FaultPlace): number {
    const { key, value, reached } = this.#find(path);
    if (inKey !== true && reached && !isBlank(value)) return startOf(value);
    return key === undefined ? this.start : startOf(key);
  }

  /** What YAML makes of the text where a fault stands, if that may surprise, in brackets; else nothing. */
  surprise({ path, message, inKey }: SpecificationFault): string {
    const { value, reached } = this.#find(path);
    if (!reached || inKey === true || !this.#yaml.isScalar(value)) return "";
    if (isBlank(value)) {
      return ` (nothing is written after the colon${message.includes("object") ? "; an empty one is {}" : ""})`;
    }
    if (value.type !== "PLAIN") return "";
    const text = value.source ?? "";
    if (typeof value.value !== "string") {
      return message.startsWith("must be a string") ? ` (as a string it is in quotes: "${text}")` : "";
    }
    const flag = message.startsWith("must be true or false") ? flagWords.get(text.toLowerCase()) : undefined;
    return flag === undefined ? "" : ` (in YAML 1.2 ${text} is a string; write ${flag})`;
  }

  #find(path: readonly string[]): { key: unknown; value: unknown; reached: boolean } {
    let key: unknown;
    let value: unknown = this.#document.contents;
    for (const [depth, segment] of path.entries()) {
      const holder = this.#targets.get(value) ?? value;
      if (this.#yaml.isMap(holder)) {
        const chosen = depth === 1 ? this.#chosen : undefined;
        const pair = chosen ?? this.#pairsOf(holder).get(segment);
        if (pair === undefined) return { key, value, reached: false };
        ({ key, value } = pair);
      } else if (this.#yaml.isSeq(holder)) {
        value = holder.items[Number(segment)];
        key = value;
      }
    }
    return { key, value, reached: true };
  }

  /** The pairs of a map by key, as written and as normalised; of a repeated key the last, whose value counts. */
  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const asWritten = map.items.map((pair) => [keyText(pair), pair] as const);
    const normalised = asWritten.map(([key, pair]) => [normaliseName(key), pair] as const);
    const pairs = new Map([...normalised, ...asWritten]);
    this.#pairs.set(map, pairs);
    return pairs;
  }
}

const flagWords: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["y", true],
  ["on", true],
  ["no", false],
  ["n", false],
  ["off", false],
]);

/** The text of a key. */
export function keyText({ key }: Pair): string {
  return String((key as { readonly value?: unknown } | null)?.value);
}

/** Where a node of a parsed document begins. */
export function startOf(node: unknown): number {
  return rangeOf(node)[0];
}

/** Whether nothing is written where a value should stand. */
function isBlank(node: unknown): boolean {
  const [start, end] = rangeOf(node);
  return start === end;
}

function rangeOf(node: unknown): readonly [start: number, end: number, ...rest: number[]] {
  return (node as Partial<Node> | null | undefined)?.range ?? [0, 0];
}
