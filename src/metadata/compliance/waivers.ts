import {
  counted,
  deepFreeze,
  describe,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
} from "../../kernel/index.js";
import { suggester } from "../faults.js";
import type { Verdict } from "../rule.js";
import type { Finding, WaivedFinding, Waiver } from "./compliance-report.js";

const day = 24 * 60 * 60 * 1000;

/** Refuses waivers that do not say what they excuse, why, or until which day. */
export function checkWaivers(waivers: unknown, owner: string): readonly Waiver[] {
  if (waivers === undefined) return [];
  if (!Array.isArray(waivers)) throw optionInvalid("waivers", owner, "an array of waivers", waivers);
  for (const [index, waiver] of (waivers as readonly unknown[]).entries()) {
    const option = `waivers[${index}]`;
    if (!isPlainObject(waiver)) throw optionInvalid(option, owner, "an object with rule and reason", waiver);
    refuseUnknownOptions(waiver, ["rule", "id", "about", "reason", "until"], `${option} of ${owner}`);
    for (const field of ["rule", "reason"] as const) {
      const value = waiver[field];
      if (typeof value !== "string" || value.trim() === "")
        throw optionInvalid(`${option}.${field}`, owner, "a text that is not blank", value);
    }
    for (const field of ["id", "about"] as const) {
      const value = waiver[field];
      if (value !== undefined && typeof value !== "string")
        throw optionInvalid(`${option}.${field}`, owner, "a text", value);
    }
    if (waiver["until"] !== undefined && dayOf(waiver["until"]) === undefined)
      throw optionInvalid(`${option}.until`, owner, "a date as YYYY-MM-DD", waiver["until"]);
  }
  return deepFreeze((waivers as readonly Waiver[]).map((waiver) => ({ ...waiver })));
}

/** The beginning of a day in milliseconds since 1970; `undefined` for what is no day of the calendar. */
function dayOf(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}

/** What waivers leave of the findings, and what is wrong with the waivers. */
export interface WaiverOutcome {
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** Waivers that nothing falls under. */
  readonly unused: readonly Verdict[];
  /** Waivers that have run out. */
  readonly expired: readonly Verdict[];
}

/** What waivers can be wrong about. */
export interface WaiverNames {
  readonly rules: readonly string[];
  readonly ids: readonly string[];
}

/** Excuses the findings that a waiver names and that has not run out. O(findings + waivers), where few name the same. */
export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  now: number,
  names: WaiverNames,
): WaiverOutcome {
  const byPlace = new Map<string, Waiver[]>(waivers.map((waiver) => [placeOf(waiver), []]));
  for (const waiver of waivers) byPlace.get(placeOf(waiver))?.push(waiver);
  const uses = new Map(waivers.map((waiver) => [waiver, 0]));
  const whyNot = explainer(names);
  const left: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const finding of findings) {
    const places = new Set([placeOf(finding), placeOf({ rule: finding.rule })]);
    const fitting = [...places]
      .flatMap((place) => byPlace.get(place) ?? [])
      .filter(({ about }) => about === undefined || about === finding.about);
    for (const waiver of fitting) uses.set(waiver, (uses.get(waiver) ?? 0) + 1);
    const current = fitting.find((waiver) => !isExpired(waiver, now));
    if (current === undefined) left.push(finding);
    else waived.push({ ...finding, reason: current.reason, ...pick(current, "until") });
  }
  const expired = waivers.filter((waiver) => isExpired(waiver, now));
  const unused = waivers.filter((waiver) => uses.get(waiver) === 0 && !isExpired(waiver, now));
  return {
    findings: left,
    waived,
    unused: unused.map((waiver) => ({
      ...subjectOf(waiver),
      message: `${inWords(waiver)} excuses nothing${whyNot(waiver)}`,
      fix: "remove it",
    })),
    expired: expired.map((waiver) => ({
      ...subjectOf(waiver),
      message: `${inWords(waiver)} ran out after ${waiver.until}; it covers ${counted(uses.get(waiver) ?? 0, "finding")}`,
      fix: "mend what it excused, or give it another day with a reason that holds",
    })),
  };
}

/** The rule and the entry that a waiver names, or that a finding is about. */
function placeOf({ rule, id }: Pick<Finding, "rule" | "id">): string {
  return JSON.stringify([rule, id]);
}

/** Says why a waiver cannot excuse anything, as the end of a sentence. */
function explainer({ rules, ids }: WaiverNames): (waiver: Waiver) => string {
  const known = { rules: new Set(rules), ids: new Set(ids) };
  const nearest = { rule: suggester(rules), id: suggester(ids) };
  return ({ rule, id }) => {
    if (!known.rules.has(rule)) return `, because there is no such rule${nearest.rule(rule)}`;
    if (id !== undefined && !known.ids.has(id)) return `, because there is no such entry${nearest.id(id)}`;
    return "";
  };
}

function isExpired({ until }: Waiver, now: number): boolean {
  const last = dayOf(until);
  return last !== undefined && now >= last + day;
}

function inWords(waiver: Waiver): string {
  const { rule, id, about } = waiver;
  const of = [id, about].filter((part) => part !== undefined).map((part) => describe(part));
  return `the waiver of ${rule}${of.length === 0 ? "" : ` for ${of.join(" and ")}`}`;
}

function subjectOf(waiver: Waiver): Omit<Verdict, "message"> {
  return { about: waiver.rule, ...pick(waiver, "id") };
}

function pick<T extends object, K extends keyof T>(
  owner: T,
  key: K,
): { readonly [P in K]?: Exclude<T[P], undefined> } {
  return (owner[key] === undefined ? {} : { [key]: owner[key] }) as {
    readonly [P in K]?: Exclude<T[P], undefined>;
  };
}
