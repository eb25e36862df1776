/** Whose state it is. Nothing of one scope is seen or touched by another, however many a database holds. */
export interface StateScope {
  readonly scenarioId: string;
  readonly planDesignId: string;
}

/** The registries that there are. */
export type RegistryName = "enrollment" | "deferral";
