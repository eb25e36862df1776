import type { RankedGroup } from "./tier.js";

/**
 * The groups of the best offers that were found so far. Groups of offers that suit a job do not count: for most
 * readers, who have another job, there is nothing in them.
 */
export class TopGroups<Group extends RankedGroup> {
  /** Best first. */
  readonly groups: Group[] = [];
  readonly #size: number;
  #bottom: number;
  /** Of each group how many of its offers count. */
  readonly #counts: number[] = [];

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

  /** Behind equal scores. O(groups), of which there are few more than the size, unless many tie. */
  add(group: Group): void {
    const groups = this.groups;
    const counts = this.#counts;
    const count = countOf(group);
    let at = groups.length;
    groups.push(group);
    counts.push(count);
    for (; at > 0 && groups[at - 1]!.score < group.score; at--) {
      groups[at] = groups[at - 1]!;
      counts[at] = counts[at - 1]!;
    }
    groups[at] = group;
    counts[at] = count;
    this.#raiseBottom();
  }

  /** To what the last of the offers that are to be kept scores. */
  #raiseBottom(): void {
    const groups = this.groups;
    const counts = this.#counts;
    let last = 0;
    for (let count = counts[0]!; count < this.#size; count += counts[last]!)
      if (++last === counts.length) return;
    const { score } = groups[last]!;
    this.#bottom = Math.max(this.#bottom, score);
    while (groups[groups.length - 1]!.score < score) {
      groups.pop();
      counts.pop();
    }
  }
}

function countOf({ offerClass, relation }: RankedGroup): number {
  if (relation === "suiting") return 0;
  return Math.max(1, relation === "without" ? offerClass.withoutJob.size : offerClass.withJob.size);
}
