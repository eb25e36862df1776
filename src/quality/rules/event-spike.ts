import { describe } from "../../kernel/index.js";
import { askRows, bindQuestion } from "../ask.js";
import { sampleLimit } from "../outcome.js";
import type { QualityRule } from "../quality-rule.js";
import { readNumber, ruleMaker, shown, type RuleOptions } from "../rule-options.js";
import { readEvents, type EventsTable } from "../workforce-tables.js";

/** Options of {@link eventSpike}. */
export interface EventSpikeOptions extends RuleOptions {
  /** How many times the events of the year before a type may have. @defaultValue 2 */
  readonly ratio?: number;
  readonly events?: EventsTable;
}

/**
 * A rule that no type of event has many times the events that it had a year before. A type that had none passes, and is told.
 * O(events of both years).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function eventSpike(options: EventSpikeOptions = {}): QualityRule {
  const owner = "eventSpike()";
  const make = ruleMaker(owner, options, ["ratio", "events"]);
  const ratio = readNumber(options.ratio ?? 2, "ratio", owner, { minimum: 0 });
  const { sql, columns, inScope } = readEvents(options.events, owner);
  const text = `SELECT ${columns.type} AS event_type, count(*) FILTER (${columns.year} = $year - 1) AS previous,
      count(*) FILTER (${columns.year} = $year) AS current
    FROM ${sql} WHERE ${columns.year} BETWEEN $year - 1 AND $year AND ${inScope} GROUP BY ALL ORDER BY ALL`;
  const name = "event-spike";
  const description = `No type of event has more than ${shown(ratio)} times the events of the year before.`;
  return make({ name, severity: "warning", description, threshold: ratio }, async (subject, work) => {
    const { year, firstYear } = subject;
    if (year === firstYear)
      return {
        passed: true,
        message: `${year} is the first year: nothing to compare with.`,
        measured: null,
        threshold: ratio,
      };
    const query = bindQuestion({ name, text }, subject);
    const types = (await askRows(subject, query, work)).map((row) => {
      const [previous, current] = [Number(row["previous"]), Number(row["current"])];
      const grown = previous === 0 ? null : current / previous;
      return { event_type: row["event_type"] ?? null, previous, current, ratio: grown };
    });
    const grown = types.flatMap((type) => (type.ratio === null ? [] : [{ ...type, ratio: type.ratio }]));
    const spikes = grown.filter((type) => type.ratio > ratio).toSorted((a, b) => b.ratio - a.ratio);
    const fresh = types.filter(({ previous }) => previous === 0).map((type) => describe(type.event_type));
    const told = fresh.length === 0 ? "" : ` New in ${year}: ${fresh.join(", ")}.`;
    const worst = spikes.map(
      (type) =>
        `${describe(type.event_type)} has ${type.current.toLocaleString("en-US")} after ${type.previous.toLocaleString("en-US")}`,
    );
    const found =
      spikes.length === 0
        ? `No type of event has more than ${shown(ratio)} times the events of ${year - 1}.`
        : `More than ${shown(ratio)} times the events of ${year - 1}: ${worst.slice(0, 5).join(", ")}.`;
    return {
      passed: spikes.length === 0,
      message: `${found}${told}`,
      measured: grown.length === 0 ? null : Math.max(...grown.map((type) => type.ratio)),
      threshold: ratio,
      count: spikes.length,
      samples: spikes.slice(0, sampleLimit),
      query,
    };
  });
}
