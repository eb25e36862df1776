import type { RankedGroup } from "./ranking.js";

/** The best groups that were found so far. */
export class TopGroups<Group extends RankedGroup> {
  readonly groups: Group[] = [];
  readonly #size: number;
  readonly #wanted: number;
  #bottom = -Infinity;

  /** Keeps the best groups, so many of them, and a multiple of that number of those that score more than `wanted`. */
  constructor(size: number, wanted: number) {
    this.#size = size;
    this.#wanted = wanted;
  }

  /** What scores less is not taken any more. */
  get bottom(): number {
    return this.#bottom;
  }

  takes(score: number): boolean {
    return score >= this.#bottom;
  }

  add(group: Group): void {
    const { groups } = this;
    let [low, high] = [0, groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (groups[middle]!.score >= group.score) low = middle + 1;
      else high = middle;
    }
    groups.splice(low, 0, group);
    this.#cut();
  }

  #cut(): void {
    const { groups } = this;
    const last = groups[this.#size - 1];
    if (last === undefined) return;
    const lastWanted = groups[8 * this.#size - 1]?.score ?? -Infinity;
    this.#bottom = Math.max(Math.min(last.score, this.#wanted), lastWanted);
    while (groups.at(-1)!.score < this.#bottom) groups.pop();
  }
}
