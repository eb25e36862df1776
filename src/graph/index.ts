export { digraph, type Digraph, type Edge } from "./digraph.js";
export { findCycle } from "./find-cycle.js";
export { levels } from "./levels.js";
export { readEdges } from "./read-edges.js";
export { topologicalOrder } from "./topological-order.js";
