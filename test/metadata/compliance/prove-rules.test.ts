import { describe, expect, test } from "vitest";
import {
  defineKind,
  defineRegistry,
  eachEntry,
  proveRules,
  slot,
  snapshot,
  wholeRegistry,
  type AnyRegistry,
  type ComplianceOptions,
  type Proof,
  type Rule,
  type TypeFunction,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { eventKind, events, handlers, type Event } from "./sample.js";

const description = "a rule of a test";
const prove = proveRules as (registry: unknown, options?: unknown) => readonly Proof[];

function proofOf(
  rule: Rule<Event>,
  options: Partial<ComplianceOptions<typeof events>> = {},
): Proof | undefined {
  return prove(events, { ...options, rules: [rule] }).find((proof) => proof.rule === rule.id);
}

const breaks = (event: Event): object => ({ ...event, category: "unknown" });

test("every rule that holds for every registry notices its defect, whatever it is checked with", () => {
  for (const options of [
    {},
    { implementations: handlers },
    { implementations: {} },
    { implementations: handlers, baseline: snapshot(events), waivers: [{ rule: "x", reason: "a test" }] },
  ]) {
    const proofs = prove(events, options);
    expect(proofs.filter(({ detected }) => !detected)).toEqual([]);
    expect(proofs.map(({ rule }) => rule)).toEqual([
      "registry-not-empty",
      "ids-tell-apart",
      "ids-in-one-style",
      "slots-needed",
      "statistics-add-up",
      "baseline-unchanged",
      "implementations-complete",
      "implementations-valid",
      "implementations-needed",
      "components-registered",
      "entries-covered",
      "references-resolve",
      "reference-targets-used",
      "references-acyclic",
      "billing-ordered",
      "rules-answer",
      "rules-look-at-something",
      "waivers-needed",
      "waivers-current",
    ]);
  }
});

test("they notice it in a registry that is full of faults too, and where their names are taken", () => {
  const kind = defineKind<{ to?: string }>()({
    name: "faulty",
    slots: { run: slot<TypeFunction>()({ default: true }) },
  });
  const registry = (defineRegistry as (...parts: readonly unknown[]) => AnyRegistry)(
    kind,
    { "a-b": { to: "nothing" }, a_b: { to: "nothing_" }, "a-b_": {}, "no-entry": {}, unused: {} },
    { references: { to: () => ["unused", "nothing", "nothing_"] } },
  );
  const options = { implementations: { run: { "no-entry": 3, gone: 3 }, walk: {} } };
  const missed = prove(registry, options).filter(({ detected }) => !detected);
  expect(missed).toEqual([]);
});

test("an empty registry and one without slots give nothing to break", () => {
  const bare = defineKind<object>()({ name: "bare", slots: {} });
  const left = (registry: AnyRegistry) =>
    prove(registry)
      .filter(({ detected }) => !detected)
      .map(({ rule, outcome }) => [rule, outcome]);
  expect(left(defineRegistry(bare, { one: {} }))).toEqual([
    ["slots-needed", "inapplicable"],
    ["implementations-complete", "inapplicable"],
    ["implementations-valid", "inapplicable"],
  ]);
  expect(new Set(left(defineRegistry(bare, {})).map(([, outcome]) => outcome))).toEqual(
    new Set(["inapplicable"]),
  );
});

test("implementations that no slot refuses cannot be broken", () => {
  const anything = slot<TypeFunction>()({ default: true, fault: () => undefined });
  const kind = defineKind<object>()({ name: "anything", slots: { anything } });
  const proofs = prove(defineRegistry(kind, { one: {} }));
  expect(proofs.find(({ rule }) => rule === "implementations-valid")).toMatchObject({
    outcome: "inapplicable",
  });
});

describe("a rule of a kind", () => {
  test("that notices its defect is proven", () => {
    const rule = eachEntry<Event>("category-known", "consistency", {
      description,
      check: ({ category }) =>
        ["security", "billing"].includes(category) || `the category ${category} is unknown`,
      breaks,
    });
    const proof = proofOf(rule);
    expect(proof).toEqual({
      rule: "category-known",
      group: "consistency",
      outcome: "detected",
      detected: true,
    });
    expect(Object.isFrozen(proof)).toBe(true);
  });

  test("that was made hollow is missed, with the reason", () => {
    const hollow = eachEntry<Event>("hollow", "consistency", { description, check: () => true, breaks });
    expect(proofOf(hollow)).toMatchObject({
      outcome: "missed",
      detected: false,
      reason: "it finds nothing in the registry with the defect",
    });
    const skipping = eachEntry<Event>("skipping", "consistency", {
      description,
      check: () => "skip",
      breaks,
    });
    expect(proofOf(skipping)).toMatchObject({
      outcome: "missed",
      reason: "it looks at nothing in the registry with the defect",
    });
  });

  test("that finds something everywhere has to find more in the defect", () => {
    const always = eachEntry<Event>("always", "consistency", { description, check: () => "odd", breaks });
    expect(proofOf(always)).toMatchObject({
      outcome: "missed",
      reason: "it finds nothing more in the registry with the defect",
    });
    const telling = eachEntry<Event>("telling", "consistency", {
      description,
      check: ({ category }) => `it is of ${category}`,
      breaks,
    });
    expect(proofOf(telling)?.detected).toBe(true);
    const again = wholeRegistry<Event>("again", "counts", {
      description,
      check: ({ entries }) => entries.map(() => ({ message: "one more" })),
      breaks: (subject) => ({ ...subject, entries: [...subject.entries, subject.entries[0]!] }),
    });
    expect(proofOf(again)?.detected).toBe(true);
  });

  test("is tried where the registry does not have the defect yet", () => {
    const unordered = { payload: {}, category: "billing" } as const;
    const outcome = (entries: Readonly<Record<string, Event>>) =>
      prove(defineRegistry(eventKind, entries)).find(({ rule }) => rule === "billing-ordered")?.outcome;
    expect(outcome({ first: unordered, second: { ...unordered, order: 1 } })).toBe("detected");
    expect(outcome({ first: unordered, second: unordered })).toBe("inapplicable");
  });

  test("that brings no defect, or one that is none, cannot be proven", () => {
    const without = eachEntry<Event>("without", "consistency", { description, check: () => "odd" });
    expect(proofOf(without)).toMatchObject({
      outcome: "unprovable",
      reason: "it brings no defect to try it with",
    });
    const same = eachEntry<Event>("same", "consistency", {
      description,
      check: () => true,
      breaks: (event) => ({ ...event }),
    });
    expect(proofOf(same)).toMatchObject({ outcome: "unprovable", reason: "its defect changes nothing" });
    const failing = eachEntry<Event>("failing", "consistency", {
      description,
      check: () => true,
      breaks: () => {
        throw new Error("nothing to break it with");
      },
    });
    expect(proofOf(failing)).toMatchObject({
      outcome: "unprovable",
      reason: "its defect cannot be made: nothing to break it with",
    });
    const odd = eachEntry<Event>("odd", "consistency", {
      description,
      check: () => true,
      breaks: () => 3 as never,
    });
    expect(proofOf(odd)).toMatchObject({ outcome: "unprovable" });
  });

  test.each([5, null, "broken", Promise.resolve()])("whose whole defect is %s cannot be proven", (broken) => {
    const rule = wholeRegistry<Event>("odd", "counts", {
      description,
      check: () => [],
      breaks: () => broken as never,
    });
    expect(proofOf(rule)).toMatchObject({
      outcome: "unprovable",
      reason: expect.stringMatching(/^its defect must be a subject, but is /),
    });
  });

  test("whose defect cannot be read, or lies beside what cannot, cannot be proven", () => {
    const locked = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("locked");
        },
      },
    );
    const odd = wholeRegistry<Event>("odd", "counts", {
      description,
      check: () => [],
      breaks: () => locked as never,
    });
    expect(proofOf(odd)).toMatchObject({
      outcome: "unprovable",
      reason: "its defect must be a subject, but is an object",
    });
    const same = wholeRegistry<Event>("same", "counts", {
      description,
      check: () => [],
      breaks: (subject) => ({ ...subject, implementations: locked }),
    });
    expect(proofOf(same)).toMatchObject({ outcome: "missed" });
  });

  test("whose defect nothing in the registry could have is not at fault", () => {
    const rule = eachEntry<Event>("elsewhere", "consistency", {
      description,
      check: () => true,
      breaks: () => undefined,
    });
    expect(proofOf(rule)).toMatchObject({
      outcome: "inapplicable",
      detected: false,
      reason: "the registry has nothing that could have the defect and does not have it",
    });
  });

  test("that fails, with the defect or without, has missed it", () => {
    const check = (event: Event): true => {
      if ((event.category as string) === "unknown") throw new Error("what is that?");
      return true;
    };
    expect(proofOf(eachEntry<Event>("fails", "counts", { description, check, breaks }))).toMatchObject({
      outcome: "missed",
      reason: "with the defect it failed at signed_in: what is that?",
    });
    const whole = wholeRegistry<Event>("fails", "counts", {
      description,
      check: () => {
        throw new Error("always");
      },
      breaks: (subject) => ({ ...subject, entries: [] }),
    });
    expect(proofOf(whole)).toMatchObject({ outcome: "missed", reason: "it failed: always" });
  });

  test("may break what is implemented", () => {
    const rule = eachEntry<Event>("logged", "completeness", {
      description,
      check: (_, { implementation }) => implementation("log") !== undefined || "it is not logged",
      breaksSubject: (subject) =>
        subject.implementations && { ...subject, implementations: { ...subject.implementations, log: {} } },
    });
    expect(proofOf(rule, { implementations: handlers })?.detected).toBe(true);
    expect(proofOf(rule)?.outcome).toBe("inapplicable");
  });
});

test("what is proven stays as it is", () => {
  const before = JSON.stringify([snapshot(events), Object.keys(handlers.log), events.references()]);
  prove(events, { implementations: handlers });
  expect(JSON.stringify([snapshot(events), Object.keys(handlers.log), events.references()])).toBe(before);
});

test("what is no registry or no option is refused", () => {
  expect(caught(() => prove({})).message).toBe(
    "proveRules() needs a registry made by defineRegistry(), but was given an object.",
  );
  expect(caught(() => prove(events, { rule: [] })).message).toContain(
    '"rule" is not an option of proveRules()',
  );
});
