import { isPlainObject, optionInvalid, refuseUnknownOptions, requireSignal } from "../../kernel/index.js";
import type { ModelRequest, ModelWork } from "../project/model-engine.js";

/** @throws BailiwickError `OPTION_INVALID` for what is no request, also for a selection that dbt would take for an option. */
export function checkRequest(request: ModelRequest, owner: string): ModelRequest {
  refuseUnknownOptions(request, ["select", "exclude", "variables", "fullRefresh"], owner);
  const { select, exclude, variables, fullRefresh } = request;
  requireSelection("select", select, owner);
  requireSelection("exclude", exclude, owner);
  if (!isPlainObject(variables)) throw optionInvalid("variables", owner, "an object", variables);
  requireJson(variables, "variables", owner);
  if (fullRefresh !== undefined && typeof fullRefresh !== "boolean")
    throw optionInvalid("fullRefresh", owner, "true or false", fullRefresh);
  return {
    ...request,
    ...(select === undefined ? {} : { select: partsOf(select) }),
    ...(exclude === undefined ? {} : { exclude: partsOf(exclude) }),
  };
}

/** Blanks unite, within a text as between texts. */
function partsOf(selection: readonly string[]): string[] {
  return selection.flatMap((text) => text.trim().split(/\s+/u));
}

/** @throws BailiwickError `OPTION_INVALID` */
export function checkWork(work: ModelWork, owner: string): void {
  refuseUnknownOptions(work, ["signal", "onEvent"], owner);
  requireSignal(work.signal, owner);
  if (work.onEvent !== undefined && typeof work.onEvent !== "function")
    throw optionInvalid("onEvent", owner, "a function", work.onEvent);
}

function requireSelection(option: string, selection: unknown, owner: string): void {
  if (selection === undefined) return;
  if (!Array.isArray(selection)) throw optionInvalid(option, owner, "a list of selections", selection);
  for (const item of selection as readonly unknown[]) {
    if (typeof item === "string" && /^[^\0]*\S[^\0]*$/u.test(item) && !/(?:^|\s)-/u.test(item)) continue;
    throw optionInvalid(option, owner, "texts, of which no part begins with a hyphen", item);
  }
}

/** JSON would write `null` for what it has no words for. */
function requireJson(value: unknown, path: string, owner: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value))
    return;
  if (Array.isArray(value))
    return value.forEach((item, index) => requireJson(item, `${path}[${index}]`, owner));
  if (!isPlainObject(value)) throw optionInvalid(path, owner, "plain JSON", value);
  for (const [name, item] of Object.entries(value)) requireJson(item, `${path}.${name}`, owner);
}
