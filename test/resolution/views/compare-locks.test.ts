import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Edge } from "../../../src/graph/index.js";
import {
  formatLock,
  parseLock,
  type ResolverOptions,
  type Wiring,
  type WiringDrift,
  type WiringLock,
} from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { caught } from "../../support/caught.js";
import { resolverOf } from "../../support/resolvers.js";
import { wiringOf, anyWiringParts } from "../../support/any-wiring.js";
import { tries } from "../../support/tries.js";

type Steps = Readonly<Record<string, StepSpecificationInput>>;

const load = { stepType: "Load", outputs: { sales: {} } } as const;
const report = { stepType: "Report", dependencies: { sales: {} } } as const;
const steps = { load, report } as const;
/** Of two, one is taken by name: with `onAmbiguous: "report"`. */
const two = { north: load, south: load, report } as const;
const guesses = { onAmbiguous: "report" } as const;

function resolve(from: Steps, options?: ResolverOptions, edges?: readonly Edge[]): Wiring {
  return resolverOf(from, options).resolveDependencies(undefined, edges === undefined ? {} : { edges });
}

function driftOf(before: Wiring, after: Wiring): WiringDrift {
  return after.compareTo(before.lock());
}

describe("a wiring compared to its own lock", () => {
  test("is the same, whatever it was made from", () => {
    fc.assert(
      fc.property(anyWiringParts, (parts) => {
        const drift = wiringOf(parts).compareTo(formatLock(wiringOf(parts).lock()));
        expect(drift).toEqual({
          isSame: true,
          isSameWiring: true,
          moved: [],
          added: [],
          removed: [],
          unresolved: { added: [], removed: [] },
          steps: { added: [], removed: [], changed: [] },
          pins: [],
          text: "The wiring is as the lock says.",
        });
      }),
      { numRuns: tries(25) },
    );
  });

  test("refuses what is no lock", () => {
    expect(caught(() => resolve(steps).compareTo("{}")).code).toBe("LOCK_INVALID");
    expect(caught(() => resolve(steps).compareTo(undefined as unknown as WiringLock)).code).toBe(
      "LOCK_INVALID",
    );
  });
});

describe("a wire that is another one", () => {
  test("since another step gives what the input needs", () => {
    const rows = { stepType: "Load", outputs: { rows: {} } };
    const drift = driftOf(resolve(steps), resolve({ load: rows, sell: load, report }));
    expect(drift).toMatchObject({ isSame: false, isSameWiring: false });
    expect(drift.moved).toEqual([
      {
        input: "report.sales",
        from: "load.sales",
        to: "sell.sales",
        causes: [
          { kind: "step", stepName: "load", role: "old-provider", change: "changed" },
          { kind: "step", stepName: "sell", role: "new-provider", change: "added" },
        ],
      },
    ]);
    expect(drift.steps).toEqual({ added: ["sell"], removed: [], changed: ["load"] });
    expect(drift.text).toBe(
      [
        "The wiring is not as the lock says:",
        '  moved         report.sales: load.sales → sell.sales (the step "load" is specified otherwise; the step "sell" is new)',
        '  new step      "sell"',
        '  step changed  "load"',
      ].join("\n"),
    );
  });

  test("since the step that gave it is gone", () => {
    const drift = driftOf(resolve(two, guesses), resolve({ south: load, report }, guesses));
    expect(drift.moved[0]?.causes).toEqual([
      { kind: "step", stepName: "north", role: "old-provider", change: "removed" },
    ]);
    expect(drift.text).toContain('(the step "north" is gone)\n  step gone  "north"');
  });

  test("since its own step is specified otherwise", () => {
    const { stepType } = report;
    const closer = { stepType, dependencies: { sales: { compatibleSources: ["Buy"] } } };
    const buy = { stepType: "Buy", outputs: { sales: {} } };
    const drift = driftOf(resolve({ load, buy, report: closer }), resolve({ load, buy, report }));
    expect(drift.removed).toEqual([
      {
        input: "report.sales",
        from: "buy.sales",
        causes: [{ kind: "step", stepName: "report", role: "consumer", change: "changed" }],
      },
    ]);
    expect(drift.unresolved).toEqual({ added: ["report.sales"], removed: [] });
    expect(drift.text).toBe(
      [
        "The wiring is not as the lock says:",
        '  unwired         report.sales: buy.sales → nothing (the step "report" is specified otherwise)',
        '  without a wire  "report.sales"',
        '  step changed    "report"',
      ].join("\n"),
    );
  });

  test("since its own step came or went, which nothing else explains better", () => {
    const publish = { stepType: "Publish", dependencies: { sales: {} } };
    const [without, withIt] = [
      resolve(steps),
      resolve({ ...steps, publish }, { pins: { "publish.sales": "load.sales" } }),
    ];
    const [came, went] = [driftOf(without, withIt), driftOf(withIt, without)];
    const causes = (change: string) => [{ kind: "step", stepName: "publish", role: "consumer", change }];
    expect(came.added).toEqual([{ input: "publish.sales", to: "load.sales", causes: causes("added") }]);
    expect(went.removed).toEqual([{ input: "publish.sales", from: "load.sales", causes: causes("removed") }]);
    expect(came.text).toContain(
      '  wired     publish.sales: nothing → load.sales (the step "publish" is new)\n  new step  "publish"\n',
    );
  });

  test("since it is pinned, or pinned otherwise, or no longer", () => {
    const none = resolve(two, guesses);
    const south = resolve(two, { ...guesses, pins: { "report.sales": "south.sales" } });
    const reason = "the report is about the north";
    const north = resolve(two, { ...guesses, pins: { "report.sales": { output: "north.sales", reason } } });
    const [added, changed, removed] = [driftOf(none, south), driftOf(south, north), driftOf(south, none)];
    expect(added.moved[0]?.causes).toEqual([{ kind: "pin", change: "added" }]);
    expect(added.pins).toEqual([{ input: "report.sales", after: { output: "south.sales" } }]);
    expect(changed.moved[0]?.causes).toEqual([{ kind: "pin", change: "changed" }]);
    expect(changed.pins).toEqual([
      { input: "report.sales", before: { output: "south.sales" }, after: { output: "north.sales", reason } },
    ]);
    expect(removed.moved[0]?.causes).toEqual([{ kind: "pin", change: "removed" }]);
    expect(removed.pins).toEqual([{ input: "report.sales", before: { output: "south.sales" } }]);
    expect(changed.text).toBe(
      [
        "The wiring is not as the lock says:",
        "  moved  report.sales: south.sales → north.sales (its pin changed)",
        '  pin    report.sales: south.sales → north.sales, "the report is about the north"',
      ].join("\n"),
    );
    expect(added.text).toContain("(it is pinned now)\n  pin    report.sales: none → south.sales");
    expect(removed.text).toContain("(its pin is gone)\n  pin    report.sales: south.sales → none");
  });

  test("since a pin had to go with the input or the output that it named", () => {
    const pinned = resolve(two, { pins: { "report.sales": "south.sales" } });
    const { stepType } = report;
    expect(driftOf(pinned, resolve({ ...two, report: { stepType } })).removed[0]?.causes).toEqual([
      { kind: "pin", change: "removed" },
      { kind: "step", stepName: "report", role: "consumer", change: "changed" },
    ]);
    expect(driftOf(pinned, resolve({ north: load, report })).moved[0]?.causes).toEqual([
      { kind: "pin", change: "removed" },
      { kind: "step", stepName: "south", role: "old-provider", change: "removed" },
    ]);
  });

  test("since the profile, the options or the edges are others", () => {
    const likeness = { load: { stepType: "Load", outputs: { raw_sales: {} } }, report };
    const careful = { name: "careful", extends: "strict", threshold: 0.9 } as const;
    const profiled = driftOf(resolve(likeness), resolve(likeness, { profile: careful }));
    expect(profiled.removed[0]?.causes).toEqual([{ kind: "profile" }]);
    expect(profiled.profile?.after).toMatchObject({
      name: "careful",
      extends: "strict",
      changes: { threshold: 0.9 },
    });
    expect(profiled.text).toContain("(the profile changed)");
    expect(profiled.text).toContain('"strict" → "careful" (strict with {"threshold":0.9})');

    const told = driftOf(resolve(two), resolve(two, { ...guesses, aliases: { Import: "Load" } }));
    expect(told.added[0]?.causes).toEqual([{ kind: "options" }]);
    expect(told.options).toEqual({
      before: {},
      after: { onAmbiguous: "report", aliases: { Import: "Load" } },
    });
    expect(told.unresolved).toEqual({ added: [], removed: ["report.sales"] });
    expect(told.text).toContain('  no longer without a wire  "report.sales"');
    expect(told.text).toContain('{} → {"aliases":{"Import":"Load"},"onAmbiguous":"report"}');

    const north = resolve(two, {}, [["north", "report"]]);
    const south = resolve(two, {}, [["south", "report"]]);
    const led = driftOf(north, south);
    expect(led.moved[0]?.causes).toEqual([{ kind: "edges" }]);
    expect(led.edges).toEqual({
      wereKnown: true,
      areKnown: true,
      added: [["south", "report"]],
      removed: [["north", "report"]],
    });
    expect(led.text).toBe(
      [
        "The wiring is not as the lock says:",
        "  moved      report.sales: north.sales → south.sales (the edges changed)",
        '  new edge   "south" → "report"',
        '  edge gone  "north" → "report"',
      ].join("\n"),
    );
    expect(driftOf(resolve(two, guesses), north).text).toContain("  edges     none were known\n");
    expect(driftOf(north, resolve(two, guesses)).text).toContain("  edges      none are known any more\n");
  });

  test("since others are: wires are chosen together", () => {
    const ports = { stepType: "Report", dependencies: { sales: {}, more_sales: {} } };
    const all = { ...two, report: ports };
    const edges = [
      ["north", "report"],
      ["south", "report"],
    ] as const;
    const swapped = (output: string): Wiring =>
      resolve(all, { pins: { "report.more_sales": output } }, edges);
    const drift = driftOf(swapped("north.sales"), swapped("south.sales"));
    expect(drift.moved.map(({ input, causes }) => [input, causes])).toEqual([
      ["report.more_sales", [{ kind: "pin", change: "changed" }]],
      ["report.sales", [{ kind: "other-pins" }]],
    ]);
    expect(drift.text).toContain("report.sales: south.sales → north.sales (other pins changed)");

    const rival = { north: load, report };
    const ambiguous = driftOf(resolve(rival), resolve(two));
    expect(ambiguous.removed[0]?.causes).toEqual([{ kind: "other-steps" }]);
    expect(ambiguous.text).toContain("report.sales: north.sales → nothing (other steps changed)");
  });

  test("since someone edited the lock", () => {
    const wiring = resolve(two, guesses);
    const edited = formatLock(wiring.lock()).replace('"north.sales"', '"south.sales"');
    const drift = wiring.compareTo(edited);
    expect(drift.moved).toEqual([
      { input: "report.sales", from: "south.sales", to: "north.sales", causes: [{ kind: "unrecorded" }] },
    ]);
    expect(drift.text).toContain("(nothing changed that the lock records: it was edited, ");
  });
});

describe("the same wiring from something else", () => {
  test("is told by what has changed, which is no change of the wiring", () => {
    const worded = { ...report, dependencies: { sales: { semanticKeywords: ["sales"] } } };
    const drift = driftOf(resolve(steps), resolve({ load, report: worded }));
    expect(drift).toMatchObject({ isSame: false, isSameWiring: true, steps: { changed: ["report"] } });
    expect(drift.text).toBe(
      'The wiring is as the lock says, but what it was made from has changed:\n  step changed  "report"',
    );
  });

  test.each<[string, ResolverOptions, keyof WiringDrift]>([
    ["profile", { profile: { name: "mine", extends: "strict" } }, "profile"],
    ["options", { stepTypeNames: ["Load"] }, "options"],
    ["pins", { pins: { "report.sales": "load.sales" } }, "pins"],
  ])("of other %s", (_, options, part) => {
    const drift = driftOf(resolve(steps), resolve(steps, options));
    expect(drift).toMatchObject({ isSame: false, isSameWiring: true });
    expect(drift[part]).not.toEqual([]);
    expect(Object.keys(drift).filter((key) => ["profile", "options", "edges"].includes(key))).toEqual(
      part === "pins" ? [] : [part],
    );
  });

  test("of a profile that has another name, which moves nothing", () => {
    const mine = { name: "mine", extends: "strict" } as const;
    const drift = driftOf(resolve(two), resolve(two, { ...guesses, profile: mine }));
    expect(drift.profile?.after.name).toBe("mine");
    expect(drift.added[0]?.causes).toEqual([{ kind: "options" }]);
  });

  test("of the built-in profile of another version", () => {
    const lock = resolve(steps).lock();
    const older = { ...lock, profile: { name: "strict", fingerprint: "0".repeat(16) } };
    expect(resolve(steps).compareTo(older).text).toBe(
      "The wiring is as the lock says, but what it was made from has changed:\n" +
        '  profile  "strict", whose built-in values are others in this version',
    );
  });

  test("of a pin for another reason", () => {
    const pinned = (reason: string): Wiring =>
      resolve(steps, { pins: { "report.sales": { output: "load.sales", reason } } });
    expect(driftOf(pinned("agreed"), pinned("audited")).pins).toEqual([
      {
        input: "report.sales",
        before: { output: "load.sales", reason: "agreed" },
        after: { output: "load.sales", reason: "audited" },
      },
    ]);
  });

  test("of a known graph that was inferred before", () => {
    const drift = driftOf(resolve({ load }), resolve({ load }, {}, []));
    expect(drift.edges).toEqual({ wereKnown: false, areKnown: true, added: [], removed: [] });
    expect(drift.isSameWiring).toBe(true);
  });
});

test("steps and inputs that came without a wire change the wiring", () => {
  const alone = { stepType: "Alone" };
  const hinted = { ...load, dependencies: { hints: { required: false, dataType: "Text" } } };
  expect(driftOf(resolve(steps), resolve({ ...steps, alone })).isSameWiring).toBe(false);
  expect(driftOf(resolve({ ...steps, alone }), resolve(steps)).isSameWiring).toBe(false);
  expect(driftOf(resolve(steps), resolve({ load: hinted, report })).isSameWiring).toBe(false);
  expect(driftOf(resolve({ load: hinted, report }), resolve(steps)).unresolved.removed).toEqual([
    "load.hints",
  ]);
});

test("of a long list the text has the beginning", () => {
  const names = Array.from({ length: 30 }, (_, index) => `in${index + 10}`);
  const many = (stepType: string): Wiring => {
    const providers = names.map((name) => [`${stepType}_${name}`, { stepType, outputs: { [name]: {} } }]);
    const dependencies = Object.fromEntries(names.map((name) => [name, {}]));
    return resolve({ ...(Object.fromEntries(providers) as Steps), last: { stepType: "Last", dependencies } });
  };
  const { moved, text } = driftOf(many("Old"), many("New"));
  expect(moved).toHaveLength(30);
  expect(text.match(/^ {2}moved .*/gm)).toHaveLength(26);
  expect(text).toMatch(/^ {2}moved +and 5 more$/m);
});

test("drift is frozen plain data, explains every wire, and leads from one lock to the other", () => {
  let changes = 0;
  fc.assert(
    fc.property(anyWiringParts, anyWiringParts, (one, other) => {
      const [before, after] = [wiringOf(one).lock(), wiringOf(other).lock()];
      const drift = wiringOf(other).compareTo(before);
      expect(JSON.parse(JSON.stringify(drift))).toEqual(drift);
      expect(drift.isSame).toBe(formatLock(before) === formatLock(after));
      const wires = outputsOf(before);
      for (const { input, from, to, causes } of [...drift.moved, ...drift.added, ...drift.removed]) {
        expect(causes.length).toBeGreaterThan(0);
        expect(wires.get(input)).toBe(from);
        if (to === undefined) wires.delete(input);
        else wires.set(input, to);
        expect(Object.isFrozen(causes)).toBe(true);
        changes++;
      }
      expect(wires).toEqual(outputsOf(after));
      const open = new Set(before.unresolved);
      for (const input of drift.unresolved.removed) expect(open.delete(input)).toBe(true);
      for (const input of drift.unresolved.added) open.add(input);
      expect([...open].toSorted()).toEqual(after.unresolved);
      const same = [
        drift.moved,
        drift.added,
        drift.removed,
        drift.unresolved.added,
        drift.unresolved.removed,
      ];
      const listed = [...same, drift.steps.added, drift.steps.removed];
      expect(drift.isSameWiring).toBe(listed.every(({ length }) => length === 0));
      for (const value of [drift, drift.steps, drift.unresolved, drift.pins, ...listed])
        expect(Object.isFrozen(value)).toBe(true);
    }),
    { numRuns: tries(75) },
  );
  expect(changes).toBeGreaterThan(25);
});

/** The outputs by the inputs that they feed, each once. */
function outputsOf(lock: WiringLock): Map<string, string> {
  return new Map(
    Object.entries(parseLock(lock).wires).map(([input, wire]) => [
      input,
      typeof wire === "string" ? wire : wire.output,
    ]),
  );
}
