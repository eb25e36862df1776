/** An arc that at most `capacity` units of a flow can take, each of which is worth `gain`. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
  /** A whole number, so that sums are exact; it may be negative. */
  readonly gain: number;
}

/**
 * The flow from node 0 to node 1 that gains most, as the units on each arc; the arcs form no cycle.
 *
 * As long as a unit more gains something, it is sent along the path on which it gains most (successive best
 * paths, which makes the sum the highest there is). Of equal flows, the order of the arcs decides.
 * O(units · nodes · arcs) at worst.
 */
export function bestFlow(nodeCount: number, arcs: readonly Arc[]): readonly number[] {
  const flow = arcs.map(() => 0);
  const network: Network = { nodeCount, arcs, flow, touching: arcsByNode(nodeCount, arcs) };
  for (;;) {
    const { gains, arrivals } = bestWays(0, network);
    if (gains[1]! <= 0) return flow;
    for (const { arc, isForward } of walkBack(arcs, arrivals)) flow[arc]! += isForward ? 1 : -1;
  }
}

interface Move {
  readonly arc: number;
  /** Against the arc a unit is taken back. */
  readonly isForward: boolean;
}

/**
 * What it gains to send one unit more from each of the nodes to one of them, over what a flow leaves free and
 * takes back: `-Infinity` where no way leads. The flow is a best one: no way around in a circle gains anything.
 * O(nodes · arcs).
 */
export function detourGains(
  nodeCount: number,
  arcs: readonly Arc[],
  flow: readonly number[],
  to: number,
): readonly number[] {
  const backwards = arcs.map((arc): Arc => ({ ...arc, from: arc.to, to: arc.from }));
  const network = { nodeCount, arcs: backwards, flow, touching: arcsByNode(nodeCount, backwards) };
  return bestWays(to, network).gains;
}

/** A network with what flows through it. */
interface Network {
  readonly nodeCount: number;
  readonly arcs: readonly Arc[];
  readonly flow: readonly number[];
  /** For each node the arcs that begin or end there. */
  readonly touching: readonly (readonly number[])[];
}

function arcsByNode(nodeCount: number, arcs: readonly Arc[]): readonly (readonly number[])[] {
  const touching = Array.from({ length: nodeCount }, (): number[] => []);
  arcs.forEach(({ from, to }, index) => {
    touching[from]!.push(index);
    touching[to]!.push(index);
  });
  return touching;
}

/** The ways from a node on which one unit more gains most: Bellman and Ford with a queue. */
function bestWays(
  start: number,
  { nodeCount, arcs, flow, touching }: Network,
): { readonly gains: readonly number[]; readonly arrivals: readonly (Move | undefined)[] } {
  const gains = Array.from({ length: nodeCount }, () => -Infinity);
  const arrivals = Array.from({ length: nodeCount }, (): Move | undefined => undefined);
  const isQueued = Array.from({ length: nodeCount }, () => false);
  gains[start] = 0;
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head]!;
    isQueued[node] = false;
    for (const arc of touching[node]!) {
      const { from, to, capacity, gain } = arcs[arc]!;
      const isForward = from === node;
      const units = flow[arc]!;
      if (isForward ? units >= capacity : units === 0) continue;
      const next = isForward ? to : from;
      const reached = gains[node]! + (isForward ? gain : -gain);
      if (reached <= gains[next]!) continue;
      gains[next] = reached;
      arrivals[next] = { arc, isForward };
      if (isQueued[next]) continue;
      isQueued[next] = true;
      queue.push(next);
    }
  }
  return { gains, arrivals };
}

function walkBack(arcs: readonly Arc[], arrivals: readonly (Move | undefined)[]): Move[] {
  const path: Move[] = [];
  let node = 1;
  while (node !== 0) {
    const move = arrivals[node]!;
    path.push(move);
    const { from, to } = arcs[move.arc]!;
    node = move.isForward ? from : to;
  }
  return path;
}
