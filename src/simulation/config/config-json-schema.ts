import type { z } from "zod";
import { deepFreeze } from "../../kernel/index.js";
import type { SettingNote } from "./config-fields.js";
import { configSchema } from "./config-schema.js";
import type { SimulationConfig } from "./simulation-config.js";

/** A part of the JSON Schema of a configuration, as far as it is used here. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  /** In what a number is; "path" of a path. */
  readonly "x-unit"?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** A setting: a value that is set as a whole, also a list. */
export interface Setting {
  /** Its names from the outside in, as in `simulation`, `growth`, `target_rate`. */
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/** What is known of configurations: how they are checked, and what settings there are. */
export interface ConfigCatalogue {
  readonly schema: z.ZodType<SimulationConfig>;
  readonly root: SchemaNode;
  /** By dotted path, in the order of the schema. */
  readonly settings: ReadonlyMap<string, Setting>;
}

let known: Promise<ConfigCatalogue> | undefined;

/** The catalogue of all settings, made once. Loads the schema library, which takes a tenth of a second. */
export async function configCatalogue(): Promise<ConfigCatalogue> {
  return (known ??= makeCatalogue());
}

async function makeCatalogue(): Promise<ConfigCatalogue> {
  const { z } = await import("zod");
  const notes = z.registry<SettingNote>();
  const schema = configSchema(z, notes);
  const root = plain(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", metadata: notes }));
  const settings = [...settingsIn(root, [])].filter(({ path: [first] }) => first !== "$schema");
  return {
    schema,
    root,
    settings: new Map(settings.map((setting) => [setting.path.join("."), setting])),
  };
}

function plain(schema: object): SchemaNode {
  return deepFreeze(JSON.parse(JSON.stringify(schema)) as SchemaNode);
}

function* settingsIn(node: SchemaNode, path: readonly string[]): Generator<Setting> {
  if (node.properties === undefined) yield { path, node };
  else {
    for (const [name, member] of Object.entries(node.properties)) yield* settingsIn(member, [...path, name]);
  }
}

/** What the schema says at a path into a configuration, also within a list; nothing where it knows of nothing. */
export function nodeAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, segment) => {
    if (typeof segment === "number") return node?.items;
    const members = node?.properties;
    return members !== undefined && Object.hasOwn(members, segment) ? members[String(segment)] : undefined;
  }, root);
}

/**
 * The JSON Schema (draft 2020-12) of a configuration file, for editors and other tools. Plain and frozen.
 *
 * It refuses nothing that {@link loadSimulationConfig} accepts. What it cannot say, only the loader finds: what several
 * settings are to each other, such as years in the wrong order. Loads the schema library.
 */
export async function simulationConfigSchema(): Promise<Readonly<Record<string, unknown>>> {
  const { root } = await configCatalogue();
  return deepFreeze(withUnits(root)) as Readonly<Record<string, unknown>>;
}

/** Editors show the description and nothing else: the unit becomes a part of it. */
function withUnits({ "x-unit": unit, ...node }: SchemaNode): SchemaNode {
  const { description, properties, items } = node;
  const members = Object.entries(properties ?? {}).map(([name, member]) => [name, withUnits(member)]);
  return {
    ...node,
    ...(unit === undefined || unit === "path"
      ? {}
      : { description: `${description} Unit: ${unitText(unit)}.` }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(members) as typeof properties }),
    ...(items === undefined ? {} : { items: withUnits(items) }),
  };
}

/** A unit in words. */
export function unitText(unit: string): string {
  return unit === "fraction" ? "fraction (0.03 is 3 %)" : unit;
}
