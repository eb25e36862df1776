import { parseName, processWide, warnOnce } from "../kernel/index.js";
import { defaultContextName, RegistryManager } from "./registry-manager.js";
import type { ContextStats } from "./registry-record.js";
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

/**
 * The registry of a pipeline's context.
 *
 * @deprecated Use `getRegistry(pipelineName)`. Gives one `DeprecationWarning` (`BAILIWICK_DEP001`) per process.
 * @throws BailiwickError `CONTEXT_NAME_INVALID`
 */
export function getPipelineRegistry(pipelineName: string): SpecificationRegistry {
  deprecate("BAILIWICK_DEP001", "getPipelineRegistry(pipelineName)", "getRegistry(pipelineName)");
  return getRegistry(parseName("context", pipelineName));
}

/**
 * The registry of the context `"default"`.
 *
 * @deprecated Use `getRegistry("default")`. Gives one `DeprecationWarning` (`BAILIWICK_DEP002`) per process.
 */
export function getDefaultRegistry(): SpecificationRegistry {
  deprecate("BAILIWICK_DEP002", "getDefaultRegistry()", `getRegistry("${defaultContextName}")`);
  return getRegistry(defaultContextName);
}

function deprecate(code: string, old: string, current: string): void {
  warnOnce({
    type: "DeprecationWarning",
    code,
    message: `${old} of bailiwick is deprecated: use ${current}.`,
  });
}
