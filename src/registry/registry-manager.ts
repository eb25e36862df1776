import type { DependencyContainer } from "tsyringe";
import {
  hasBrand,
  messageOf,
  optionInvalid,
  parseName,
  refuseUnknownOptions,
  requireClock,
  requireContainer,
  type Clock,
  type Moments,
} from "../kernel/index.js";
import { currentContext } from "./ambient-context.js";
import { introduce, isDisposed, prepare, tsyringe } from "./context-container.js";
import { RegistryRecord, type ContextStats } from "./registry-record.js";
import { retire, SpecificationRegistry, touch } from "./specification-registry.js";

/** What a manager is made with. */
export interface RegistryManagerOptions {
  /** @defaultValue the system clock, which is read once per turn of JavaScript */
  readonly clock?: Clock;
  /** The container that the contexts' containers are children of. @defaultValue tsyringe's global `container` */
  readonly container?: DependencyContainer;
}

/** The name that `getRegistry()` uses outside of all contexts. */
export const defaultContextName = "default";

const brand = Symbol.for("bailiwick.RegistryManager");

/**
 * All contexts of one process: makes the registry of a context when it is first asked for, and finds it again
 * by name.
 *
 * Names are trimmed and brought into Unicode normal form C. A process has one manager, `registryManager`;
 * tests and embedders may make their own, which shares nothing with it.
 */
export class RegistryManager implements AsyncDisposable {
  readonly #registries = new Map<string, SpecificationRegistry>();
  readonly #containers = new Map<string, DependencyContainer>();
  readonly #disposals = new Set<Promise<void>>();
  readonly #blank: RegistryRecord;
  readonly #moments: Moments;
  #parent: DependencyContainer | undefined;

  /** @throws BailiwickError `OPTION_INVALID` */
  constructor(options: RegistryManagerOptions = {}) {
    const owner = "new RegistryManager()";
    refuseUnknownOptions(options, ["clock", "container"], owner);
    const { clock, container } = options;
    requireClock(clock, owner);
    if (container !== undefined) requireContainer(container, "container", owner);
    this.#blank = RegistryRecord.blank(clock);
    this.#moments = this.#blank.moments;
    this.#parent = container;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises the manager of the process also if a second copy of the package has made it. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== RegistryManager) return Function.prototype[Symbol.hasInstance].call(this, value);
    return hasBrand(value, brand);
  }

  /**
   * The registry of a context, made if it is missing. Without a name: that of the context in which the
   * calling code runs (see {@link runInContext}), else of `"default"`. O(1).
   *
   * @throws BailiwickError `CONTEXT_NAME_INVALID`, `OPTION_INVALID`
   */
  getRegistry(contextName?: string, options?: { readonly createIfMissing?: true }): SpecificationRegistry;
  /** The registry of a context, or `undefined` if nobody asked for it before. */
  getRegistry(
    contextName: string | undefined,
    options: { readonly createIfMissing: boolean },
  ): SpecificationRegistry | undefined;
  getRegistry(
    contextName?: string,
    options?: { readonly createIfMissing?: boolean },
  ): SpecificationRegistry | undefined {
    const known = this.#registries.get(contextName!);
    if (known === undefined) return this.#findOrMake(contextName, options);
    touch(known, this.#moments.now());
    return known;
  }

  /** @throws BailiwickError `CONTEXT_NAME_INVALID` */
  hasContext(contextName: string): boolean {
    return this.#registries.has(parseName("context", contextName));
  }

  /** The names of all contexts, in the order of their creation. */
  listContexts(): string[] {
    return [...this.#registries.keys()];
  }

  /**
   * Forgets a context. Its registry is emptied and refuses writes from then on; its container is disposed.
   * Asking for the name again makes a new context.
   *
   * @returns whether there was one.
   * @throws BailiwickError `CONTEXT_NAME_INVALID`
   */
  clearContext(contextName: string): boolean {
    const name = parseName("context", contextName);
    const registry = this.#registries.get(name);
    if (registry === undefined) return false;
    this.#registries.delete(name);
    retire(registry);
    this.#disposeContainer(name);
    return true;
  }

  /**
   * Forgets all contexts.
   *
   * @returns how many there were.
   */
  clearAllContexts(): number {
    const names = this.listContexts();
    for (const name of names) this.clearContext(name);
    return names.length;
  }

  /**
   * The context's own tsyringe container, made on first use and disposed with the context: a child of the
   * container given to the manager or to {@link provideBailiwick}, else of tsyringe's global one.
   *
   * In it `SpecificationRegistry` is the registry of the context, `RegistryManager` this manager and
   * `contextNameToken` the name; what is registered as container-scoped lives once per context.
   *
   * @throws BailiwickError `CONTEXT_NAME_INVALID`, `PEER_MISSING`
   */
  getContainer(contextName: string): DependencyContainer {
    const name = parseName("context", contextName);
    const parent = this.#parent ?? tsyringe().container;
    const registry = this.getRegistry(name);
    const known = this.#containers.get(name);
    if (known !== undefined && !isDisposed(known)) return known;
    const container = parent.createChildContainer();
    prepare(container, { manager: this, contextName: name, registry });
    this.#containers.set(name, container);
    return container;
  }

  /**
   * Makes the containers of contexts, from now on, children of this one.
   *
   * @throws BailiwickError `OPTION_INVALID`
   */
  useContainer(parent: DependencyContainer): void {
    requireContainer(parent, "parent", "useContainer()");
    this.#parent = parent;
  }

  /**
   * What is known of each context, by name: a frozen object without a prototype. O(contexts).
   */
  getContextStats(): Readonly<Record<string, ContextStats>> {
    const stats = Object.create(null) as Record<string, ContextStats>;
    for (const [name, registry] of this.#registries) stats[name] = registry.stats;
    return Object.freeze(stats);
  }

  /** Forgets all contexts and waits until what their containers hold is disposed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.clearAllContexts();
    await Promise.all(this.#disposals);
  }

  toString(): string {
    return `RegistryManager(contexts=${this.#registries.size})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #findOrMake(
    contextName: string | undefined,
    options: { readonly createIfMissing?: boolean } | undefined,
  ): SpecificationRegistry | undefined {
    const createIfMissing = readCreateIfMissing(options);
    const name =
      contextName === undefined
        ? (currentContext() ?? defaultContextName)
        : parseName("context", contextName);
    // A name that is written as it is read was looked for before.
    const known = name === contextName ? undefined : this.#registries.get(name);
    if (known !== undefined) {
      touch(known, this.#moments.now());
      return known;
    }
    if (!createIfMissing) return undefined;
    const registry = new SpecificationRegistry(name, this.#blank);
    this.#registries.set(name, registry);
    return registry;
  }

  /** Disposal is asynchronous and clearing is not: what goes wrong in it becomes a warning of the process. */
  #disposeContainer(name: string): void {
    const container = this.#containers.get(name);
    if (container === undefined) return;
    this.#containers.delete(name);
    if (isDisposed(container)) return;
    const disposal = Promise.resolve(container.dispose())
      .catch((error: unknown) => {
        process.emitWarning(
          `Disposing the container of context ${JSON.stringify(name)} failed: ${messageOf(error)}`,
          {
            type: "BailiwickWarning",
            code: "BAILIWICK_DISPOSE",
          },
        );
      })
      .finally(() => this.#disposals.delete(disposal));
    this.#disposals.add(disposal);
  }
}

function readCreateIfMissing(options: { readonly createIfMissing?: unknown } | undefined): boolean {
  if (options === undefined) return true;
  refuseUnknownOptions(options, ["createIfMissing"], "getRegistry()");
  const { createIfMissing = true } = options;
  if (typeof createIfMissing === "boolean") return createIfMissing;
  throw optionInvalid("createIfMissing", "getRegistry()", "true or false", createIfMissing);
}

/**
 * Refuses what is no manager.
 *
 * @param owner what takes the option `manager`, as in `provideBailiwick()`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function requireManager(manager: unknown, owner: string): void {
  if (!(manager instanceof RegistryManager))
    throw optionInvalid("manager", owner, "a RegistryManager", manager);
}

introduce({ registryClass: SpecificationRegistry, managerClass: RegistryManager });
