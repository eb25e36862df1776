import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import {
  configCatalogue,
  nodeAt,
  unitText,
  type SchemaNode,
} from "../../../src/simulation/config/config-json-schema.js";
import { simulationConfigSchema } from "../../../src/simulation/index.js";
import { least, load } from "./config-file.js";

const published = new URL("../../../docs/simulation-config.schema.json", import.meta.url);

describe("simulationConfigSchema", () => {
  it("is what docs/simulation-config.schema.json says (run with UPDATE=1 to write it)", async () => {
    const generated = await simulationConfigSchema();
    if (process.env["UPDATE"] === "1") {
      const text = await format(JSON.stringify(generated), { parser: "json", printWidth: 110 });
      await writeFile(published, text);
    }
    expect(JSON.parse(await readFile(published, "utf8"))).toEqual(generated);
  });

  it("is a frozen schema of draft 2020-12, the same each time", async () => {
    const generated = await simulationConfigSchema();
    expect(generated["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(generated["required"]).toEqual(["scenario_id", "plan_design_id", "years"]);
    expect(Object.isFrozen(generated["properties"])).toBe(true);
    expect(await simulationConfigSchema()).toEqual(generated);
  });

  it("closes every object, and describes everything with its unit", async () => {
    const nodes = [...nodesIn(await simulationConfigSchema(), [])];
    const open = nodes.filter(
      ([, { type, additionalProperties }]) => type === "object" && additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
    const undescribed = nodes.filter(([, { description = "" }]) => !/^[A-Z].*\.$/u.test(description));
    expect(undescribed.map(([path]) => path)).toEqual([]);
    const numbers = nodes.filter(([, { type }]) => type === "number" || type === "integer");
    const unitless = numbers.filter(([, { description = "" }]) => !description.includes(" Unit: "));
    expect(unitless.map(([path]) => path)).toEqual(["simulation.random_seed"]);
  });

  it("gives every number a range, and a default that is in it", async () => {
    const { settings } = await configCatalogue();
    for (const { path, node } of settings.values()) {
      if (node.type !== "number" && node.type !== "integer") continue;
      const { minimum = Number.NaN, maximum = Number.NaN, default: fallback = minimum } = node;
      expect(minimum <= Number(fallback) && Number(fallback) <= maximum, path.join(".")).toBe(true);
    }
  });

  it("gives the defaults that the loader has", async () => {
    const { settings } = await configCatalogue();
    const { origins } = await load(least);
    const required = ["scenario_id", "plan_design_id", "years.start", "years.end"];
    const without = [...settings].filter(([, { node }]) => node.default === undefined);
    expect(without.map(([path]) => path)).toEqual(required);
    const set = Object.entries(origins).filter(([, { kind }]) => kind !== "default");
    expect(set.map(([path]) => path)).toEqual(required);
  });
});

describe("nodeAt", () => {
  it("finds what the schema says of a path, also in lists, and nothing elsewhere", async () => {
    const { root } = await configCatalogue();
    expect(nodeAt(root, ["simulation", "match", "tiers", 3, "up_to"])?.maximum).toBe(1);
    expect(nodeAt(root, ["simulation", "constructor"])).toBeUndefined();
    expect(nodeAt(root, ["scenario_id", "x", 1])).toBeUndefined();
  });
});

it("a fraction says what it is", () => {
  expect(unitText("fraction")).toBe("fraction (0.03 is 3 %)");
  expect(unitText("days")).toBe("days");
});

type OpenNode = SchemaNode & { readonly additionalProperties?: unknown };

/** All named parts of a schema. */
function* nodesIn(
  node: SchemaNode,
  path: readonly string[],
): Generator<readonly [path: string, node: OpenNode]> {
  yield [path.join("."), node];
  for (const [name, member] of Object.entries(node.properties ?? {})) yield* nodesIn(member, [...path, name]);
  const { items } = node;
  if (items?.properties !== undefined) {
    for (const [name, member] of Object.entries(items.properties)) yield* nodesIn(member, [...path, name]);
  }
}
