import type { ContentCounts } from "./content.js";

/** What is known of one context, at no cost to the asker: all of it is kept up to date with every change. */
export interface ContextStats extends ContentCounts {
  /** When the context was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * When the context was last asked for by name or written to, in milliseconds since 1970; late by no more
   * than the synchronous code that was running then. Reading through a registry that is at hand does not count.
   */
  readonly lastUsedAt: number;
}
