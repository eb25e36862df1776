import type { Table } from "../harness/bench.js";
import { creationTables } from "./creation.js";
import { lookUpTables } from "./look-up.js";
import { statsTable } from "./stats.js";

export function tables(quick: boolean): Table[] {
  return [...lookUpTables(quick), ...creationTables(quick), statsTable(quick)];
}
