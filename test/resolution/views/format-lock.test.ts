import fc from "fast-check";
import { expect, test } from "vitest";
import { formatLock, parseLock, type WiringLock } from "../../../src/resolution/index.js";
import { caught } from "../../support/caught.js";
import { resolverOf } from "../../support/resolvers.js";
import { wiringOf, anyWiringParts } from "../../support/any-wiring.js";
import { tries } from "../../support/tries.js";

const steps = {
  load: { stepType: "Load", outputs: { rows: {}, meta: { dataType: "String" } } },
  report: { stepType: "Report", dependencies: { rows: {}, title: { dataType: "Text", required: false } } },
} as const;

test("a lock is written with a line for each wire, step and edge", () => {
  const pins = { "report.rows": { output: "load.rows", reason: 'as "agreed"' } };
  const profile = {
    name: "own",
    extends: "strict",
    margin: 0.1,
    names: { fillers: ["the", "data"] },
  } as const;
  const resolver = resolverOf(steps, { pins, profile, aliases: { Import: "Load" }, stepTypeNames: ["Load"] });
  const text = formatLock(resolver.resolveDependencies(undefined, { edges: [["load", "report"]] }).lock());
  expect(text.replaceAll(/[0-9a-f]{16}/g, "…")).toBe(`{
  "lockVersion": 1,
  "profile": {
    "name": "own",
    "extends": "strict",
    "fingerprint": "…",
    "changes": { "margin": 0.1, "names": { "fillers": ["the", "data"] } }
  },
  "options": {
    "stepTypeNames": ["Load"],
    "aliases": { "Import": "Load" }
  },
  "edges": [
    ["load", "report"]
  ],
  "steps": {
    "load": "…",
    "report": "…"
  },
  "wires": {
    "report.rows": { "output": "load.rows", "decidedBy": "pin", "reason": "as \\"agreed\\"" }
  },
  "unresolved": [
    "report.title"
  ]
}
`);
});

test("an empty wiring has a lock too", () => {
  const lock = resolverOf({}).resolveDependencies(undefined, { edges: [] }).lock();
  expect(formatLock(lock)).toContain(
    '  "edges": [],\n  "steps": {},\n  "wires": {},\n  "unresolved": []\n}\n',
  );
  expect(parseLock(formatLock(lock))).toStrictEqual(lock);
});

test("what is written is read back as it was, and written as it was", () => {
  const seen = { pins: 0, dots: 0, open: 0 };
  fc.assert(
    fc.property(anyWiringParts, (parts) => {
      const wiring = wiringOf(parts);
      const lock = wiring.lock();
      const text = formatLock(lock);
      const read = parseLock(text);
      expect(read).toStrictEqual(lock);
      expect(parseLock(JSON.parse(JSON.stringify(lock)))).toStrictEqual(lock);
      expect(formatLock(read)).toBe(text);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(lock));
      expect(Object.keys(lock.wires)).toHaveLength(wiring.wires.length);
      expect(text.split("\n").filter((line) => /^ {4}"/.test(line)).length).toBeGreaterThanOrEqual(
        Object.keys(lock.steps).length + wiring.wires.length + wiring.unresolved.length,
      );
      seen.pins += wiring.wires.filter(({ decidedBy }) => decidedBy === "pin").length;
      seen.dots += Object.keys(lock.wires).filter((input) => input.endsWith('"]')).length;
      seen.open += lock.unresolved.length;
    }),
    { numRuns: tries(125) },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test("what is no lock is not written", () => {
  expect(caught(() => formatLock({ lockVersion: 1 } as WiringLock)).code).toBe("LOCK_INVALID");
});
