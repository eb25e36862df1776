import { identifierFault, nameFault, normaliseName } from "../../kernel/index.js";

/** An input or an output of a step. */
export interface Port {
  readonly stepName: string;
  readonly portName: string;
}

/**
 * The name of a port in a lock: `step.port`, and `step["a.port"]` for one with a dot in it, so that no two ports
 * are called the same.
 */
export function lockedPort(stepName: string, portName: string): string {
  return portName.includes(".") ? `${stepName}["${portName}"]` : `${stepName}.${portName}`;
}

/** Reads what {@link lockedPort} wrote; `undefined` for anything else. */
export function readLockedPort(name: string): Port | undefined {
  const [mark, end] = name.endsWith('"]') ? ['["', -2] : [".", undefined];
  const at = name.lastIndexOf(mark);
  if (at < 0) return undefined;
  const [stepName, portName] = [name.slice(0, at), name.slice(at + mark.length, end)];
  const isNamed = lockedNameFault(stepName) === undefined && identifierFault(portName) === undefined;
  return isNamed && lockedPort(stepName, portName) === name ? { stepName, portName } : undefined;
}

/** What keeps a text from being the name of a step as a registry holds it, as the end of a sentence. */
export function lockedNameFault(name: string): string | undefined {
  if (nameFault(name) !== undefined) return nameFault(name);
  const normal = normaliseName(name);
  return normal === name ? undefined : `must be written ${JSON.stringify(normal)}`;
}
