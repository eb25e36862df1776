import { Mutex } from "async-mutex";
import { hasBrand, inTurn, parseName, throwIfAborted, unlessAborted, type Moment } from "../kernel/index.js";
import {
  requireSpecification,
  type StepSpecification,
  type StepSpecificationInput,
} from "../specification/index.js";
import { RegistryContent, sameSpecification, sameSteps } from "./content.js";
import { diffSteps, type RegistryDiff } from "./registry-diff.js";
import { stepExists } from "./registry-errors.js";
import {
  checkTransaction,
  readReplace,
  readSteps,
  start,
  type NamedSpecification,
  type RegisterOptions,
  type RegistryOptions,
  type TransactionOptions,
} from "./registry-options.js";
import { readContextName, RegistryRecord, type ContextStats } from "./registry-record.js";
import { readSnapshot, takeSnapshot, type RegistrySnapshot } from "./registry-snapshot.js";

/** Notes that the context was asked for. */
export let touch: (registry: SpecificationRegistry, moment: Moment) => void;
/** Empties the registry of a context that was cleared and makes it refuse writes. */
export let retire: (registry: SpecificationRegistry) => void;

const nothing = new RegistryContent();
const brand = Symbol.for("bailiwick.SpecificationRegistry");

/**
 * The step specifications of one context, by step name, in the order of registration.
 *
 * Contexts are made and found by a {@link RegistryManager}; a registry made with `new` belongs to none. What
 * goes in is checked, copied and frozen, so registries share nothing that could change. Look-ups are O(1).
 */
export class SpecificationRegistry implements Iterable<[stepName: string, specification: StepSpecification]> {
  /** The name of the context. */
  readonly contextName: string;
  #createdAt: Moment;
  #lastUsedAt: Moment;
  #content: RegistryContent;
  #record: RegistryRecord;

  /** @throws BailiwickError `CONTEXT_NAME_INVALID`, `OPTION_INVALID` */
  constructor(contextName?: string, options?: RegistryOptions) {
    this.contextName = readContextName(contextName, options);
    this.#content = nothing;
    this.#record = RegistryRecord.of(options);
    this.#createdAt = this.#lastUsedAt = this.#record.moments.now();
  }

  /** A second copy of the package in the process shares the manager, and so has to know its registries. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== SpecificationRegistry) return Function.prototype[Symbol.hasInstance].call(this, value);
    return hasBrand(value, brand);
  }

  /** How many steps are registered. */
  get size(): number {
    return this.#content.steps.size;
  }

  /** A number that grows with every change and with nothing else. */
  get revision(): number {
    return this.#record.revision;
  }

  /** What is known of the context at this moment: how much it holds, and since when. Frozen; O(1). */
  get stats(): ContextStats {
    const { stepCount, stepTypeCount, dependencyCount, outputCount } = this.#content;
    const [createdAt, lastUsedAt] = [this.#createdAt.at, this.#lastUsedAt.at];
    return Object.freeze({ stepCount, stepTypeCount, dependencyCount, outputCount, createdAt, lastUsedAt });
  }

  /**
   * Registers a step. The same content again, whatever the order of its keys, changes nothing.
   *
   * @returns the specification as it is registered, complete and frozen.
   * @throws BailiwickError `SPECIFICATION_INVALID`, `STEP_NAME_INVALID`; `STEP_EXISTS` if the step is there
   * with other content and `replace` is not set; `OPTION_INVALID`, `CONTEXT_CLEARED`, `TRANSACTION_OPEN`,
   * `TRANSACTION_ENDED`.
   */
  registerSpecification(
    stepName: string,
    specification: StepSpecificationInput,
    options?: RegisterOptions,
  ): StepSpecification {
    const { contextName } = this;
    const replace = readReplace(options, "registerSpecification()");
    const name = parseName("step", stepName, `in context ${JSON.stringify(contextName)}`);
    const given = requireSpecification(specification, { stepName: name, contextName });
    this.#refuseUnlessWritable(`register ${JSON.stringify(name)}`);
    const present = this.#content.steps.get(name);
    if (present !== undefined && sameSpecification(present, given)) return present;
    if (present !== undefined && !replace) throw stepExists(contextName, name, present, given);
    this.#change(() => this.#ownContent().put(name, given));
    return given;
  }

  /**
   * Registers many steps, all or none of them: for example what a specification file holds. O(steps).
   *
   * @returns how many of them were new or different.
   * @throws BailiwickError what {@link SpecificationRegistry.registerSpecification} throws, for the first bad step.
   */
  registerAll(steps: Iterable<NamedSpecification>, options?: RegisterOptions): number {
    const listed = readSteps(steps);
    const replace = readReplace(options, "registerAll()");
    this.#refuseUnlessWritable("register steps");
    const draft = this.#draft();
    for (const step of listed) draft.registerSpecification(step.stepName, step.specification, { replace });
    return this.#adopt(draft);
  }

  /** The specification of a step, or `undefined`. */
  getSpecification(stepName: string): StepSpecification | undefined {
    return this.#content.find(stepName);
  }

  /** Whether a step is registered. */
  hasSpecification(stepName: string): boolean {
    return this.#content.find(stepName) !== undefined;
  }

  /**
   * Takes a step out.
   *
   * @returns whether it was there.
   * @throws BailiwickError `STEP_NAME_INVALID`, `CONTEXT_CLEARED`, `TRANSACTION_OPEN`, `TRANSACTION_ENDED`.
   */
  unregisterSpecification(stepName: string): boolean {
    const name = parseName("step", stepName, `in context ${JSON.stringify(this.contextName)}`);
    this.#refuseUnlessWritable(`unregister ${JSON.stringify(name)}`);
    if (!this.#content.steps.has(name)) return false;
    this.#change(() => this.#ownContent().remove(name));
    return true;
  }

  /** The specifications of all steps, in the order of registration. */
  listSpecifications(): StepSpecification[] {
    return [...this.#content.steps.values()];
  }

  /** The names of all steps, in the order of registration. */
  listStepNames(): string[] {
    return [...this.#content.steps.keys()];
  }

  /** The step types in use, each once, in the order in which they came into use. */
  listStepTypes(): string[] {
    return this.#content.stepTypes();
  }

  /** The specifications of all steps of a type; O(those). */
  getSpecificationsByType(stepType: string): StepSpecification[] {
    return this.#content.stepsOfType(stepType);
  }

  /**
   * Runs `work` on a copy of this registry that takes its place when the work ends well, and is dropped when
   * it throws: all or nothing. Transactions of one registry run one after the other, in the order of their
   * calls, across their awaits; until the end every reader sees the state before.
   *
   * Write to the registry that is handed to `work`: a direct write while a transaction runs is refused. To
   * nest, call `transaction` of the registry handed in; calling this one from within waits for ever.
   *
   * @returns what `work` returns.
   * @throws what `work` throws; BailiwickError `CONTEXT_CLEARED` if the context is cleared meanwhile,
   * `OPERATION_ABORTED`, `OPTION_INVALID`.
   */
  async transaction<T>(
    work: (registry: SpecificationRegistry) => T | Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { signal } = checkTransaction(work, options);
    const what = `The transaction on context ${JSON.stringify(this.contextName)}`;
    const record = this.#ownRecord();
    return inTurn((record.mutex ??= new Mutex()), signal, what, async () => {
      this.#refuseUnlessWritable("run a transaction");
      const draft = this.#draft();
      record.inTransaction = true;
      let result: T;
      try {
        result = await unlessAborted(start(work, draft), signal, what);
      } finally {
        record.inTransaction = false;
        draft.#record.status = "ended";
      }
      throwIfAborted(signal, what);
      this.#refuseUnlessWritable("commit a transaction");
      this.#adopt(draft);
      return result;
    });
  }

  /** All specifications as plain, frozen JSON. O(steps). */
  snapshot(): RegistrySnapshot {
    return takeSnapshot(this.contextName, this.#content.steps);
  }

  /**
   * Puts the steps of a snapshot in the place of all steps. It may come from another context.
   *
   * @throws BailiwickError `SNAPSHOT_INVALID` with everything that is wrong with it; nothing is changed then.
   */
  restore(snapshot: RegistrySnapshot): void {
    const steps = readSnapshot(snapshot);
    this.#refuseUnlessWritable("restore a snapshot");
    if (sameSteps(this.#content.steps, steps)) return;
    this.#change(() => (this.#content = new RegistryContent(this, steps)));
  }

  /**
   * What leads from this registry to another one: steps that come, go and change, field by field.
   * @throws BailiwickError `SNAPSHOT_INVALID`
   */
  diff(other: SpecificationRegistry | RegistrySnapshot): RegistryDiff {
    const snapshot = other instanceof SpecificationRegistry ? other.snapshot() : other;
    return diffSteps(this.#content.steps, readSnapshot(snapshot));
  }

  /** Takes all steps out; the registry stays in use. */
  clear(): void {
    this.#refuseUnlessWritable("take all steps out");
    if (this.size === 0) return;
    this.#change(() => (this.#content = nothing));
  }

  /** The steps as they are at this moment. */
  [Symbol.iterator](): IterableIterator<[stepName: string, specification: StepSpecification]> {
    return [...this.#content.steps][Symbol.iterator]();
  }

  /** {@link SpecificationRegistry.snapshot}, for `JSON.stringify`. */
  toJSON(): RegistrySnapshot {
    return this.snapshot();
  }

  toString(): string {
    return `SpecificationRegistry(context=${JSON.stringify(this.contextName)}, steps=${this.size})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #refuseUnlessWritable(intention: string): void {
    this.#record.refuseUnlessWritable(this.contextName, intention);
  }

  #ownContent(): RegistryContent {
    if (this.#content.owner !== this) this.#content = new RegistryContent(this, this.#content.steps);
    return this.#content;
  }

  #ownRecord(): RegistryRecord {
    if (this.#record.owner !== this) this.#record = this.#record.ownedBy(this);
    return this.#record;
  }

  /** The clock may fail, so it is read before anything is changed. */
  #change(make: () => void, changes = 1): void {
    const moment = this.#record.moments.now();
    make();
    this.#ownRecord().revision += changes;
    this.#lastUsedAt = moment;
  }

  #draft(): SpecificationRegistry {
    const draft = new SpecificationRegistry(this.contextName, this.#record);
    draft.#record = this.#record.ownedBy(draft);
    draft.#content = this.#content;
    draft.#createdAt = this.#createdAt;
    return draft;
  }

  #adopt(draft: SpecificationRegistry): number {
    const changes = draft.revision - this.revision;
    if (changes === 0) return 0;
    this.#change(() => (this.#content = draft.#content), changes);
    return changes;
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true });
    touch = (registry, moment) => {
      // Most look-ups of a turn are not the first of it, and a comparison is cheaper than a write.
      if (registry.#lastUsedAt !== moment) registry.#lastUsedAt = moment;
    };
    retire = (registry) => {
      const record = registry.#ownRecord();
      record.status = "cleared";
      if (registry.size > 0) record.revision++;
      registry.#content = nothing;
    };
  }
}
