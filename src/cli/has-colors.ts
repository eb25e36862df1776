import type { Io, Output } from "./io.js";

/** Whether an output is coloured: on a terminal. `NO_COLOR` goes before `FORCE_COLOR`; an empty one says nothing. */
export function hasColors({ isTTY }: Output, { NO_COLOR, FORCE_COLOR, TERM }: Io["env"]): boolean {
  if (isSet(NO_COLOR)) return false;
  if (isSet(FORCE_COLOR)) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTTY === true && TERM !== "dumb";
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== "";
}
