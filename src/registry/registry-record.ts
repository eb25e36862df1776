import type { Mutex } from "async-mutex";
import {
  Moments,
  parseName,
  refuseUnknownOptions,
  requireClock,
  systemClock,
  type Clock,
} from "../kernel/index.js";
import { contextCleared, transactionEnded, transactionOpen } from "./registry-errors.js";
import type { RegistryOptions } from "./registry-options.js";

/** What is known of one context; all of it is kept up to date with every change, so that asking costs nothing. */
export interface ContextStats {
  readonly stepCount: number;
  /** How many different step types the steps have. */
  readonly stepTypeCount: number;
  /** Dependencies of all steps together. */
  readonly dependencyCount: number;
  /** Outputs of all steps together. */
  readonly outputCount: number;
  /** When the context was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * When the context was last asked for by name or written to, in milliseconds since 1970; late by no more
   * than the synchronous code that was running then. Reading through a registry that is at hand does not count.
   */
  readonly lastUsedAt: number;
}

/**
 * What a registry keeps beside its specifications. The registries of a manager share one blank record until
 * they are written to, which keeps a context that nobody uses small.
 */
export class RegistryRecord implements RegistryOptions {
  readonly clock: Clock;
  readonly moments: Moments;
  /** Whose it is; a blank one is nobody's and is not written to. */
  readonly owner: object | undefined;
  revision: number;
  /** `cleared` with its context; `ended` with its transaction. */
  status: "open" | "cleared" | "ended" = "open";
  mutex: Mutex | undefined;
  inTransaction = false;

  private constructor(clock: Clock, moments: Moments, owner: object | undefined, revision: number) {
    this.clock = clock;
    this.moments = moments;
    this.owner = owner;
    this.revision = revision;
  }

  /** The record of registries without a history. The machine's clock is read once per turn, a given one each time. */
  static blank(clock?: Clock): RegistryRecord {
    const moments = new Moments(clock ?? systemClock, clock === undefined ? "turn" : "call");
    return new RegistryRecord(clock ?? systemClock, moments, undefined, 0);
  }

  /**
   * The record of a registry made with these options; a manager hands its blank one in as the options.
   *
   * @throws BailiwickError `OPTION_INVALID`
   */
  static of(options: RegistryOptions | undefined): RegistryRecord {
    if (options instanceof RegistryRecord) return options;
    if (options === undefined) return detached;
    const owner = "new SpecificationRegistry()";
    refuseUnknownOptions(options, ["clock"], owner);
    requireClock(options.clock, owner);
    return options.clock === undefined ? detached : RegistryRecord.blank(options.clock);
  }

  /** @throws BailiwickError `CONTEXT_CLEARED`, `TRANSACTION_ENDED`, `TRANSACTION_OPEN` */
  refuseUnlessWritable(contextName: string, intention: string): void {
    if (this.status === "cleared") throw contextCleared(contextName, intention);
    if (this.status === "ended") throw transactionEnded(contextName, intention);
    if (this.inTransaction) throw transactionOpen(contextName, intention);
  }

  /** A record of one registry's own, at the same revision. */
  ownedBy(owner: object): RegistryRecord {
    return new RegistryRecord(this.clock, this.moments, owner, this.revision);
  }
}

/** Shared by the registries that no manager has and that keep the system's time. */
const detached = RegistryRecord.blank();

/**
 * The name of a registry made with these options. Managers and drafts, which hand in a record, have read it:
 * to read it again would be half of what an empty context costs.
 */
export function readContextName(
  contextName: string | undefined,
  options: RegistryOptions | undefined,
): string {
  if (options instanceof RegistryRecord && contextName !== undefined) return contextName;
  return parseName("context", contextName === undefined ? "default" : contextName);
}
