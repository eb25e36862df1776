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
  // By the index of the group.
  readonly #scores: number[] = [];
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
    const [groups, scores, counts] = [this.groups, this.#scores, this.#counts];
    const { score } = group;
    const count = countOf(group);
    let at = groups.length;
    groups.push(group);
    scores.push(score);
    counts.push(count);
    for (; at > 0 && scores[at - 1]! < score; at--) {
      groups[at] = groups[at - 1]!;
      scores[at] = scores[at - 1]!;
      counts[at] = counts[at - 1]!;
    }
    groups[at] = group;
    scores[at] = score;
    counts[at] = count;
    this.#raiseBottom();
  }

  /** To what the last of the offers that are to be kept scores. */
  #raiseBottom(): void {
    const [scores, counts] = [this.#scores, this.#counts];
    let last = 0;
    for (let count = 0; last < counts.length; last++) if ((count += counts[last]!) >= this.#size) break;
    if (last === counts.length) return;
    const score = scores[last]!;
    this.#bottom = Math.max(this.#bottom, score);
    while (scores.at(-1)! < score) {
      this.groups.pop();
      scores.pop();
      counts.pop();
    }
  }
}

function countOf({ offerClass, relation }: RankedGroup): number {
  if (relation === "suiting") return 0;
  return Math.max(1, relation === "without" ? offerClass.withoutJob.size : offerClass.withJob.size);
}
