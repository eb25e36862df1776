/** How finely items are sorted. */
const levelCount = 32;

/** Items that are worth about the same, from one place to before another. */
export interface Level {
  /** No item of the level is worth more. */
  readonly bound: number;
  readonly from: number;
  readonly to: number;
}

/** Numbers, roughly sorted by what they are worth, in less time than it takes to sort them. */
export class Levels {
  readonly #most: number;
  readonly #scale: number;
  // In the order in which they were put.
  #put = new Int32Array(0);
  #levelOf = new Uint8Array(0);
  #count = 0;
  readonly #counts = new Int32Array(levelCount);
  #items = new Int32Array(0);

  /** Nothing is worth more than `most`. */
  constructor(most: number) {
    this.#most = most;
    this.#scale = most > 0 ? levelCount / most : 0;
  }

  /** By place, for the levels that were listed last. */
  get items(): Int32Array {
    return this.#items;
  }

  /** Forgets all; no more items than this are going to be put. */
  startOver(items: number): void {
    this.#count = 0;
    this.#counts.fill(0);
    if (this.#put.length >= items) return;
    this.#put = new Int32Array(items);
    this.#levelOf = new Uint8Array(items);
    this.#items = new Int32Array(items);
  }

  put(item: number, worth: number): void {
    const level = Math.max(0, Math.min(levelCount - 1, Math.floor(worth * this.#scale)));
    this.#put[this.#count] = item;
    this.#levelOf[this.#count++] = level;
    this.#counts[level]!++;
  }

  /** The levels that hold something, the best one first. */
  list(): readonly Level[] {
    const list: Level[] = [];
    const next = new Int32Array(levelCount);
    let from = 0;
    for (let level = levelCount - 1; level >= 0; level--) {
      next[level] = from;
      const to = from + this.#counts[level]!;
      // The top holds everything that rounding has put above it.
      const bound = level === levelCount - 1 ? Infinity : ((level + 1) / levelCount) * this.#most;
      if (to > from) list.push({ bound, from, to });
      from = to;
    }
    for (let at = 0; at < this.#count; at++) this.#items[next[this.#levelOf[at]!]!++] = this.#put[at]!;
    return list;
  }
}
