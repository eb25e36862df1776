/** What was looked at, and what is to be said of it. */
export interface Check {
  /** Which check it is: a stable word such as `input-unfed`. */
  readonly check: string;
  /** All is well; worth a look; to be mended. */
  readonly level: "ok" | "note" | "problem";
  /** In one sentence. */
  readonly message: string;
  /** What to do. Absent if all is well. */
  readonly fix?: string;
}
