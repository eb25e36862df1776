import { describe, didYouMean, identifierFault, messageOf, normaliseName } from "../kernel/index.js";

/** How many faults a message shows; all of them are in the details of the error. */
const shownFaults = 50;

/** How many comparisons of names the suggestions of one error may cost: some tenths of a second. */
const patience = 200_000;

/** Faults as the lines of a message. */
export function listFaults(faults: readonly string[]): string {
  const lines = faults.slice(0, shownFaults).map((fault) => `  - ${fault}`);
  if (faults.length > shownFaults) lines.push(`  - and ${faults.length - shownFaults} more`);
  return lines.join("\n");
}

/** Suggests near names as {@link didYouMean} does, until that has cost too much. */
export function suggester(candidates: readonly string[]): (word: unknown) => string {
  let left = patience;
  return (word) => {
    left -= candidates.length;
    return left < 0 || typeof word !== "string" ? "" : didYouMean(word, candidates);
  };
}

/** What keeps a value from being the id of an entry or the name of a slot, as the end of a sentence. */
export function keyFault(key: unknown): string | undefined {
  if (typeof key === "symbol") return "is a symbol; use a text";
  if (key === "__proto__") return "cannot be used: in a literal it sets the prototype";
  if (typeof key === "string" && /^(?:0|[1-9]\d*)$/.test(key))
    return "looks like an integer: objects move such keys to the front; use a name";
  return exactNameFault(key);
}

/** What keeps a value from being a name that is written in one way only. */
export function exactNameFault(name: unknown): string | undefined {
  const fault = identifierFault(name);
  if (fault !== undefined) return fault;
  const normal = normaliseName(name as string);
  return normal === name
    ? undefined
    : `has to be written ${describe(normal)}, without blanks and in normal form C`;
}

/** What the check of an entry threw is its cause. */
export class EntryCheckFailed extends Error {
  /** The entry at which it failed. */
  readonly id: string;

  constructor(id: string, cause: unknown) {
    super(`${id}: ${messageOf(cause)}`, { cause });
    this.id = id;
  }
}

/** Says of what is thrown at which entry it was. */
export function atEntry<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw new EntryCheckFailed(id, thrown);
  }
}
