/** How finely items are sorted. */
const levelCount = 32;

/** Items that are worth about the same. */
export interface Level {
  /** No item of the level is worth more. */
  readonly bound: number;
  readonly items: readonly number[];
}

/** Numbers, roughly sorted by what they are worth, in less time than it takes to sort them. */
export class Levels {
  readonly #most: number;
  readonly #levels: readonly number[][] = Array.from({ length: levelCount }, () => []);

  /** Nothing is worth more than `most`. */
  constructor(most: number) {
    this.#most = most;
  }

  clear(): void {
    for (const level of this.#levels) level.length = 0;
  }

  put(item: number, worth: number): void {
    const level = this.#most > 0 ? Math.floor((worth / this.#most) * levelCount) : 0;
    this.#levels[Math.max(0, Math.min(levelCount - 1, level))]!.push(item);
  }

  /** The levels that hold something, the best one first. */
  list(): readonly Level[] {
    const list: Level[] = [];
    for (let level = levelCount - 1; level >= 0; level--) {
      const items = this.#levels[level]!;
      // The top holds everything that rounding has put above it.
      const bound = level === levelCount - 1 ? Infinity : ((level + 1) / levelCount) * this.#most;
      if (items.length > 0) list.push({ bound, items });
    }
    return list;
  }
}
