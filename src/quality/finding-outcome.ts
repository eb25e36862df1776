import { findRows, type AskOptions, type Question } from "./ask.js";
import type { QualityOutcome, QualitySubject } from "./quality-rule.js";

/** What a rule says that allows no row of a query. */
export interface Findings {
  readonly question: Question;
  /** If one row of the query stands for several. */
  readonly counted?: string;
  /** In a sentence, without its full stop. */
  readonly says: (count: number, samples: readonly Readonly<Record<string, unknown>>[]) => string;
}

/** Passes if a query has no rows. */
export async function noneFound(
  subject: QualitySubject,
  { question, counted, says }: Findings,
  options: AskOptions,
): Promise<QualityOutcome> {
  const { count, samples, query } = await findRows(subject, question, options, counted);
  const message = `${says(count, samples)}.`;
  return { passed: count === 0, message, measured: count, threshold: 0, count, samples, query };
}
