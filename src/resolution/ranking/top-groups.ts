import type { RankedGroup } from "./ranking.js";

/**
 * The best groups that were found so far. Groups of offers that suit a job do not count: for most readers, who
 * have another job, there is nothing in them.
 */
export class TopGroups<Group extends RankedGroup> {
  /** Best first. */
  readonly groups: Group[] = [];
  readonly #size: number;
  /** The scores of the groups that count, best first. */
  readonly #scores: number[] = [];
  #bottom: number;

  /** Keeps so many groups that score no less than the floor, and those that score the same as the last of them. */
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

  add(group: Group): void {
    const { score } = group;
    this.groups.splice(placeFor(score, this.groups, scoreOf), 0, group);
    if (group.relation === "suiting") return;
    this.#scores.splice(placeFor(score, this.#scores, itself), 0, score);
    const last = this.#scores[this.#size - 1];
    if (last === undefined) return;
    this.#bottom = last;
    while (this.groups.at(-1)!.score < this.#bottom) this.groups.pop();
    while (this.#scores.at(-1)! < this.#bottom) this.#scores.pop();
  }
}

function scoreOf({ score }: RankedGroup): number {
  return score;
}

function itself(score: number): number {
  return score;
}

/** Where a score belongs among higher and lower ones, behind equal ones. O(log items). */
function placeFor<Item>(score: number, items: readonly Item[], scoreOfItem: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scoreOfItem(items[middle]!) >= score) low = middle + 1;
    else high = middle;
  }
  return low;
}
