import { identifierFault, nameFault, normaliseName, quoteList } from "../kernel/index.js";

/** An input or an output, by the names of its step and of itself. */
export interface PortName {
  readonly stepName: string;
  readonly portName: string;
}

/** `step.port`. Names may hold dots, so that two ports can be called the same. */
export function shortName({ stepName, portName }: PortName): string {
  return `${stepName}.${portName}`;
}

/** `step["port"]`: no two ports are called the same. */
export function bracketedName({ stepName, portName }: PortName): string {
  return `${stepName}["${portName}"]`;
}

/** The short name, or the bracketed one of a port with a dot in it: no two ports are called the same. */
export function uniqueName(port: PortName): string {
  return port.portName.includes(".") ? bracketedName(port) : shortName(port);
}

/** Reads a {@link uniqueName}; `undefined` for anything else. */
export function readUniqueName(name: string): PortName | undefined {
  const dot = name.lastIndexOf(".");
  const port =
    readBracketedName(name) ??
    (dot < 0 ? undefined : { stepName: name.slice(0, dot), portName: name.slice(dot + 1) });
  if (port === undefined || stepNameFault(port.stepName) !== undefined) return undefined;
  return identifierFault(port.portName) === undefined && uniqueName(port) === name ? port : undefined;
}

/** Reads what is written like a {@link bracketedName}; `undefined` for anything else. */
export function readBracketedName(name: string): PortName | undefined {
  const at = name.lastIndexOf('["');
  if (at < 0 || !name.endsWith('"]')) return undefined;
  return { stepName: name.slice(0, at), portName: name.slice(at + 2, -2) };
}

/** What keeps a text from being the name of a step as a registry holds it, as the end of a sentence. */
export function stepNameFault(name: string): string | undefined {
  const fault = nameFault(name);
  if (fault !== undefined) return fault;
  const normal = normaliseName(name);
  return normal === name ? undefined : `must be written ${JSON.stringify(normal)}`;
}

/** A port with what is known of it. */
export interface ListedPort<Value> extends PortName {
  readonly value: Value;
}

/** Finds ports by what people call them. */
export class PortDirectory<Value> {
  readonly #byShortName = new Map<string, ListedPort<Value>[]>();

  add(stepName: string, portName: string, value: Value): void {
    const port = { stepName, portName, value };
    const name = shortName(port);
    const ports = this.#byShortName.get(name);
    if (ports === undefined) this.#byShortName.set(name, [port]);
    else ports.push(port);
  }

  /** All ports; those that are called the same stand next to each other. */
  ports(): readonly ListedPort<Value>[] {
    return [...this.#byShortName.values()].flat();
  }

  /** The short names of all ports, each once. */
  names(): Iterable<string> {
    return this.#byShortName.keys();
  }

  /** The ports that a short or a bracketed name may mean; only a short one may mean several. */
  find(name: string): readonly ListedPort<Value>[] {
    const port = readBracketedName(name);
    if (port === undefined) return this.#byShortName.get(name) ?? [];
    const alike = this.#byShortName.get(shortName(port)) ?? [];
    return alike.filter(({ stepName, portName }) => stepName === port.stepName && portName === port.portName);
  }
}

/** How to name the one that is meant of several ports that are called the same. */
export function clearerNames(ports: readonly PortName[]): string {
  return `write ${quoteList(ports.map(bracketedName), "or")}`;
}
