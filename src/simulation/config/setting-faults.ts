import type { z } from "zod";
import { counted, describe, didYouMean, quoteList } from "../../kernel/index.js";
import { nodeAt, type ConfigCatalogue, type SchemaNode } from "./config-json-schema.js";
import { valueAt } from "./tree.js";

/** What is wrong with one setting. */
export interface SettingFault {
  readonly path: readonly string[];
  /** The end of a sentence that begins with the path. */
  readonly message: string;
  /** Whether the key is at fault and not its value. */
  readonly inKey?: true;
  /** All settings that are involved, where there are several; the fault is shown at the first that is not a default. */
  readonly involved?: readonly (readonly string[])[];
}

type Issue = z.core.$ZodIssue;

/** What the schema finds wrong with a value, in plain words and with what was found. */
export function schemaFaults(
  catalogue: ConfigCatalogue,
  value: unknown,
  issues: readonly Issue[],
): readonly SettingFault[] {
  const faults = issues.flatMap((issue) => faultsOf(catalogue, issue, value));
  // A number that is far too large is also no safe integer: one fault is enough.
  const distinct = new Map(faults.map((fault) => [`${fault.path.join(".")} ${fault.message}`, fault]));
  return [...distinct.values()];
}

function faultsOf(catalogue: ConfigCatalogue, issue: Issue, value: unknown): readonly SettingFault[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknownSetting(catalogue, issue.path, key),
      inKey: true,
    }));
  }
  const found = valueAt(value, issue.path);
  if (found === undefined) return [{ path, message: "is missing" }];
  return [{ path, message: messageOf(issue, nodeAt(catalogue.root, issue.path)!, found) }];
}

function messageOf(issue: Issue, node: SchemaNode, found: unknown): string {
  const expected = expectedOf(issue, node);
  return `must be ${expected}, but is ${describe(found)}${adviceOn(found, node)}`;
}

function expectedOf(issue: Issue, node: SchemaNode): string {
  const { type = "", minimum, maximum, items } = node;
  if (issue.code === "invalid_format") return issue.message;
  if (issue.code === "too_small" || issue.code === "too_big") return sizeOf(issue, node);
  if (node.enum !== undefined) return `one of ${quoteList(node.enum, "or")}`;
  if (type === "number") return `a number from ${minimum} to ${maximum}`;
  if (type === "integer") return `a whole number from ${minimum} to ${maximum}`;
  if (type === "boolean") return "true or false";
  if (type === "array") return `a list of ${items?.type === "object" ? "objects" : `${items?.type}s`}`;
  return type === "object" ? "an object of settings" : "a string";
}

function sizeOf(issue: Issue & { code: "too_small" | "too_big" }, { minimum, maximum }: SchemaNode): string {
  const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
  if (issue.origin === "string") return `a name of at most ${bound} characters`;
  if (issue.origin !== "array") return `from ${minimum} to ${maximum}`;
  if (issue.exact === true) return `a list of exactly ${counted(Number(bound), "value")}`;
  return `a list of at ${issue.code === "too_small" ? "least" : "most"} ${counted(Number(bound), "value")}`;
}

/** What may have been meant, where it can be guessed; else nothing. */
function adviceOn(found: unknown, node: SchemaNode): string {
  const { "x-unit": unit, maximum = Number.POSITIVE_INFINITY, type } = node;
  if (typeof found === "string") {
    if (node.enum !== undefined) return didYouMean(found, node.enum);
    return type === "number" || type === "integer" ? adviceOnText(found) : "";
  }
  const isPercentage = typeof found === "number" && unit === "fraction" && found > maximum && found <= 100;
  if (!isPercentage) return "";
  return ` (rates are fractions: ${fractionOf(found)} is ${found} %)`;
}

/** Without what a division by 100 is off by. */
function fractionOf(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function adviceOnText(text: string): string {
  const { percent, number } =
    /^\s*(?:(?<percent>-?[\d.]+)\s*%|(?<number>-?[\d.]+))\s*$/u.exec(text)?.groups ?? {};
  if (number !== undefined && Number.isFinite(Number(number))) return " (without quotes it is a number)";
  if (percent === undefined || !Number.isFinite(Number(percent))) return "";
  return ` (${percent} % is the fraction ${fractionOf(Number(percent))})`;
}

/**
 * Why a name is none of a section, as the end of a sentence: with the one that was meant, in the section or, if it stands in
 * the wrong place, elsewhere.
 */
export function unknownSetting(
  { root, settings }: Pick<ConfigCatalogue, "root" | "settings">,
  section: readonly PropertyKey[],
  name: string,
): string {
  const members = Object.keys(nodeAt(root, section)!.properties!).filter((member) => member !== "$schema");
  const elsewhere = new Set([...settings.values()].flatMap(({ path }) => pathTo(path, name)));
  const misplaced = elsewhere.size === 1 ? ` (did you mean ${quoteList([...elsewhere])}?)` : "";
  const suggestion = didYouMean(name, members) || misplaced;
  return `is not a known setting${suggestion}; known are ${quoteList(members, "and", members.length)}`;
}

/** The path to the setting or section of a name on the way to a setting. */
function pathTo(path: readonly string[], name: string): readonly string[] {
  const at = path.indexOf(name);
  return at === -1 ? [] : [path.slice(0, at + 1).join(".")];
}

/** Whether a fault concerns a setting, or something in it or around it. */
export function concerns({ path }: SettingFault, setting: readonly string[]): boolean {
  const shared = Math.min(path.length, setting.length);
  return path.slice(0, shared).every((segment, index) => segment === setting[index]);
}
