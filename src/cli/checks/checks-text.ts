import { BailiwickError, counted, messageOf } from "../../kernel/index.js";
import type { Style } from "../style.js";
import type { Check } from "./check.js";

/** Each check in a line, with what to do below it, and how many problems there are. */
export function checksText(checks: readonly Check[], { green, yellow, red }: Style): string {
  const marks = { ok: green("ok     "), note: yellow("note   "), problem: red("problem") };
  const lines = checks.flatMap(({ level, message, fix }) => [
    `${marks[level]}  ${message.replaceAll("\n", "\n         ")}`,
    ...(fix === undefined ? [] : [`         ${fix}`]),
  ]);
  const count = (wanted: Check["level"]): number => checks.filter(({ level }) => level === wanted).length;
  return [
    ...lines,
    "",
    `${counted(count("problem"), "problem")}, ${counted(count("note"), "note")}`,
    "",
  ].join("\n");
}

/** An error as a problem that was found; its hint is what to do. */
export function problemOf(check: string, error: unknown, fix: string): Check {
  const hint = error instanceof BailiwickError ? error.hint : undefined;
  const message = messageOf(error).replace(/\n {2}hint: [^\n]*$/u, "");
  return { check, level: "problem", message, fix: hint ?? fix };
}
