import picocolors from "picocolors";
import { hasColors } from "./has-colors.js";
import type { Io, Output } from "./io.js";

/** What text can be made to look like; without colours all of it gives the text back. */
export type Style = Readonly<Record<"bold" | "dim" | "green" | "red" | "yellow", (text: string) => string>>;

/** The style for an output of the process. */
export function styleOf(output: Output, env: Io["env"]): Style {
  return picocolors.createColors(hasColors(output, env));
}
