import { describe, expect, test } from "vitest";
import {
  checkCompliance,
  defineKind,
  defineRegistry,
  eachEntry,
  ruleGroups,
  snapshot,
  wholeRegistry,
  type AnyRegistry,
  type ComplianceOptions,
  type ComplianceReport,
  type Rule,
  type RuleOutcome,
  type Verdict,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { eventKind, events, handlers, type Event } from "./sample.js";

/** For options that the compiler would refuse. */
const check = checkCompliance as (registry: unknown, options?: unknown) => ComplianceReport;

function findingsOf(rule: string, report: ComplianceReport) {
  return report.findings.filter((finding) => finding.rule === rule);
}

function messagesOf(rule: string, report: ComplianceReport): readonly string[] {
  return findingsOf(rule, report).map(({ message }) => message);
}

const description = "a rule of a test";

test("a registry that has everything complies, and the report says what was looked at", () => {
  const report = checkCompliance(events, { implementations: handlers, baseline: snapshot(events) });
  expect(report).toMatchObject({ registry: "events", kind: "events", ok: true, findings: [], waived: [] });
  expect(report.checked.filter(({ subjects }) => subjects === 0)).toEqual([]);
  expect(new Set(report.checked.map(({ group }) => group))).toEqual(new Set(ruleGroups));
  expect(report.checked.find(({ rule }) => rule === "billing-ordered")).toEqual({
    rule: "billing-ordered",
    group: "consistency",
    severity: "error",
    scope: "entry",
    description: "an event of billing has an order",
    subjects: 2,
    skipped: 1,
    findings: 0,
  });
  expect(Object.isFrozen(report) && Object.isFrozen(report.checked[0])).toBe(true);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

describe("rules of a kind", () => {
  test("say what is wrong with which entry, and what to do", () => {
    const registry = defineRegistry(eventKind, { paid: { payload: {}, category: "billing" } });
    const { ok, findings } = checkCompliance(registry, {
      implementations: { log: { paid: () => undefined } },
    });
    expect(ok).toBe(false);
    expect(findings).toContainEqual({
      rule: "billing-ordered",
      group: "consistency",
      severity: "error",
      registry: "events",
      id: "paid",
      message: "it has no order",
      fix: "give it an order",
    });
  });

  test("may be added to, and a warning is no failure", () => {
    const rule = eachEntry<Event>("short", "patterns", {
      description,
      severity: "warning",
      check: ({ id }) => (id === "paid" ? ["too short", "too plain"] : true),
    });
    const report = checkCompliance(events, { implementations: handlers, rules: [rule] });
    expect(messagesOf("short", report)).toEqual(["too short", "too plain"]);
    expect(report.ok).toBe(true);
  });

  test("see implementations, and nothing in the place of one that cannot be read", () => {
    const seen: unknown[] = [];
    const rule = eachEntry<Event>("seeing", "consistency", {
      description,
      check: (_, { implementation }) => {
        seen.push(implementation("log"), implementation("audit"));
        return true;
      },
    });
    const log = Object.defineProperty({ ...handlers.log }, "paid", {
      enumerable: true,
      get: () => {
        throw new Error("locked");
      },
    });
    const report = check(events, { implementations: { ...handlers, log }, rules: [rule] });
    expect(seen).toEqual([
      handlers.log.signed_in,
      handlers.audit.signed_in,
      undefined,
      undefined,
      handlers.log.refunded,
      undefined,
    ]);
    expect(messagesOf("implementations-valid", report)).toEqual([
      "paid has an implementation of log that cannot be read: locked",
    ]);
  });
});

describe("what entries need implemented", () => {
  test("is told as left out where no implementations are given", () => {
    const report = checkCompliance(events);
    expect(report.ok).toBe(true);
    expect(report.findings).toEqual([
      {
        rule: "rules-look-at-something",
        group: "completeness",
        severity: "warning",
        registry: "events",
        about: "implementations-complete",
        message: "the rule implementations-complete looked at nothing, and left out 4",
        fix: "give the check the implementations if the rule is about them, or waive it with a reason",
      },
    ]);
    expect(report.statistics.slots).toEqual({ log: { needed: 3 }, audit: { needed: 1 } });
  });

  test("is found missing, one too many, and of the wrong shape", () => {
    const implementations = {
      log: { paid: () => undefined, refunded: "later", refunnded: () => undefined },
      audit: { signed_in: () => undefined, paid: () => undefined },
      email: {},
    };
    const report = check(events, { implementations });
    expect(messagesOf("implementations-complete", report)).toEqual([
      "signed_in has no implementation of log",
    ]);
    expect(messagesOf("implementations-valid", report)).toEqual([
      'The implementation of log for refunded must be a function, but is "later"',
    ]);
    expect(messagesOf("implementations-needed", report)).toEqual([
      'log is implemented for "refunnded", which has no entry (did you mean "refunded"?)',
      "audit is implemented for paid, which does not need it",
      '"email" is implemented, but is no slot of the kind events',
    ]);
    expect(findingsOf("implementations-needed", report)[2]).toMatchObject({ slot: "email" });
    expect(report.statistics.slots).toEqual({
      log: { needed: 3, implemented: 1 },
      audit: { needed: 1, implemented: 1 },
    });
  });
});

describe("entries and ids", () => {
  const plain = defineKind<object>()({ name: "things", slots: {} });
  const things = (...ids: readonly string[]): AnyRegistry =>
    (defineRegistry as (kind: unknown, entries: unknown) => AnyRegistry)(
      plain,
      Object.fromEntries(ids.map((id) => [id, {}])),
    );

  test("an empty registry is one finding, and rules without subjects are none there", () => {
    const { ok, findings } = check(things());
    expect(ok).toBe(false);
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ["registry-not-empty", 'the registry "things" has no entries'],
    ]);
  });

  test("ids that differ in case and separators only are found", () => {
    expect(messagesOf("ids-tell-apart", check(things("user.created", "user_created", "other")))).toEqual([
      "user_created and user.created differ in nothing but case and separators",
    ]);
  });

  test.each([
    ["login", "sign_in", "sign_out"],
    ["login", "sign-in", "sign-out2"],
    ["login", "signIn", "signOut.fully"],
    ["Login", "SignIn"],
    ["LOGIN", "SIGN_IN"],
    ["größe", "名前", "user.名前"],
    ["only-one"],
  ])("ids in one style: %s", (...ids) => {
    expect(messagesOf("ids-in-one-style", check(things(...ids)))).toEqual([]);
  });

  test("an id in another style than most is found", () => {
    const report = check(things("sign_in", "sign_out", "login", "reset-password"));
    expect(findingsOf("ids-in-one-style", report)).toMatchObject([
      {
        id: "reset-password",
        severity: "warning",
        message: "reset-password is not in snake_case, as 3 of 4 ids are",
      },
    ]);
  });

  test("without a style that most ids are in, none of them is singled out", () => {
    const [finding] = findingsOf("ids-in-one-style", check(things("a_b", "c_d", "e-f", "g-h", "IJ_K")));
    expect(finding).toMatchObject({
      message: 'the ids are in no common style: 2 of 5 ids in snake_case, but not "e-f", "g-h" and "IJ_K"',
    });
    expect(finding).not.toHaveProperty("id");
  });

  test.each([
    [["a_b", "cD"], '1 of 2 ids in camelCase, but not "a_b"'],
    [["a_b", "cD", "login"], '2 of 3 ids in camelCase, but not "a_b"'],
    [["a_b", "c_d", "e-f", "g-h"], '2 of 4 ids in snake_case, but not "e-f" and "g-h"'],
  ])("of two styles that are as common, neither is the one to mend: %j", (ids, said) => {
    const found = findingsOf("ids-in-one-style", check(things(...ids)));
    expect(found).toMatchObject([{ message: `the ids are in no common style: ${said}` }]);
    expect(found[0]).not.toHaveProperty("id");
  });

  test("a slot that no entry needs is found", () => {
    const registry = defineRegistry(eventKind, { paid: { payload: {}, category: "billing", order: 1 } });
    expect(findingsOf("slots-needed", checkCompliance(registry))).toMatchObject([
      { slot: "audit", severity: "warning", message: "no entry needs the slot audit" },
    ]);
  });

  test("a baseline shows what is new, gone and changed", () => {
    const before = defineRegistry(eventKind, {
      paid: { payload: {}, category: "billing", order: 1 },
      moved: { payload: {}, category: "billing", order: 3 },
    });
    const after = defineRegistry(
      eventKind,
      {
        paid: { payload: {}, category: "security", requires: { audit: true } },
        added: { payload: {}, category: "billing", order: 2 },
      },
      { name: "later-events" },
    );
    const report = checkCompliance(after, { baseline: snapshot(before) });
    expect(messagesOf("baseline-unchanged", report)).toEqual([
      'the registry was "events" and is "later-events"',
      "moved is gone, which the baseline has",
      "added is new, which the baseline does not have",
      'paid.category was "billing" and is "security"',
      "paid.order was 1 and is absent",
      'paid.requires was ["log"] and is ["audit","log"]',
    ]);
    expect(report.ok).toBe(false);
  });
});

describe("references and components", () => {
  const refers = defineKind<{ to?: string | readonly string[]; back?: string }>()({
    name: "referring",
    slots: {},
  });
  const plain = defineKind<object>()({ name: "plain", slots: {} });

  test("targets that nothing refers to are found, once for each", () => {
    const targets = defineRegistry(plain, { used: {}, listed: {}, idle: {} }, { name: "targets" });
    const registry = defineRegistry(
      refers,
      { one: { to: "used" }, two: { to: ["used", "listed"], back: "used" } },
      { references: { to: targets, back: targets } },
    );
    const report = checkCompliance(registry);
    expect(findingsOf("reference-targets-used", report)).toMatchObject([
      { about: "to.idle", severity: "error", message: 'no entry refers to "idle" of "targets" by to' },
    ]);
    const other = defineRegistry(
      refers,
      { three: { to: "idle" } },
      { name: "other", references: { to: targets } },
    );
    expect(findingsOf("reference-targets-used", checkCompliance(registry, { referrers: [other] }))).toEqual(
      [],
    );
  });

  test("entries of the registry itself need nobody to refer to them", () => {
    const registry: AnyRegistry = defineRegistry(
      refers,
      { one: { to: "two" }, two: {} },
      { references: { to: (): { ids: readonly string[] } => registry } },
    );
    expect(checkCompliance(registry).ok).toBe(true);
  });

  test("references that are only known later are looked up, and what is not there is found", () => {
    const later = defineRegistry(plain, { there: {} }, { name: "later" });
    const registry = defineRegistry(refers, { one: { to: "there" } }, { references: { to: () => later } });
    expect(checkCompliance(registry).findings).toEqual([]);
    const wrong = (defineRegistry as (...parts: readonly unknown[]) => AnyRegistry)(
      refers,
      { one: { to: ["ther", "there"] }, two: { to: 3 } },
      { references: { to: () => later } },
    );
    expect(messagesOf("references-resolve", check(wrong))).toEqual([
      'one.to refers to "ther", which "later" does not have (did you mean "there"?)',
      'two.to refers to 3, which "later" does not have',
    ]);
  });

  test("references that cannot be looked up are a finding", () => {
    const registry = defineRegistry(
      refers,
      { one: { to: "x" } },
      {
        references: {
          to: (): readonly "x"[] => {
            throw new ReferenceError("not loaded yet");
          },
        },
      },
    );
    expect(messagesOf("references-resolve", checkCompliance(registry))).toEqual([
      'what the entries refer to cannot be looked up: The registry "referring" has references that lead nowhere: references.to cannot be read: not loaded yet',
    ]);
  });

  test("registries that refer to each other are shown with the whole circle", () => {
    const first: AnyRegistry = defineRegistry(
      refers,
      { a: { to: "b" } },
      { name: "first", references: { to: (): { ids: readonly string[] } => second } },
    );
    const second: AnyRegistry = defineRegistry(
      refers,
      { b: { to: "c" } },
      { name: "second", references: { to: (): { ids: readonly string[] } => third } },
    );
    const third: AnyRegistry = defineRegistry(
      refers,
      { c: { back: "a" } },
      { name: "third", references: { back: first, to: () => second } },
    );
    expect(findingsOf("references-acyclic", checkCompliance(first))).toMatchObject([
      {
        about: "to",
        severity: "warning",
        message:
          "the registries refer to each other in a circle: first (by to) → second (by to) → third (by back) → first",
      },
    ]);
  });

  test("a way that does not lead back, or whose references cannot be looked up, is no circle", () => {
    const broken = defineRegistry(
      refers,
      { b: {} },
      {
        name: "broken",
        references: {
          to: (): readonly string[] => {
            throw new Error("not loaded yet");
          },
        },
      },
    );
    const registry = defineRegistry(
      refers,
      { a: { to: "b" } },
      { name: "first", references: { to: broken } },
    );
    expect(findingsOf("references-acyclic", checkCompliance(registry))).toEqual([]);
    expect(checkCompliance(registry).checked.find(({ rule }) => rule === "references-acyclic")).toMatchObject(
      {
        subjects: 1,
      },
    );
  });

  test("what is covered is checked where nothing else did", () => {
    const covering = { ...events, covers: ["signed_in", "paid", "refunded", "disputed"] };
    expect(messagesOf("components-registered", check(branded(covering)))).toEqual([
      'the component "disputed" has no entry',
    ]);
    expect(
      messagesOf("entries-covered", check(branded({ ...events, covers: ["signed_in", "paid"] }))),
    ).toEqual(["refunded has an entry, but is no component"]);
  });

  /** A registry as a second copy of the package might make it, which did not look. */
  function branded(registry: object): object {
    return Object.defineProperty(registry, Symbol.for("bailiwick.metadataRegistry"), { value: true });
  }
});

describe("rules that do not answer", () => {
  const answering = (rule: unknown) =>
    findingsOf("rules-answer", check(events, { implementations: handlers, rules: [rule] }));
  const byHand = (answer: () => unknown): unknown => ({
    id: "by-hand",
    group: "counts",
    severity: "error",
    scope: "registry",
    description,
    check: answer,
  });

  test("are findings that name the rule and the entry at which it fails", () => {
    const rule = eachEntry<Event>("fails", "counts", {
      description,
      check: ({ id }) => {
        if (id === "paid") throw new Error("no such table");
        return true;
      },
    });
    expect(answering(rule)).toMatchObject([
      { about: "fails", severity: "error", message: "the rule fails failed at paid: no such table" },
    ]);
  });

  test("name the entry at which a rule fails that also looks at the others", () => {
    const rule = eachEntry<Event>("fails", "counts", {
      description,
      check: ({ id }, { subject }) => {
        const next = subject.entries[subject.entries.findIndex((entry) => entry.id === id) + 1];
        return next!.category !== undefined || "no";
      },
    });
    expect(answering(rule)[0]?.message).toMatch(/^the rule fails failed at refunded: /);
  });

  test("are told also where what they answer cannot be read", () => {
    const locked = {
      get verdicts() {
        throw new Error("locked");
      },
    };
    expect(answering(byHand(() => locked))).toMatchObject([{ message: "the rule by-hand failed: locked" }]);
  });

  test("cannot take away what the next rule looks at", () => {
    const greedy = byHand(() => ({ subjects: 1, skipped: 0, verdicts: [] })) as Rule;
    const emptying: unknown = {
      ...greedy,
      check: (subject: { entries: unknown }) => {
        subject.entries = [];
        return { subjects: 1, skipped: 0, verdicts: [] };
      },
    };
    const seeing = eachEntry<Event>("seeing", "counts", { description, check: ({ id }) => `saw ${id}` });
    const report = check(events, { implementations: handlers, rules: [emptying, seeing] });
    expect(messagesOf("rules-answer", report)[0]).toMatch(/^the rule by-hand failed: /);
    expect(messagesOf("seeing", report)).toEqual(["saw signed_in", "saw paid", "saw refunded"]);
  });

  test("name no entry where a rule fails at all of them together only", () => {
    const alone = (subject: { readonly entries: readonly unknown[] }) => {
      if (subject.entries.length > 1) throw new Error("too many");
      return { subjects: 1, skipped: 0, verdicts: [] };
    };
    expect(answering({ ...(byHand(() => 0) as object), scope: "entry", check: alone })).toMatchObject([
      { message: "the rule by-hand failed: too many" },
    ]);
    expect(answering(wholeRegistry("whole", "counts", { description, check: alone }))).toMatchObject([
      { message: "the rule whole failed: too many" },
    ]);
  });

  test("are refused where they answer with a promise, whose failure nobody hears", async () => {
    const later = eachEntry<Event>("later", "counts", {
      description,
      check: (async () => {
        throw new Error("too late");
      }) as never,
    });
    expect(answering(later)).toMatchObject([
      {
        message:
          'the rule later failed at signed_in: the rule later needs true, "skip" or texts at once from its check, but was given a Promise.',
      },
    ]);
    const whole = wholeRegistry("later", "counts", {
      description,
      check: (async (): Promise<readonly Verdict[]> => {
        throw new Error("too late");
      }) as never,
    });
    expect(answering(whole)).toMatchObject([
      {
        message: "the rule later gave no outcome that can be read, but a promise: the check does not wait",
      },
    ]);
    expect(answering(byHand(async () => ({ subjects: 1, skipped: 0, verdicts: [] })))).toMatchObject([
      {
        message: "the rule by-hand gave no outcome that can be read, but a promise: the check does not wait",
      },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test.each([
    undefined,
    null,
    { subjects: -1, skipped: 0, verdicts: [] },
    { subjects: 1, skipped: 0.5, verdicts: [] },
    { subjects: 1, skipped: 0, verdicts: "none" },
    { subjects: 1, skipped: 0, verdicts: [{ id: "paid" }] },
    { subjects: 1, skipped: 0, verdicts: [null] },
    { subjects: 1, skipped: 0, verdicts: [{ message: "no", id: 7 }] },
    { subjects: 1, skipped: 0, verdicts: [{ message: "no", about: ["paid"] }] },
  ])("are refused where they answer %j", (outcome) => {
    expect(answering(byHand(() => outcome))[0]?.message).toMatch(
      /^the rule by-hand gave no outcome that can be read: (?:an object|null|undefined)$/,
    );
  });

  test.each([false, undefined, 3, { message: "no" }])(
    "are refused where a check of an entry gives %j",
    (verdict) => {
      const rule = eachEntry<Event>("odd", "counts", { description, check: () => verdict as never });
      expect(answering(rule)[0]?.message).toContain(
        'needs true, "skip" or texts at once from its check, but was given',
      );
    },
  );
});

test("a rule that looks at nothing is a warning that names it", () => {
  const rule = eachEntry<Event>("never", "counts", { description, check: () => "skip" });
  const report = checkCompliance(events, { implementations: handlers, rules: [rule] });
  expect(findingsOf("rules-look-at-something", report)).toMatchObject([
    {
      about: "never",
      severity: "warning",
      message: "the rule never looked at nothing, and left out 3",
      fix: "find out whether the rule applies at all, or waive it with a reason",
    },
  ]);
  const outcome: RuleOutcome = { subjects: 0, skipped: 0, verdicts: [] };
  const empty = wholeRegistry("empty", "counts", { description, check: () => outcome });
  expect(
    messagesOf(
      "rules-look-at-something",
      checkCompliance(events, { implementations: handlers, rules: [empty] }),
    ),
  ).toEqual(["the rule empty looked at nothing"]);
});

test("statistics are of the fields that are asked for", () => {
  expect(checkCompliance(events, { by: ["auth.level"] }).statistics.by).toEqual({
    "auth.level": { public: 1, user: 1 },
  });
});

describe("bad input", () => {
  test.each<readonly [unknown, unknown, string]>([
    [undefined, {}, "checkCompliance() needs a registry made by defineRegistry(), but was given undefined."],
    [
      { ids: [] },
      {},
      "checkCompliance() needs a registry made by defineRegistry(), but was given an object.",
    ],
    [events, null, "The options of checkCompliance() must be an object, but are null."],
    [events, { waiver: [] }, '"waiver" is not an option of checkCompliance() (did you mean "waivers"?).'],
    [
      events,
      { implementations: 5 },
      "The option implementations of checkCompliance() must be an object with the implementations by slot, but is 5.",
    ],
    [
      events,
      { implementations: null },
      "The option implementations of checkCompliance() must be an object with the implementations by slot, but is null.",
    ],
    [
      events,
      { rules: {} },
      "The option rules of checkCompliance() must be an array of what eachEntry() and wholeRegistry() give, but is an object.",
    ],
    [
      events,
      { rules: [null] },
      "The option rules of checkCompliance() must be an array of what eachEntry() and wholeRegistry() give, but is an array of 1.",
    ],
    [
      events,
      { referrers: [{}] },
      "The option referrers of checkCompliance() must be an array of registries, but is an array of 1.",
    ],
    [
      events,
      { by: "category" },
      'The option by of checkCompliance() must be an array of fields, but is "category".',
    ],
    [
      events,
      { now: Number.NaN },
      "The option now of checkCompliance() must be a number of milliseconds since 1970, but is NaN.",
    ],
  ])("%s, %s", (registry, options, message) => {
    const error = caught(() => check(registry, options));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message.split("\n")[0]).toBe(message);
  });

  test.each<ComplianceOptions["rules"]>([
    [wholeRegistry("billing-ordered", "counts", { description, check: () => [] })],
    [wholeRegistry("registry-not-empty", "counts", { description, check: () => [] })],
    [wholeRegistry("waivers-needed", "counts", { description, check: () => [] })],
  ] as readonly (readonly Rule[])[])("two rules with one id: %o", (rules) => {
    expect(caught(() => check(events, { rules: [rules] })).message).toContain(
      "needs rules with an id of their own each",
    );
  });

  test("a baseline that is none", () => {
    expect(caught(() => check(events, { baseline: {} })).code).toBe("METADATA_SNAPSHOT_INVALID");
  });
});
