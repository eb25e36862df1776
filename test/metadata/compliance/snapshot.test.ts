import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defineKind,
  defineRegistry,
  diff,
  formatSnapshot,
  parseSnapshot,
  schema,
  snapshot,
  type,
  type MetadataSnapshot,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { events } from "./sample.js";

/** Any JSON that metadata may hold, and keys that objects treat in a way of their own among it. */
const anyFields = fc.dictionary(
  fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("1", "constructor", "__proto__", "a.b")),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 5 },
);

const anyEntry = fc
  .tuple(anyFields, fc.uniqueArray(fc.constantFrom("audit", "email", "log")))
  .map(([fields, requires]): Readonly<Record<string, unknown>> => ({
    ...fields,
    requires: requires.toSorted(),
  }));

const anySnapshot = fc
  .tuple(
    fc.constantFrom("events", "routes"),
    fc.constantFrom("one", "two"),
    fc.dictionary(fc.stringMatching(/^[a-z_.]{1,3}$/), anyEntry, { maxKeys: 5 }),
  )
  .map(([registry, kind, entries]): MetadataSnapshot => ({
    format: "bailiwick-metadata-1",
    registry,
    kind,
    entries,
  }));

describe("snapshot()", () => {
  test("is the metadata as JSON, in order of ids, with all slots that are needed", () => {
    const taken = snapshot(events);
    expect(taken).toEqual({
      format: "bailiwick-metadata-1",
      registry: "events",
      kind: "events",
      entries: {
        paid: {
          action: "PAID",
          auth: { level: "user" },
          category: "billing",
          order: 1,
          payload: { $type: "" },
          requires: ["log"],
          tags: ["web"],
        },
        refunded: {
          action: "REFUNDED",
          category: "billing",
          order: 2,
          payload: { $type: "" },
          requires: ["log"],
        },
        signed_in: {
          action: "SIGNED_IN",
          auth: { level: "public" },
          category: "security",
          payload: { $type: "SignedIn" },
          requires: ["audit", "log"],
          tags: ["web", "app"],
        },
      },
    });
    expect(Object.keys(taken.entries)).toEqual(["paid", "refunded", "signed_in"]);
    expect(Object.isFrozen(taken) && Object.isFrozen(taken.entries["paid"])).toBe(true);
  });

  test("has the JSON Schema of a type that brings one, and leaves out what JSON does not have", () => {
    const kind = defineKind<{ payload: object; zero?: number; gone?: undefined; none?: null }>()({
      name: "typed",
      slots: {},
    });
    const token = schema(
      {
        "~standard": {
          version: 1,
          vendor: "test",
          validate: (value: unknown) => ({ value: value as string }),
        },
      },
      { name: "Name", jsonSchema: { type: "string", maxLength: 3, default: undefined } },
    );
    const registry = defineRegistry(kind, { one: { payload: token, zero: -0, gone: undefined, none: null } });
    const { entries } = snapshot(registry);
    expect(JSON.stringify(entries)).toBe(
      '{"one":{"none":null,"payload":{"$type":"Name","schema":{"maxLength":3,"type":"string"}},"requires":[],"zero":0}}',
    );
  });

  test("does not depend on the order in which things were written", () => {
    const kind = defineKind<{ a?: number; b?: object }>()({ name: "ordered", slots: {} });
    const one = defineRegistry(kind, { x: { a: 1, b: type("B") }, y: { a: 2 } });
    const other = defineRegistry(kind, { y: { a: 2 }, x: { b: type("B"), a: 1 } });
    expect(formatSnapshot(snapshot(one))).toBe(formatSnapshot(snapshot(other)));
  });

  test("is of a registry only", () => {
    expect(caught(() => snapshot({} as never)).message).toContain("snapshot() needs a registry");
  });
});

describe("formatSnapshot() and parseSnapshot()", () => {
  test("give a field a line of its own", () => {
    const kind = defineKind<{
      tags: readonly string[];
      auth?: { level?: string; role?: string };
      steps?: readonly object[];
    }>()({
      name: "shown",
      slots: {},
    });
    const long = Array.from({ length: 9 }, (_, index) => `tag-${index}-of-several`);
    const registry = defineRegistry(kind, {
      one: { tags: ["a", "b"], auth: { level: "role", role: "admin" } },
      two: { tags: long, auth: {}, steps: [{ do: "it" }, {}] },
    });
    expect(formatSnapshot(snapshot(registry)).split("\n")).toEqual([
      "{",
      '  "format": "bailiwick-metadata-1",',
      '  "registry": "shown",',
      '  "kind": "shown",',
      '  "entries": {',
      '    "one": {',
      '      "auth": {',
      '        "level": "role",',
      '        "role": "admin"',
      "      },",
      '      "requires": [],',
      '      "tags": ["a", "b"]',
      "    },",
      '    "two": {',
      '      "auth": {},',
      '      "requires": [],',
      '      "steps": [',
      "        {",
      '          "do": "it"',
      "        },",
      "        {}",
      "      ],",
      '      "tags": [',
      ...long.map((tag, index) => `        "${tag}"${index < long.length - 1 ? "," : ""}`),
      "      ]",
      "    }",
      "  }",
      "}",
      "",
    ]);
  });

  test("are each other's reverse, however the file was indented", () => {
    fc.assert(
      fc.property(anySnapshot, (any) => {
        const text = formatSnapshot(any);
        const read = parseSnapshot(text);
        expect(formatSnapshot(read)).toBe(text);
        expect(diff(read, any).isEmpty).toBe(true);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(any)));
        expect(formatSnapshot(parseSnapshot(JSON.stringify(JSON.parse(text))))).toBe(text);
      }),
    );
  });

  test.each<readonly [unknown, string]>([
    [3, "it must be a text, but is 3"],
    ["", "it is no JSON: Unexpected end of JSON input"],
    ["{\n<<<<<<< ours\n=======\n>>>>>>> theirs\n}", "it is no JSON, but holds a merge conflict"],
    ["[]", "it must be an object, but is an empty array"],
    [
      '{ "format": "bailiwick-metadata-2", "registry": 3, "kind": "k", "entries": [], "entriez": {} }',
      [
        'its format must be "bailiwick-metadata-1", but is "bailiwick-metadata-2"',
        "its registry must be a text, but is 3",
        '"entriez" is no part of a snapshot (did you mean "entries"?)',
        "its entries must be an object, but are an empty array",
      ].join("\n  - "),
    ],
    [
      '{ "format": "bailiwick-metadata-1", "registry": "r", "kind": "k", "entries": { "a": 1, "b": {}, "c": { "requires": [1] } } }',
      [
        'the entry "a" must be an object, but is 1',
        'the entry "b" must have the list of its slots in requires, but has undefined',
        'the entry "c" must have the list of its slots in requires, but has an array of 1',
      ].join("\n  - "),
    ],
  ])("%j is refused", (text, faults) => {
    const error = caught(() => parseSnapshot(text as string));
    expect(error.code).toBe("METADATA_SNAPSHOT_INVALID");
    expect(error.message).toBe(`The snapshot cannot be read:\n  - ${faults}`);
    expect(error.details["faults"]).toHaveLength(faults.split("\n  - ").length);
  });

  test("a snapshot that JSON has no form for is refused, also one that leads around in a circle", () => {
    const circle: Record<string, unknown> = { requires: [] };
    circle["self"] = circle;
    for (const [entry, fault] of [
      [{ requires: [], made: new Date() }, "no form for object"],
      [{ requires: [], run: () => undefined }, "no form for function"],
      [circle, "Maximum call stack size exceeded"],
    ] as const) {
      const made = {
        format: "bailiwick-metadata-1" as const,
        registry: "r",
        kind: "k",
        entries: { a: entry },
      };
      expect(caught(() => formatSnapshot(made)).message).toContain(fault);
    }
  });
});

describe("diff()", () => {
  const base = snapshot(events);

  test("shows what is new, gone and changed, with the way to each field", () => {
    const { paid, ...others } = base.entries;
    const after: MetadataSnapshot = {
      ...base,
      kind: "domain-events",
      entries: {
        ...others,
        disputed: { requires: [] },
        signed_in: {
          ...others["signed_in"],
          auth: { level: "user", role: "any" },
          tags: ["app", "web"],
          action: null,
        },
      },
    };
    expect(paid).toBeDefined();
    expect(diff(base, after)).toEqual({
      isEmpty: false,
      fields: [{ path: "kind", before: "events", after: "domain-events" }],
      added: ["disputed"],
      removed: ["paid"],
      changed: [
        {
          id: "signed_in",
          fields: [
            { path: "action", before: "SIGNED_IN", after: null },
            { path: "auth.level", before: "public", after: "user" },
            { path: "auth.role", before: undefined, after: "any" },
            { path: "tags", before: ["web", "app"], after: ["app", "web"] },
          ],
        },
      ],
    });
    expect(Object.isFrozen(diff(base, after).changed)).toBe(true);
  });

  test("is empty exactly where both say the same", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (one, other) => {
        expect(diff(one, one).isEmpty).toBe(true);
        expect(diff(one, parseSnapshot(formatSnapshot(one))).isEmpty).toBe(true);
        expect(diff(one, other).isEmpty).toBe(formatSnapshot(one) === formatSnapshot(other));
      }),
    );
  });

  test("backwards has what is new as gone", () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (one, other) => {
        const [there, back] = [diff(one, other), diff(other, one)];
        expect(back.added).toEqual(there.removed);
        expect(back.removed).toEqual(there.added);
        expect(new Set(back.changed.map(({ id }) => id))).toEqual(new Set(there.changed.map(({ id }) => id)));
      }),
    );
  });

  test("is of snapshots only", () => {
    expect(caught(() => diff(base, {} as never)).code).toBe("METADATA_SNAPSHOT_INVALID");
  });
});
