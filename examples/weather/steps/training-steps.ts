import { setImmediate as turnOfEventLoop } from "node:timers/promises";
import type { StepHandler } from "bailiwick";
import { registerModel, type Metrics, type WeatherModel } from "../model/model-store.js";
import { fitRidge, meanAbsoluteError, predict, type FittingData } from "../model/ridge-regression.js";
import type { DataReport } from "../tables/clean-weather.js";
import { quoted, type Database } from "../tables/database.js";
import { featureNames, readExamples, type Example } from "../tables/feature-table.js";

/** A model that is not better than the naive forecast by this much is not worth registering. */
const requiredMarginPercent = 5;

/** How strongly large weights are discouraged: tried on the last training year. None is 0: constant features are fine. */
const penalties = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

/** The last year is held out: nothing is fitted on it or chosen by it. */
const splitYears = (featureTable: string): readonly string[] => {
  const labelled = `FROM ${quoted(featureTable)} WHERE target IS NOT NULL AND year(target_day)`;
  const lastYear = `(SELECT year(max(day)) FROM ${quoted(featureTable)})`;
  return [
    `CREATE OR REPLACE TABLE training_rows AS SELECT * ${labelled} < ${lastYear}`,
    `CREATE OR REPLACE TABLE held_out_rows AS SELECT * ${labelled} = ${lastYear}`,
  ];
};

/** What `split` gives: the names of two tables. */
export type SplitOutputs = {
  readonly training_rows: string;
  readonly held_out_rows: string;
};

/** Divides the days by the year that they look ahead to. */
export function splitStep(database: Database): StepHandler<{ feature_table: string }, SplitOutputs> {
  return async ({ inputs, signal, log }) => {
    await database.transaction(signal, async (session) => {
      for (const statement of splitYears(inputs.feature_table)) await session.run(statement);
      for (const [table, use] of [
        ["training_rows", "to learn from"],
        ["held_out_rows", "held out"],
      ] as const) {
        const examples = await readExamples(session, table);
        if (examples.length === 0)
          throw new Error(`There are no days ${use}: the weather file must span two years.`);
        log(`${examples.length} days ${use}: ${examples[0]!.targetDay} to ${examples.at(-1)!.targetDay}`);
      }
    });
    return { training_rows: "training_rows", held_out_rows: "held_out_rows" };
  };
}

/**
 * Fits the model. The penalty is the one that does best on the last training year when fitted on the years
 * before; with it the model is fitted on all of them.
 */
export function trainStep(
  database: Database,
): StepHandler<{ training_data: string }, { model: WeatherModel }> {
  return async ({ inputs, signal, log, progress }) => {
    const examples = await database.transaction(signal, (session) =>
      readExamples(session, inputs.training_data),
    );
    const [from, to] = [examples[0]!.targetDay, examples.at(-1)!.targetDay];
    const lastYear = to.slice(0, 4);
    const earlier = fittingData(examples.filter(({ targetDay }) => targetDay < lastYear));
    const later = fittingData(examples.filter(({ targetDay }) => targetDay >= lastYear));
    if (earlier.rows.length < 300) throw new Error("Training needs a year before the last training year.");
    const trials: { penalty: number; error: number }[] = [];
    for (const penalty of penalties) {
      signal.throwIfAborted();
      trials.push({ penalty, error: meanAbsoluteError(fitRidge(earlier, penalty), later) });
      progress(trials.length / (penalties.length + 1), `penalty ${penalty}`);
      // Lets a cancellation in between two fits.
      await turnOfEventLoop();
    }
    const best = trials.reduce((a, b) => (b.error < a.error ? b : a));
    log(
      `penalty ${best.penalty}: best of ${trials.length} on ${lastYear} (MAE ${best.error.toFixed(2)} °C)`,
      trials,
    );
    const model = fitRidge(fittingData(examples), best.penalty);
    log(`ridge regression with ${featureNames.length} weights on ${examples.length} days`);
    return { model: { ...model, trainedOn: { from, to, days: examples.length } } };
  };
}

/** What `evaluate` gives: how wrong the forecasts were, and the name of their table. */
export type EvaluateOutputs = {
  readonly metrics: Metrics;
  readonly predictions: string;
};

const measure = `
  SELECT year(max(day::DATE))::INTEGER AS year, count(*)::INTEGER AS days,
    avg(abs(predicted - actual)) AS mae, sqrt(avg((predicted - actual) ** 2)) AS rmse,
    avg(abs(naive - actual)) AS "naiveMae", sqrt(avg((naive - actual) ** 2)) AS "naiveRmse",
    100 * (1 - avg(abs(predicted - actual)) / avg(abs(naive - actual))) AS "marginPercent"
  FROM predictions`;

/** Forecasts each held-out day from the evening before, and compares with "as warm as today". */
export function evaluateStep(
  database: Database,
): StepHandler<{ model: WeatherModel; test_rows: string }, EvaluateOutputs> {
  return async ({ inputs: { model, test_rows: testRows }, signal, log }) => {
    const measured = await database.transaction(signal, async (session) => {
      const examples = await readExamples(session, testRows);
      await session.run(
        "CREATE OR REPLACE TABLE predictions (day VARCHAR, actual DOUBLE, predicted DOUBLE, naive DOUBLE)",
      );
      await session.append(
        "predictions",
        examples.map(({ targetDay, target, values, naive }) => [
          targetDay,
          target!,
          predict(model, values),
          naive,
        ]),
      );
      const [row] = await session.query<Omit<Metrics, "requiredMarginPercent">>(measure);
      return row!;
    });
    const { days, year, mae, naiveMae } = measured;
    log(`${days} days of ${year}: MAE ${mae.toFixed(2)} °C, naive ${naiveMae.toFixed(2)} °C`, measured);
    return { metrics: { ...measured, requiredMarginPercent }, predictions: "predictions" };
  };
}

/** What `register` takes. */
export type RegisterInputs = {
  readonly model: WeatherModel;
  readonly evaluation_metrics: Metrics;
  readonly predictions: string;
  readonly data_report: DataReport;
};

/** Registers the model, if it is good enough. */
export function registerStep(database: Database, artifactsFolder: string): StepHandler<RegisterInputs> {
  return async ({ inputs, signal, log }) => {
    const { model, evaluation_metrics: metrics, predictions, data_report: dataReport } = inputs;
    requireMargin(metrics);
    const copyPredictions = `
      COPY (SELECT day::DATE AS day, actual, predicted, naive FROM ${quoted(predictions)} ORDER BY day)
      TO $path (FORMAT parquet)`;
    const writePredictions = (path: string): Promise<void> =>
      database.transaction(signal, (session) => session.run(copyPredictions, { path }));
    const candidate = { model, metrics, dataReport, writePredictions };
    const { version } = await registerModel(artifactsFolder, candidate, signal);
    log(`version ${version}, which inference uses from now on`);
  };
}

function requireMargin({ marginPercent, requiredMarginPercent: required }: Metrics): void {
  if (marginPercent >= required) return;
  throw new Error(
    `The model is not good enough to be registered: its error is ${marginPercent.toFixed(1)} % below that of the ` +
      `naive forecast, and ${required} % is required.`,
  );
}

function fittingData(examples: readonly Example[]): FittingData {
  return {
    features: featureNames,
    rows: examples.map(({ values }) => values),
    targets: examples.map(({ target }) => target!),
  };
}
