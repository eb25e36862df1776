/**
 * A shortest path between two nodes of a graph that is given by the successors of each, both ends included, or
 * `undefined` if there is none. From a node to itself it is that node alone. O(nodes + edges).
 */
export function findPath<Node>(
  from: Node,
  to: Node,
  successorsOf: (node: Node) => Iterable<Node>,
): readonly Node[] | undefined {
  const cameFrom = new Map<Node, Node | undefined>([[from, undefined]]);
  // A map grows while it is walked through: it is the queue as well.
  for (const node of cameFrom.keys()) {
    if (node === to) break;
    for (const next of successorsOf(node)) if (!cameFrom.has(next)) cameFrom.set(next, node);
  }
  if (!cameFrom.has(to)) return undefined;
  const path: Node[] = [];
  for (let node: Node | undefined = to; node !== undefined; node = cameFrom.get(node)) path.push(node);
  return path.toReversed();
}
