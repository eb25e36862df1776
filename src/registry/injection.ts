import type { DependencyContainer } from "tsyringe";
import { parseName, refuseUnknownOptions, requireContainer } from "../kernel/index.js";
import { ContextOfContainer, prepare, tsyringe } from "./context-container.js";
import { registryManager } from "./process-manager.js";
import { requireManager, type RegistryManager } from "./registry-manager.js";
import type { SpecificationRegistry } from "./specification-registry.js";

class RegistryOfContainer {
  transform(
    { manager = registryManager, contextName }: InstanceType<typeof ContextOfContainer>,
    wantedName: string | undefined,
  ): SpecificationRegistry {
    return manager.getRegistry(wantedName ?? contextName);
  }
}

/**
 * A tsyringe decorator for a constructor parameter: injects the registry of a context, or, without a name,
 * that of the context in whose container the class is resolved (see {@link RegistryManager.getContainer}).
 *
 * The context is made when the class is resolved, by the manager whose container it is or that was given to
 * {@link provideBailiwick}, else by that of the process. In a container of no context, "without a name" means
 * what it means to `getRegistry()`.
 *
 * @throws BailiwickError `CONTEXT_NAME_INVALID`, `PEER_MISSING`
 */
export function injectRegistry(contextName?: string): ParameterDecorator {
  const name = contextName === undefined ? undefined : parseName("context", contextName);
  const decorate = tsyringe().injectWithTransform(ContextOfContainer, RegistryOfContainer, name);
  return (target, propertyKey, parameterIndex) => decorate(target, propertyKey, parameterIndex);
}

/**
 * Prepares a tsyringe container: in it `RegistryManager` is the manager, {@link injectRegistry} asks that
 * manager, and containers of its contexts that are made from now on are children of this one.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function provideBailiwick(
  container: DependencyContainer,
  options: { readonly manager?: RegistryManager } = {},
): void {
  const owner = "provideBailiwick()";
  requireContainer(container, "container", owner);
  refuseUnknownOptions(options, ["manager"], owner);
  const { manager = registryManager } = options;
  requireManager(manager, owner);
  prepare(container, { manager });
  manager.useContainer(container);
}
