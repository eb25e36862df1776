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
      const [id, bound] = [this.#ids[next]!, this.#bounds[next]!];
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
