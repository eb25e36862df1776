import { Matrix, solve } from "ml-matrix";

/** A fitted linear model, as plain JSON. Weights apply to features shifted by their mean and divided by their scale. */
export interface RidgeModel {
  readonly kind: "ridge-regression";
  readonly features: readonly string[];
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly intercept: number;
  /** How strongly large weights were discouraged; 0 is ordinary least squares. */
  readonly penalty: number;
}

/** What a model is fitted on: one row of values and one target for each day. */
export interface FittingData {
  readonly features: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/**
 * Fits by least squares (the QR decomposition of ml-matrix) with a ridge penalty: one more equation for each
 * weight, which pulls it towards zero. O(rows · features²).
 */
export function fitRidge({ features, rows, targets }: FittingData, penalty: number): RidgeModel {
  const columns = features.map((_, column) => rows.map((row) => row[column]!));
  const means = columns.map(mean);
  const scales = columns.map((column, at) => deviation(column, means[at]!) || 1);
  const intercept = mean(targets);
  const pull = Math.sqrt(penalty * rows.length);
  const equations = [
    ...rows.map((row) => row.map((value, at) => (value - means[at]!) / scales[at]!)),
    ...features.map((_, at) => features.map((__, other) => (other === at ? pull : 0))),
  ];
  const goals = [...targets.map((target) => target - intercept), ...features.map(() => 0)];
  const weights = solve(new Matrix(equations), Matrix.columnVector(goals)).to1DArray();
  return { kind: "ridge-regression", features, means, scales, weights, intercept, penalty };
}

/** What the model says for one row of values, which must be in the order of `model.features`. */
export function predict(model: RidgeModel, values: readonly number[]): number {
  return model.weights.reduce(
    (sum, weight, at) => sum + (weight * (values[at]! - model.means[at]!)) / model.scales[at]!,
    model.intercept,
  );
}

/** The mean distance between what the model says and what was. */
export function meanAbsoluteError(model: RidgeModel, { rows, targets }: FittingData): number {
  return mean(rows.map((row, at) => Math.abs(predict(model, row) - targets[at]!)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[], center: number): number {
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}
