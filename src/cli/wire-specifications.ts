import { describe, isPlainObject } from "../kernel/index.js";
import { SpecificationRegistry } from "../registry/index.js";
import { DependencyResolver, type Pins, type Profile, type Wiring } from "../resolution/index.js";
import { loadSpecifications } from "../specification/index.js";
import { invalidCommand } from "./command-error.js";
import { readGraph } from "./graph-file.js";
import { invalidInput, readInputData } from "./input-file.js";
import { pathFrom, type Io } from "./io.js";

/** How specifications are wired, as the options of several commands say it. */
export interface WiringOptions {
  /** A file with the edges. */
  readonly graph?: string;
  /** `strict`, `classic` or a file. */
  readonly profile: string;
  /** A file. */
  readonly pins?: string;
  /** Step names with commas between them. */
  readonly steps?: string;
}

/** Specifications, wired. */
export interface WiredSpecifications {
  readonly registry: SpecificationRegistry;
  readonly wiring: Wiring;
}

/** Loads specification files and wires the steps in them. What goes wrong is thrown as it is. */
export async function wireSpecifications(
  paths: readonly string[],
  options: WiringOptions,
  io: Io,
): Promise<WiredSpecifications> {
  refuseSharedInput(options);
  const registry = await loadRegistry(paths, io);
  const { graph, steps } = options;
  const edges = graph === undefined ? undefined : await readGraph({ option: "--graph", path: graph }, io);
  const profile = await readProfile(options.profile, io);
  const pins = await readPins(options.pins, io);
  const resolver = new DependencyResolver(registry, { profile, pins });
  const names = steps === undefined ? undefined : namesIn(steps);
  const wiring = resolver.resolveDependencies(names, edges === undefined ? {} : { edges });
  return { registry, wiring };
}

async function loadRegistry(paths: readonly string[], { cwd }: Io): Promise<SpecificationRegistry> {
  const registry = new SpecificationRegistry("command line");
  registry.registerAll(await loadSpecifications(paths.map((path) => pathFrom(cwd, path))));
  return registry;
}

/** Standard input can be read once only. */
function refuseSharedInput({ graph, profile, pins }: WiringOptions): void {
  const readers = Object.entries({ graph, profile, pins }).filter(([, path]) => path === "-");
  if (readers.length < 2) return;
  const options = readers.map(([option]) => `--${option}`).join(" and ");
  throw invalidCommand(
    `${options} cannot both be read from standard input`,
    "put all but one of them into files.",
  );
}

async function readProfile(given: string, io: Io): Promise<"strict" | "classic" | Profile> {
  if (given === "strict" || given === "classic") return given;
  const file = { option: "--profile", path: given, words: ["strict", "classic"] };
  const profile = await readInputData(file, io);
  if (isPlainObject(profile)) return profile as unknown as Profile; // its fields are for the resolver to check
  throw invalidInput(file, [`it must hold the fields of a profile, but holds ${describe(profile)}`]);
}

async function readPins(path: string | undefined, io: Io): Promise<Pins> {
  if (path === undefined) return {};
  const file = { option: "--pins", path };
  const pins = await readInputData(file, io);
  if (isPlainObject(pins)) return pins as Pins; // each pin is for the resolver to check
  throw invalidInput(file, [`it must hold pins by input, but holds ${describe(pins)}`]);
}

function namesIn(list: string): readonly string[] {
  const names = list.split(",").map((name) => name.trim());
  const filled = names.filter((name) => name !== "");
  if (filled.length > 0) return filled;
  throw invalidCommand("--steps names no step", "write names with commas between them, or leave it out.");
}
