import type { RegistryAccess, StateWork } from "./registry-definition.js";
import type { RepairReport } from "./reports.js";

/** Rebuilds a registry from its baseline and its events. */
export async function repairRegistry(_access: RegistryAccess, _work: StateWork): Promise<RepairReport> {
  throw new Error("not there yet");
}
