import type { Table } from "../harness/bench.js";
import { firstCallTables, warmTables } from "./anew.js";
import { besideNaiveTables } from "./beside-naive.js";
import { changedTables } from "./changed.js";

export function tables(quick: boolean): Table[] {
  return [
    ...firstCallTables(quick),
    ...warmTables(quick),
    ...changedTables(quick),
    ...besideNaiveTables(quick),
  ];
}
