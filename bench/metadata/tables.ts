import type { Table } from "../harness/bench.js";
import { dispatchingTable } from "./dispatching.js";
import { typeCheckingTable } from "./type-checking.js";
import { wiringTable } from "./wiring.js";

export function tables(quick: boolean): Table[] {
  return [wiringTable(quick), dispatchingTable(quick), typeCheckingTable(quick)];
}
