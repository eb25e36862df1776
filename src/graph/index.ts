export { AcyclicGraph } from "./acyclic-graph.js";
export { ancestors } from "./ancestors.js";
export { bestFlow, detourGains, type Arc } from "./best-flow.js";
export { digraph, type Digraph, type Edge } from "./digraph.js";
export { findCycle } from "./find-cycle.js";
export { findPath } from "./find-path.js";
export { levels } from "./levels.js";
export { readEdges } from "./read-edges.js";
export {
  orderOfEdges,
  orderOfNumberedEdges,
  topologicalOrder,
  type NumberedEdges,
} from "./topological-order.js";
