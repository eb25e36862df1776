import type { RegistryAccess, StateWork } from "./registry-definition.js";
import type { RegistryValidationResult } from "./reports.js";

/** Compares a registry with its baseline and its events. */
export async function validateRegistry(
  _access: RegistryAccess,
  _work: StateWork,
): Promise<RegistryValidationResult> {
  throw new Error("not there yet");
}
