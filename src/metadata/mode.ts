import { optionInvalid } from "../kernel/index.js";

/** Whether a gap stops the wiring, or is reported. */
export type WiringMode = "strict" | "graceful";

/**
 * The mode that is meant: what the code says, else the environment variable `BAILIWICK_STRICT`, else strict.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function modeOf(said: WiringMode | undefined, owner: string): WiringMode {
  if (said === "strict" || said === "graceful") return said;
  if (said !== undefined) throw optionInvalid("mode", owner, '"strict" or "graceful"', said);
  const variable = process.env["BAILIWICK_STRICT"]?.trim().toLowerCase() ?? "";
  if (["", "true", "1"].includes(variable)) return "strict";
  if (["false", "0"].includes(variable)) return "graceful";
  throw optionInvalid("BAILIWICK_STRICT (environment)", owner, "true, 1, false or 0", variable);
}
