import type { MatchTier } from "./simulation-config.js";

/** What several settings, or the values of one, are to each other. */
export interface SettingRule {
  /** The settings that it is about; the first is at fault. It is asked only if all of them are sound by themselves. */
  readonly paths: readonly [string, ...(readonly string[])];
  /** What is wrong, as the end of a sentence that begins with the first path. The values come in the order of the paths. */
  readonly faultOf: (...values: never[]) => string | undefined;
}

const maxYears = 50;

/** How far the sum of shares may be off 1: what sums of decimal fractions are off by. */
const shareTolerance = 1e-9;

/** Of rates that are kept for each employee: as many as their column has. */
const rateDecimals = 4;

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const deferralRates = [
  "simulation.enrollment.auto.default_deferral_rate",
  "simulation.enrollment.voluntary.deferral_rate",
  "simulation.escalation.increment",
  "simulation.escalation.maximum_rate",
] as const;

/** All rules that no schema can say. */
export const settingRules: readonly SettingRule[] = [
  {
    paths: ["years.end", "years.start"],
    faultOf: (end: number, start: number) => {
      if (end < start) return `must not be before years.start, which is ${start}, but is ${end}`;
      if (end - start < maxYears) return undefined;
      return `must be at most ${start + maxYears - 1}, which are ${maxYears} years, but is ${end}`;
    },
  },
  {
    paths: ["simulation.growth.target_rate", "simulation.termination.rate"],
    faultOf: (growth: number, rate: number) =>
      growth < -rate
        ? `must be at least ${-rate}, because no more leave than simulation.termination.rate says, but is ${growth}`
        : undefined,
  },
  {
    paths: ["simulation.hires.level_shares"],
    faultOf: (shares: readonly number[]) => {
      const sum = shares.reduce((total, share) => total + share, 0);
      return Math.abs(sum - 1) <= shareTolerance
        ? undefined
        : `must have the sum 1, but has ${Number(sum.toPrecision(12))}`;
    },
  },
  {
    paths: ["simulation.hires.minimum_age", "simulation.hires.maximum_age"],
    faultOf: (minimum: number, maximum: number) =>
      minimum > maximum
        ? `must not be above simulation.hires.maximum_age, which is ${maximum}, but is ${minimum}`
        : undefined,
  },
  {
    paths: ["simulation.escalation.effective_day", "simulation.escalation.effective_month"],
    faultOf: (day: number, month: number) => {
      const last = daysOfMonth[month - 1]!;
      return day > last
        ? `must be at most ${last}, as many days as month ${month} has in every year, but is ${day}`
        : undefined;
    },
  },
  {
    paths: [
      "simulation.escalation.maximum_rate",
      "simulation.escalation.enabled",
      "simulation.enrollment.auto.enabled",
      "simulation.enrollment.auto.default_deferral_rate",
    ],
    faultOf: (maximum: number, escalates: boolean, enrolls: boolean, rate: number) =>
      escalates && enrolls && maximum < rate
        ? `must be at least simulation.enrollment.auto.default_deferral_rate, which is ${rate}, but is ${maximum}`
        : undefined,
  },
  {
    paths: ["simulation.match.tiers"],
    faultOf: (tiers: readonly MatchTier[]) => {
      const at = tiers.findIndex(({ up_to }, index) => index > 0 && up_to <= tiers[index - 1]!.up_to);
      return at === -1
        ? undefined
        : `must ascend by up_to, but tier ${at + 1} ends at ${tiers[at]!.up_to} and the one before at ${tiers[at - 1]!.up_to}`;
    },
  },
  ...deferralRates.map((path): SettingRule => ({
    paths: [path],
    faultOf: (rate: number) =>
      Number(rate.toFixed(rateDecimals)) === rate
        ? undefined
        : `must have at most ${rateDecimals} decimals, as deferral rates are kept, but is ${rate}`,
  })),
];
