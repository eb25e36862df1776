import { counted } from "../../kernel/index.js";
import type { SimulationFacts, SnapshotGroup } from "./read-facts.js";
import type {
  ContributionSummary,
  Counts,
  EventSummary,
  ParticipationSummary,
  ReportFinding,
  ReportFindingRule,
  WorkforceBreakdown,
  YearAuditReport,
  YearGrowth,
} from "./report-types.js";

/** The documented statuses, in the order in which they are shown; others follow by name. */
export const knownStatuses: readonly string[] = [
  "continuous_active",
  "new_hire_active",
  "experienced_termination",
  "new_hire_termination",
];

/** The documented event types in the order of an employee's life; others follow by name. */
export const knownEventTypes: readonly string[] = [
  "hire",
  "termination",
  "promotion",
  "raise",
  "eligibility",
  "enrollment",
  "enrollment_change",
  "deferral_escalation",
];

const newHireStatuses: ReadonlySet<string> = new Set(["new_hire_active", "new_hire_termination"]);

/** What the facts say about a year. Counts of what has happened are those of events; that the snapshot says otherwise is a finding. */
export function auditYear(facts: SimulationFacts, year: number): YearAuditReport {
  const groups = facts.snapshot.get(year) ?? [];
  const active = groups.filter((group) => group.active);
  const events = summariseEvents(facts, year);
  const growth = compareWithBefore(facts, year, headcount(active));
  return {
    year,
    workforce: breakDown(groups, active),
    events,
    growth,
    participation: summariseParticipation(active),
    contributions: summariseContributions(groups),
    findings: [...findingsOf(groups, events, growth, facts.duplicates.get(year) ?? 0)],
  };
}

/** A quotient that is rounded to so many digits, so that the sum of two fractions prints as one would write it; `null` by nothing. */
function ratio(part: number, whole: number, digits = 6): number | null {
  return whole === 0 ? null : rounded(part / whole, digits);
}

/** Rounded to so many digits after the point; never −0. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}

/** Names, the known ones first and in their order, the others by code unit. */
export function inOrder(names: Iterable<string>, known: readonly string[]): readonly string[] {
  const present = new Set(names);
  const others = [...present].filter((name) => !known.includes(name)).toSorted();
  return [...known.filter((name) => present.has(name)), ...others];
}

function headcount(groups: readonly SnapshotGroup[]): number {
  return sumOf(groups, ({ employees }) => employees);
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}

/** Counts under the names that there are, and under `always`, in order. */
function countBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  countOf: (item: Item) => number,
  always: readonly string[],
): Counts {
  const counts = new Map<string, number>(always.map((name) => [name, 0]));
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + countOf(item));
  return Object.fromEntries(inOrder(counts.keys(), always).map((name) => [name, counts.get(name) ?? 0]));
}

function breakDown(groups: readonly SnapshotGroup[], active: readonly SnapshotGroup[]): WorkforceBreakdown {
  const activeEmployees = headcount(active);
  const compensation = sumOf(active, ({ compensationCents }) => compensationCents) / 100;
  return {
    totalEmployees: headcount(groups),
    activeEmployees,
    byStatus: countBy(
      groups,
      ({ status }) => status,
      ({ employees }) => employees,
      knownStatuses,
    ),
    averageCompensation: ratio(compensation, activeEmployees, 2),
  };
}

function summariseEvents(facts: SimulationFacts, year: number): EventSummary {
  const groups = facts.events.get(year) ?? [];
  const byType = countBy(
    groups,
    ({ type }) => type,
    ({ events }) => events,
    knownEventTypes,
  );
  const [hires, terminations] = [byType["hire"] ?? 0, byType["termination"] ?? 0];
  return {
    totalEvents: sumOf(groups, ({ events }) => events),
    byType,
    hires,
    terminations,
    hireTerminationRatio: ratio(hires, terminations),
  };
}

/** The baseline is of the first year only; of every other year the snapshot of the one before it says how it began. */
function compareWithBefore(facts: SimulationFacts, year: number, currentActive: number): YearGrowth {
  const before = facts.snapshot.get(year - 1);
  const atStart = facts.baseline.get(year);
  const previousActive =
    before === undefined ? (atStart ?? null) : headcount(before.filter(({ active }) => active));
  if (previousActive === null) {
    return { comparedWith: null, previousActive, currentActive, netGrowth: null, growthRate: null };
  }
  const netGrowth = currentActive - previousActive;
  return {
    comparedWith: before === undefined ? "baseline" : "snapshot",
    previousActive,
    currentActive,
    netGrowth,
    growthRate: ratio(netGrowth, previousActive),
  };
}

function summariseParticipation(active: readonly SnapshotGroup[]): ParticipationSummary {
  const members = active.filter((group) => group.participating);
  const participating = headcount(members);
  const deferral = sumOf(members, ({ deferralMillionths }) => deferralMillionths) / 1e6;
  return {
    participating,
    rate: ratio(participating, headcount(active)),
    byDetail: countBy(
      active,
      ({ detail }) => detail,
      ({ employees }) => employees,
      [],
    ),
    averageDeferralRate: ratio(deferral, participating),
  };
}

function summariseContributions(groups: readonly SnapshotGroup[]): ContributionSummary {
  const contributors = sumOf(groups, (group) => group.contributors);
  const paid = sumOf(groups, ({ contributionCents }) => contributionCents);
  const matched = sumOf(groups, ({ matchCents }) => matchCents);
  return {
    contributors,
    employeeContributions: paid / 100,
    employerMatch: matched / 100,
    total: (paid + matched) / 100,
    averageContribution: ratio(paid / 100, contributors, 2),
    matchRate: ratio(matched, paid),
  };
}

function* findingsOf(
  groups: readonly SnapshotGroup[],
  { hires, terminations }: EventSummary,
  { previousActive, currentActive }: YearGrowth,
  duplicates: number,
): Generator<ReportFinding> {
  const finding = (rule: ReportFindingRule, message: string, found: number, expected: number) => ({
    rule,
    message,
    found,
    expected,
  });
  if (duplicates > 0) {
    const who = duplicates === 1 ? "One employee stands" : `${duplicates} employees stand`;
    yield finding("duplicate-employees", `${who} in the snapshot of the year more than once.`, duplicates, 0);
  }
  const begun = headcount(groups.filter(({ status }) => newHireStatuses.has(status)));
  if (hires !== begun) {
    yield finding(
      "hires-unlike-snapshot",
      `There are ${counted(hires, "hire event")}, but ${counted(begun, "new hire")} in the snapshot.`,
      hires,
      begun,
    );
  }
  const ended = headcount(groups.filter(({ active }) => !active));
  if (terminations !== ended) {
    yield finding(
      "terminations-unlike-snapshot",
      `There are ${counted(terminations, "termination event")}, but ${counted(ended, "employee")} in the snapshot who left.`,
      terminations,
      ended,
    );
  }
  if (previousActive !== null && currentActive !== previousActive + hires - terminations) {
    const expected = previousActive + hires - terminations;
    yield finding(
      "headcount-unexplained",
      `${previousActive} active at the beginning, ${counted(hires, "hire")} and ${counted(terminations, "termination")} make ${expected} at the end, but there are ${currentActive}.`,
      currentActive,
      expected,
    );
  }
}
