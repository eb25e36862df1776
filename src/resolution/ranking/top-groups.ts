import type { RankedGroup } from "./ranking.js";

/**
 * The groups of the best offers that were found so far. Groups of offers that suit a job do not count: for most
 * readers, who have another job, there is nothing in them.
 */
export class TopGroups<Group extends RankedGroup> {
  /** Best first. */
  readonly groups: Group[] = [];
  readonly #size: number;
  #bottom: number;

  /** Keeps the groups of so many offers that score no less than the floor, and those that tie with the last of them. */
  constructor(size: number, floor: number) {
    this.#size = size;
    this.#bottom = floor;
  }

  /** What scores less is not taken any more. */
  get bottom(): number {
    return this.#bottom;
  }

  takes(score: number): boolean {
    return score >= this.#bottom;
  }

  /** O(groups), of which there are few more than the size, unless many tie. */
  add(group: Group): void {
    this.groups.splice(this.#placeFor(group.score), 0, group);
    this.#bottom = Math.max(this.#bottom, this.#lastScore());
    while (this.groups.at(-1)!.score < this.#bottom) this.groups.pop();
  }

  /** What the last of the offers that are to be kept scores. */
  #lastScore(): number {
    let count = 0;
    for (const group of this.groups) {
      count += countOf(group);
      if (count >= this.#size) return group.score;
    }
    return -Infinity;
  }

  /** Behind equal scores. O(log groups). */
  #placeFor(score: number): number {
    let [low, high] = [0, this.groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.groups[middle]!.score >= score) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function countOf({ offerClass, relation }: RankedGroup): number {
  if (relation === "suiting") return 0;
  return Math.max(1, relation === "without" ? offerClass.withoutJob.size : offerClass.withJob.size);
}
