import { warnOnce } from "../kernel/index.js";
import { getRegistry } from "./process-manager.js";
import { defaultContextName } from "./registry-manager.js";
import type { SpecificationRegistry } from "./specification-registry.js";

/**
 * The registry of a pipeline's context.
 *
 * @deprecated Use `getRegistry(pipelineName)`. Gives one `DeprecationWarning` (`BAILIWICK_DEP001`) per process.
 * @throws BailiwickError `CONTEXT_NAME_INVALID`
 */
export function getPipelineRegistry(pipelineName: string): SpecificationRegistry {
  deprecate("BAILIWICK_DEP001", "getPipelineRegistry(pipelineName)", "getRegistry(pipelineName)");
  return getRegistry(pipelineName);
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
