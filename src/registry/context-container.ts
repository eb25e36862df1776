import { createRequire } from "node:module";
import type { DependencyContainer, InjectionToken } from "tsyringe";
import { BailiwickError, contextNameToken, processWide } from "../kernel/index.js";
import type { SpecificationRegistry } from "./specification-registry.js";

type Tsyringe = typeof import("tsyringe");

let loaded: Tsyringe | undefined;

/**
 * The tsyringe that the user's code has, loaded when it is first needed. It is a peer dependency because two
 * copies do not know each other's classes, and `require` gives the copy that an `import` in Node gives.
 *
 * @throws BailiwickError `PEER_MISSING`
 */
export function tsyringe(): Tsyringe {
  return (loaded ??= load(createRequire(import.meta.url)));
}

function load(require: NodeJS.Require): Tsyringe {
  try {
    require("reflect-metadata");
    return require("tsyringe") as Tsyringe;
  } catch (cause) {
    throw new BailiwickError("PEER_MISSING", {
      message: "Dependency injection needs the package tsyringe, which could not be loaded.",
      hint: "run npm install tsyringe reflect-metadata",
      details: { package: "tsyringe" },
      cause,
    });
  }
}

/** A manager, as far as a container needs one. */
interface Manager {
  getRegistry(contextName?: string): SpecificationRegistry;
}

/** What a container knows of where it belongs. */
interface Belonging {
  readonly manager?: Manager | undefined;
  readonly contextName?: string | undefined;
  /** The registry of the context. */
  readonly registry?: SpecificationRegistry | undefined;
}

/**
 * The token under which a container knows its manager and its context. It can be made without arguments, so
 * that a container that nobody prepared resolves it too, and there is one of it in a process, as of the manager.
 */
export const ContextOfContainer = processWide(
  "ContextOfContainer",
  () =>
    class implements Belonging {
      readonly manager: Belonging["manager"];
      readonly contextName: string | undefined;
      readonly registry: SpecificationRegistry | undefined;

      constructor({ manager, contextName, registry }: Belonging = {}) {
        this.manager = manager;
        this.contextName = contextName;
        this.registry = registry;
      }
    },
);

/** The classes by which code of one copy of the package asks a container for its registry and its manager. */
interface Classes {
  readonly registryClass: InjectionToken<SpecificationRegistry>;
  readonly managerClass: InjectionToken<Manager>;
}

/** The copies of the package in this process, and the containers that know them. They are not kept alive by it. */
const known = processWide("containers", () => {
  const containers = new Set<WeakRef<DependencyContainer>>();
  const forget = (ref: WeakRef<DependencyContainer>): boolean => containers.delete(ref);
  return { copies: new Set<Classes>(), containers, collected: new FinalizationRegistry(forget) };
});

/** Makes the classes of a copy of the package known to the containers that there are and to those that will be. */
export function introduce(classes: Classes): void {
  known.copies.add(classes);
  for (const ref of known.containers) {
    const container = ref.deref();
    if (container !== undefined && !isDisposed(container)) answerTo(container, classes);
  }
}

/** Lets a container answer with its manager, and with the context it is of, if it is of one. */
export function prepare(container: DependencyContainer, belonging: Belonging): void {
  const here = new ContextOfContainer(belonging);
  const { contextName } = here;
  // Unlike instances, factories outlive container.clearInstances().
  container.register(ContextOfContainer, { useFactory: () => here });
  if (contextName !== undefined) container.register(contextNameToken, { useFactory: () => contextName });
  for (const classes of known.copies) answerTo(container, classes);
  const ref = new WeakRef(container);
  known.containers.add(ref);
  known.collected.register(container, ref);
}

function answerTo(container: DependencyContainer, { registryClass, managerClass }: Classes): void {
  const { manager, registry } = container.resolve(ContextOfContainer);
  if (manager !== undefined) container.register(managerClass, { useFactory: () => manager });
  if (registry !== undefined) container.register(registryClass, { useFactory: () => registry });
}

/** Whether somebody has disposed a container: it throws then, whatever it is asked, and cannot say so otherwise. */
export function isDisposed(container: DependencyContainer): boolean {
  try {
    container.isRegistered(contextNameToken);
    return false;
  } catch {
    return true;
  }
}
