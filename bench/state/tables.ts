import type { Table } from "../harness/bench.js";
import { applying } from "./applying.js";
import { lookUps } from "./look-ups.js";
import { rebuilding } from "./rebuilding.js";

export function tables(quick: boolean): Table[] {
  const employees = quick ? 5_000 : 1_000_000;
  return [applying(employees, quick), rebuilding(employees, quick), lookUps(employees, quick)];
}
