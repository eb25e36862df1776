import type { Table } from "../harness/bench.js";
import { engines } from "./engines.js";
import { scaling } from "./scaling.js";

export function tables(quick: boolean): Table[] {
  const years = quick ? 1 : 5;
  return [
    engines({ employees: quick ? 400 : 60_000, years }, quick),
    scaling(quick ? [100, 200, 400] : [10_000, 60_000, 200_000], years, quick),
  ];
}
