/**
 * A list made of sections, one for each step, of what is picked from the step. Steps can be replaced; the list is then
 * a new one, so that whoever has the old one keeps it.
 *
 * What is given away is a frozen copy: to copy a list that is frozen itself takes many times as long.
 */
export class Sections<Source, Item> {
  readonly #pick: (source: Source) => Item | undefined;
  #items: Item[];
  #copy: readonly Item[] | undefined;
  /** Where each section begins, and at the end the length of the list. */
  #firsts: Int32Array;

  /** What `pick` gives `undefined` for is left out. */
  constructor(steps: readonly (readonly Source[])[], pick: (source: Source) => Item | undefined) {
    this.#pick = pick;
    const items: Item[] = [];
    const firsts = new Int32Array(steps.length + 1);
    steps.forEach((sources, step) => {
      for (const source of sources) {
        const item = pick(source);
        if (item !== undefined) items.push(item);
      }
      firsts[step + 1] = items.length;
    });
    this.#items = items;
    this.#firsts = firsts;
  }

  /** The items of all sections, one section after the other. Frozen, and not changed by what is replaced later. */
  get items(): readonly Item[] {
    return (this.#copy ??= Object.freeze(this.#items.slice()));
  }

  /** The index of the first item of each section, and at the end the number of items. Not changed later either. */
  get firsts(): Int32Array {
    return this.#firsts;
  }

  /** Puts steps in the place of others, by their index. O(items), unless the same is picked from them. */
  replace(steps: ReadonlyMap<number, readonly Source[]>): void {
    const others: (readonly [step: number, section: readonly Item[]])[] = [];
    for (const [step, sources] of steps) {
      const section = sources.map(this.#pick).filter((item) => item !== undefined);
      if (!this.#holds(step, section)) others.push([step, section]);
    }
    if (others.length === 0) return;
    this.#copy = undefined;
    if (others.every(([step, section]) => section.length === this.#lengthOf(step))) {
      for (const [step, section] of others)
        section.forEach((item, at) => (this.#items[this.#firsts[step]! + at] = item));
    } else this.#rebuild(others.toSorted(([a], [b]) => a - b));
  }

  /** Makes the list anew with other sections, which are in order. */
  #rebuild(others: readonly (readonly [step: number, section: readonly Item[]])[]): void {
    const kept: (readonly Item[])[] = [];
    const firsts = this.#firsts.slice();
    let [next, shift] = [0, 0];
    for (const [step, section] of others) {
      addTo(firsts, shift, next, step + 1);
      kept.push(this.#items.slice(this.#firsts[next], this.#firsts[step]), section);
      shift += section.length - this.#lengthOf(step);
      next = step + 1;
    }
    addTo(firsts, shift, next, firsts.length);
    kept.push(this.#items.slice(this.#firsts[next]));
    this.#items = new Array<Item>().concat(...kept);
    this.#firsts = firsts;
  }

  #lengthOf(step: number): number {
    return this.#firsts[step + 1]! - this.#firsts[step]!;
  }

  #holds(step: number, section: readonly Item[]): boolean {
    const first = this.#firsts[step]!;
    if (this.#lengthOf(step) !== section.length) return false;
    return section.every((item, at) => item === this.#items[first + at]);
  }
}

function addTo(numbers: Int32Array, shift: number, start: number, end: number): void {
  if (shift !== 0) for (let index = start; index < end; index++) numbers[index]! += shift;
}
