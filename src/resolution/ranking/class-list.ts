/**
 * Classes with the numbers of their names, in one row: most classes that a search comes across are only looked at for
 * how similar their names are, and going from object to object takes longer than that.
 */
export class ClassList {
  /** Of each class its number, how many names it has, and their numbers. */
  readonly #row: number[] = [];

  add(id: number, nameIds: readonly number[]): void {
    this.#row.push(id, nameIds.length, ...nameIds);
  }

  /** Takes out a class, which has to be there. O(classes). */
  remove(id: number): void {
    const row = this.#row;
    let at = 0;
    while (row[at] !== id) at += 2 + row[at + 1]!;
    row.splice(at, 2 + row[at + 1]!);
  }

  /** Adds to what was found the classes with a name whose bound is high enough; `bounds` are by number of the name. */
  find(bounds: Float64Array, least: number, found: FoundClasses): void {
    const row = this.#row;
    for (let at = 0; at < row.length;) {
      const id = row[at]!;
      const end = at + 2 + row[at + 1]!;
      let bound = 0;
      for (at += 2; at < end; at++) {
        const other = bounds[row[at]!]!;
        if (other > bound) bound = other;
      }
      if (bound >= least) found.add(id, bound);
    }
  }
}

/** Classes that a search has come across, each with a bound of how similar it is; used again and again. */
export class FoundClasses {
  readonly #ids: number[] = [];
  readonly #bounds: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  add(id: number, bound: number): void {
    this.#ids[this.#count] = id;
    this.#bounds[this.#count++] = bound;
  }

  /** The number of the class at an index. */
  idAt(index: number): number {
    return this.#ids[index]!;
  }

  boundAt(index: number): number {
    return this.#bounds[index]!;
  }

  /** Puts the highest bounds first. O(count²): for a few. */
  sort(): void {
    for (let next = 1; next < this.#count; next++) {
      const id = this.#ids[next]!;
      const bound = this.#bounds[next]!;
      let at = next;
      for (; at > 0 && this.#bounds[at - 1]! < bound; at--) {
        this.#ids[at] = this.#ids[at - 1]!;
        this.#bounds[at] = this.#bounds[at - 1]!;
      }
      this.#ids[at] = id;
      this.#bounds[at] = bound;
    }
  }
}

/** Which classes a search has come across; used by one search after the other. */
export class SeenClasses {
  #seenIn = new Int32Array(0);
  #round = 0;

  /** Forgets all; there are so many classes now. */
  startOver(count: number): void {
    this.#round++;
    if (this.#seenIn.length < count) this.#seenIn = new Int32Array(2 * count);
  }

  /** Whether a class comes for the first time. */
  isNew(id: number): boolean {
    if (this.#seenIn[id] === this.#round) return false;
    this.#seenIn[id] = this.#round;
    return true;
  }
}
