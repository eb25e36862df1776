/** Where the steps of a resolution are listed, by their names. */
export class StepPlaces {
  readonly names: readonly string[];
  #places: Map<string, number> | undefined;

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** The place of a step, if it is listed. O(1), and O(steps) the first time. */
  of(step: string): number | undefined {
    this.#places ??= new Map(this.names.map((name, place) => [name, place]));
    return this.#places.get(step);
  }
}
