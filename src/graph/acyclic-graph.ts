/**
 * A directed graph that stays without a cycle while edges come and go. Nodes are the numbers below its size; an
 * edge may be there several times.
 *
 * Keeps an order in which every edge leads forward, and looks for paths only between the places of their ends:
 * an edge that leads forward costs O(1), another one as much as the nodes between and their edges (Pearce and
 * Kelly, A dynamic topological sort algorithm for directed acyclic graphs, 2006).
 */
export class AcyclicGraph {
  readonly #successors: number[][];
  readonly #predecessors: number[][];
  /** The place of each node in the order. */
  readonly #places: Int32Array;
  /** The round in which each node was reached last, and from where. */
  readonly #reachedIn: Int32Array;
  readonly #reachedFrom: Int32Array;
  #round = 0;

  /** `places` of another graph of the same size are a good start if its edges are about the same. */
  constructor(size: number, places: Int32Array = Int32Array.from({ length: size }, (_, node) => node)) {
    this.#successors = Array.from({ length: size }, () => []);
    this.#predecessors = Array.from({ length: size }, () => []);
    this.#places = places.slice();
    this.#reachedIn = new Int32Array(size);
    this.#reachedFrom = new Int32Array(size);
  }

  /** The place of each node in an order in which every edge leads forward. */
  get places(): Int32Array {
    return this.#places;
  }

  /** Whether an edge would close a cycle. */
  closesCycle(from: number, to: number): boolean {
    return from === to || this.#reach(to, from);
  }

  /** A shortest path, both ends included, or `undefined` if there is none. */
  findPath(from: number, to: number): readonly number[] | undefined {
    if (from === to) return [from];
    if (!this.#reach(from, to)) return undefined;
    const path = [to];
    for (let node = to; node !== from;) path.push((node = this.#reachedFrom[node]!));
    return path.toReversed();
  }

  /** Adds an edge that closes no cycle. */
  add(from: number, to: number): void {
    if (this.#places[from]! > this.#places[to]!) this.#reorder(from, to);
    this.#successors[from]!.push(to);
    this.#predecessors[to]!.push(from);
  }

  /** Takes away an edge that is there; once, if it is there several times. */
  remove(from: number, to: number): void {
    takeOut(this.#successors[from]!, to);
    takeOut(this.#predecessors[to]!, from);
  }

  /** Breadth first, among the nodes whose places lie between. */
  #reach(from: number, to: number): boolean {
    const last = this.#places[to]!;
    if (this.#places[from]! >= last) return false;
    const round = ++this.#round;
    const queue = [from];
    this.#reachedIn[from] = round;
    for (const node of queue) {
      for (const next of this.#successors[node]!) {
        if (this.#reachedIn[next] === round || this.#places[next]! > last) continue;
        this.#reachedIn[next] = round;
        this.#reachedFrom[next] = node;
        if (next === to) return true;
        queue.push(next);
      }
    }
    return false;
  }

  /** Moves what leads to `from` before what `to` leads to, within the places that both take up. */
  #reorder(from: number, to: number): void {
    const behind = this.#collect(to, this.#successors, (place) => place <= this.#places[from]!);
    const before = this.#collect(from, this.#predecessors, (place) => place >= this.#places[to]!);
    const nodes = [...before, ...behind];
    const places = nodes.map((node) => this.#places[node]!).toSorted((a, b) => a - b);
    nodes.forEach((node, index) => (this.#places[node] = places[index]!));
  }

  /** What can be reached from a node, in the present order. */
  #collect(
    start: number,
    neighbours: readonly (readonly number[])[],
    isWithin: (place: number) => boolean,
  ): readonly number[] {
    const round = ++this.#round;
    const found = [start];
    this.#reachedIn[start] = round;
    for (const node of found) {
      for (const next of neighbours[node]!) {
        if (this.#reachedIn[next] === round || !isWithin(this.#places[next]!)) continue;
        this.#reachedIn[next] = round;
        found.push(next);
      }
    }
    return found.toSorted((a, b) => this.#places[a]! - this.#places[b]!);
  }
}

function takeOut(list: number[], item: number): void {
  list.splice(list.indexOf(item), 1);
}
