import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { configCatalogue } from "../../../src/simulation/config/config-json-schema.js";
import { variableOf } from "../../../src/simulation/config/overrides.js";
import { BailiwickError } from "../../../src/kernel/index.js";
import { loadSimulationConfig } from "../../../src/simulation/index.js";
import { nested, soundSettings } from "./arbitrary-config.js";
import { configFile, load } from "./config-file.js";
import { tries } from "../../support/tries.js";

/** A value as a variable or `--set` says it. */
const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

test("a configuration that loads, written as YAML or JSON, loads equal", async () => {
  await fc.assert(
    fc.asyncProperty(soundSettings, async (settings) => {
      const first = await load(stringify(nested(settings)));
      const again = await load(stringify(first.config));
      expect(again.config).toEqual(first.config);
      const json = configFile(JSON.stringify(first.config), "simulation.json");
      expect((await loadSimulationConfig(json, { env: {} })).config).toEqual(first.config);
    }),
    { numRuns: tries(100) },
  );
});

test("a value counts from --set before the environment, from there before the file, and else by default", async () => {
  const { settings: known } = await configCatalogue();
  const layers = fc.tuple(soundSettings, fc.infiniteStream(fc.nat(2)));
  await fc.assert(
    fc.asyncProperty(layers, async ([settings, where]) => {
      const file: Record<string, unknown> = {};
      const env: Record<string, string> = {};
      const set: string[] = [];
      for (const [path, value] of Object.entries(settings)) {
        const layer = where.next().value;
        // What a higher layer sets may be any nonsense in a lower one.
        file[path] = layer === 0 ? value : { nonsense: true };
        if (layer === 1) env[variableOf(path)] = said(value);
        if (layer === 2) set.push(`${path}=${said(value)}`);
      }
      const { config, origins } = await load(stringify(nested(file)), { env, set });
      const plain = await load(stringify(nested(settings)));
      expect(config).toEqual(plain.config);
      for (const path of known.keys()) {
        const fromSet = set.some((argument) => argument.startsWith(`${path}=`));
        const fromEnvironment = env[variableOf(path)] !== undefined ? "environment" : "file";
        const expected = fromSet ? "set" : fromEnvironment;
        expect(origins[path]?.kind, path).toBe(path in settings ? expected : "default");
      }
    }),
    { numRuns: tries(100) },
  );
});

test("whatever a setting is, loading ends with a configuration or with CONFIG_INVALID", async () => {
  const { settings: known } = await configCatalogue();
  const stray = fc.oneof(
    fc.constantFrom<unknown>(null, Number.NaN, Infinity, -1, 1e300, "", " ", "x", true, [], {}, [null], [{}]),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const paths = [...known.keys(), "dbt", "simulation", "simulation.match", "x", "simulation.x"];
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(soundSettings, fc.constantFrom(...paths), stray, async (settings, path, value) => {
      const kept = Object.entries(settings).filter(([other]) => !other.startsWith(`${path}.`));
      const text = stringify(nested({ ...Object.fromEntries(kept), [path]: value }));
      const outcome = await load(text).catch((error: unknown) => error);
      const error = outcome instanceof BailiwickError ? outcome : undefined;
      if (error !== undefined) refused++;
      const isNamed = error?.code === "CONFIG_INVALID" && error.message.includes(path);
      expect(outcome).toSatisfy(() => error === undefined || isNamed);
      expect(outcome).toHaveProperty(error === undefined ? "config" : "code");
    }),
    { numRuns: tries(200) },
  );
  expect(refused).toBeGreaterThan(50);
});
