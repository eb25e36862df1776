import { processWide } from "../kernel/index.js";
import type { ContextStats } from "./context-stats.js";
import { RegistryManager } from "./registry-manager.js";
import type { SpecificationRegistry } from "./specification-registry.js";

/** The manager of this process: the same one also when the package is loaded twice. */
export const registryManager: RegistryManager = processWide("registryManager", () => new RegistryManager());

/** {@link RegistryManager.getRegistry} of the process's manager. */
export function getRegistry(
  contextName?: string,
  options?: { readonly createIfMissing?: true },
): SpecificationRegistry;
export function getRegistry(
  contextName: string | undefined,
  options: { readonly createIfMissing: boolean },
): SpecificationRegistry | undefined;
export function getRegistry(
  contextName?: string,
  options?: { readonly createIfMissing?: boolean },
): SpecificationRegistry | undefined {
  return registryManager.getRegistry(contextName, options as { readonly createIfMissing: boolean });
}

/** {@link RegistryManager.listContexts} of the process's manager. */
export function listContexts(): string[] {
  return registryManager.listContexts();
}

/** {@link RegistryManager.clearContext} of the process's manager. */
export function clearContext(contextName: string): boolean {
  return registryManager.clearContext(contextName);
}

/** {@link RegistryManager.clearAllContexts} of the process's manager. */
export function clearAllContexts(): number {
  return registryManager.clearAllContexts();
}

/** {@link RegistryManager.getContextStats} of the process's manager. */
export function getContextStats(): Readonly<Record<string, ContextStats>> {
  return registryManager.getContextStats();
}
