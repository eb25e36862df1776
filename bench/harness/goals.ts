import type { Figures, Unit } from "./bench.js";
import { median } from "./statistics.js";

/** What every contender measured, round by round. */
export type Rounds = ReadonlyMap<string, readonly Figures[]>;

/** Something to reach. It is for reading: missing it fails nothing. */
export interface Goal {
  readonly text: string;
  readonly unit: Unit;
  readonly measure: (rounds: Rounds) => number;
  readonly isMet: (measured: number) => boolean;
}

/** A figure of a contender, optionally held against another contender's in the same round. */
interface Aim {
  readonly figure: string;
  readonly of: string;
}

/** At most so many times what another contender needs. */
export function atMostTimes(limit: number, { figure, of, floor }: Aim & { readonly floor: string }): Goal {
  return {
    text: `${of}: ${figure} at most ${limit} × ${floor}`,
    unit: "×",
    measure: (rounds) => median(ratios(rounds, figure, of, floor)),
    isMet: (measured) => measured <= limit,
  };
}

/** At least so many times what another contender gets done. */
export function atLeastTimes(limit: number, { figure, of, floor }: Aim & { readonly floor: string }): Goal {
  return {
    text: `${of}: ${figure} at least ${limit} × ${floor}`,
    unit: "×",
    measure: (rounds) => median(ratios(rounds, figure, of, floor)),
    isMet: (measured) => measured >= limit,
  };
}

/** At least so many times better than the best of the others. */
export function aheadOf(limit: number, { figure, of, others }: Aim & { readonly others: string[] }): Goal {
  return {
    text: `${of}: ${figure} at least ${limit} × better than the best of ${others.join(", ")}`,
    unit: "×",
    measure: (rounds) => Math.min(...others.map((other) => median(ratios(rounds, figure, other, of)))),
    isMet: (measured) => measured >= limit,
  };
}

/** At most so much more than another contender needs. */
export function atMostOver(
  limit: number,
  unit: Unit,
  { figure, of, floor }: Aim & { readonly floor: string },
): Goal {
  return {
    text: `${of}: ${figure} at most ${limit} ${unit} over ${floor}`,
    unit,
    measure: (rounds) => median(pairs(rounds, figure, of, floor).map(([a, b]) => a - b)),
    isMet: (measured) => measured <= limit,
  };
}

/** At most so much. */
export function atMost(limit: number, unit: Unit, { figure, of }: Aim): Goal {
  return {
    text: `${of}: ${figure} at most ${limit} ${unit}`,
    unit,
    measure: (rounds) => median(series(rounds, figure, of)),
    isMet: (measured) => measured <= limit,
  };
}

/** One contender's figure over another's, round by round: what slows a round down slows both. */
export function ratios(rounds: Rounds, figure: string, of: string, floor: string): number[] {
  return pairs(rounds, figure, of, floor).map(([a, b]) => a / b);
}

/** A figure of one contender in every round. */
export function series(rounds: Rounds, figure: string, of: string): number[] {
  return (rounds.get(of) ?? []).map((figures) => figures[figure] ?? Number.NaN);
}

function pairs(rounds: Rounds, figure: string, of: string, floor: string): [number, number][] {
  const floors = series(rounds, figure, floor);
  return series(rounds, figure, of).map((value, round) => [value, floors[round] ?? Number.NaN]);
}
