import type { DependencyContainer } from "tsyringe";
import { parseName } from "../kernel/index.js";
import { tsyringe } from "./context-container.js";
import { registryManager } from "./process-manager.js";
import { RegistryManager } from "./registry-manager.js";
import { SpecificationRegistry } from "./specification-registry.js";

/** Has a default so that a container that nobody prepared resolves it too, to the manager of the process. */
class InjectedManager {
  readonly manager: RegistryManager;

  constructor(manager = registryManager) {
    this.manager = manager;
  }
}

class RegistryOfContext {
  transform({ manager }: InjectedManager, contextName: string): SpecificationRegistry {
    return manager.getRegistry(contextName);
  }
}

/**
 * A tsyringe decorator for a constructor parameter: injects the registry of a context, or, without a name,
 * that of the container in which the class is resolved (see {@link RegistryManager.getContainer}).
 *
 * The context is made when the class is resolved, by the manager given to {@link provideBailiwick}, else by
 * that of the process.
 *
 * @throws BailiwickError `CONTEXT_NAME_INVALID`, `PEER_MISSING`
 */
export function injectRegistry(contextName?: string): ParameterDecorator {
  const { inject, injectWithTransform } = tsyringe();
  const decorate =
    contextName === undefined
      ? inject(SpecificationRegistry)
      : injectWithTransform(InjectedManager, RegistryOfContext, parseName("context", contextName));
  return (target, propertyKey, parameterIndex) => decorate(target, propertyKey, parameterIndex);
}

/**
 * Prepares a tsyringe container: in it `RegistryManager` is the manager, {@link injectRegistry} asks that
 * manager, and containers of its contexts that are made from now on are children of this one.
 */
export function provideBailiwick(
  container: DependencyContainer,
  { manager = registryManager }: { readonly manager?: RegistryManager } = {},
): void {
  container.registerInstance(RegistryManager, manager);
  container.registerInstance(InjectedManager, new InjectedManager(manager));
  manager.useContainer(container);
}
