/** Where a step takes one of its inputs from. */
export interface PlannedInput {
  readonly dependency: string;
  readonly provider: string;
  readonly output: string;
}
