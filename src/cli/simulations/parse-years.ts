import { describe } from "../../kernel/index.js";
import { invalidCommand } from "../command-error.js";

/** Calendar years, both included. */
export interface YearRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The years that an option names: `2025-2029`, or `2025` for one.
 *
 * @throws BailiwickError `COMMAND_INVALID`
 */
export function parseYears(text: string): YearRange {
  const found = /^(\d{4})(?:(?:-|\.\.)(\d{4}))?$/u.exec(text.trim());
  if (found === null) {
    throw invalidCommand(
      `--years must be a year or two, but is ${describe(text)}`,
      "write it as in --years 2025-2029, or --years 2025.",
    );
  }
  const start = Number(found[1]);
  const end = Number(found[2] ?? start);
  if (end < start) {
    throw invalidCommand(
      `--years ends before it begins: ${describe(text)}`,
      `the earlier year comes first: --years ${end}-${start}.`,
    );
  }
  return { start, end };
}
