import { describe, expect, it, vi } from "vitest";
import {
  eachEntry,
  ruleGroups,
  wholeRegistry,
  type EachEntryParts,
  type RuleSubject,
  type WholeRegistryParts,
} from "../../src/metadata/index.js";
import { implementationOf } from "../../src/metadata/rule.js";
import { caught } from "../support/caught.js";

interface Page {
  readonly title: string;
}

const subject: RuleSubject<Page> = {
  registry: "pages",
  slots: {},
  entries: [
    { id: "a", title: "A" },
    { id: "b", title: "" },
    { id: "c", title: "C" },
  ],
  implementations: { render: { a: () => "A" } },
  references: {},
};

/** Rules as JavaScript makes them: any parts compile. */
const eachAnyhow = (parts: object, id = "titled") =>
  eachEntry<Page>(id, "completeness", {
    description: "Pages have titles.",
    ...parts,
  } as EachEntryParts<Page>);
const wholeAnyhow = (parts: object) =>
  wholeRegistry<Page>("many", "counts", {
    description: "There are many.",
    ...parts,
  } as WholeRegistryParts<Page>);

describe("eachEntry", () => {
  it("looks at every entry, counts those it leaves out, and says what is wrong and what to do", () => {
    const rule = eachAnyhow({
      severity: "warning",
      fix: "write a title",
      check: ({ id, title }: Page & { id: string }) =>
        id === "c" ? "skip" : title !== "" || [`${id} has no title`, `${id} is mute`],
    });
    expect(rule).toMatchObject({
      id: "titled",
      group: "completeness",
      severity: "warning",
      description: "Pages have titles.",
    });
    expect(rule.check(subject)).toEqual({
      subjects: 2,
      skipped: 1,
      verdicts: [
        { id: "b", message: "b has no title", fix: "write a title" },
        { id: "b", message: "b is mute", fix: "write a title" },
      ],
    });
    expect(Object.isFrozen(rule.check(subject).verdicts[0])).toBe(true);
    expect(rule.breaks).toBeUndefined();
  });

  it("sees the subject and the implementations", () => {
    const rule = eachEntry<Page>("rendered", "completeness", {
      description: "Pages are rendered.",
      check: (page, context) =>
        (context.subject === subject && context.implementation("render") !== undefined) ||
        `${page.id} is not rendered`,
    });
    expect(rule.check(subject).verdicts.map(({ message }) => message)).toEqual([
      "b is not rendered",
      "c is not rendered",
    ]);
  });

  it("puts its defect in the place of the first entry that can have it", () => {
    const rule = eachAnyhow({
      check: () => true,
      breaks: (page: Page & { id: string }) => (page.id === "a" ? undefined : { ...page, title: "broken" }),
    });
    const broken = rule.breaks?.(subject);
    expect(broken?.entries.map(({ title }) => title)).toEqual(["A", "broken", "C"]);
    expect(subject.entries[1]?.title).toBe("");
    expect(eachAnyhow({ check: () => true, breaks: () => undefined }).breaks?.(subject)).toBeUndefined();
  });

  it("may break the whole subject", () => {
    const rule = eachAnyhow({
      check: () => true,
      breaksSubject: (whole: object) => ({ ...whole, registry: "broken" }),
    });
    expect(rule.breaks?.(subject)?.registry).toBe("broken");
  });

  it.each([false, undefined, null, 1, [1], Promise.resolve(true)])(
    "refuses the verdict %o, which says nothing",
    (verdict) => {
      expect(() => eachAnyhow({ check: () => verdict }).check(subject)).toThrow(
        /^a: the rule titled needs true, "skip" or texts at once from its check, but was given .*\.$/,
      );
    },
  );

  it("does not leave the failure of a check unhandled that returns a promise", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    const rule = eachAnyhow({ check: () => Promise.reject(new Error("late")) });
    expect(() => rule.check(subject)).toThrow("but was given a Promise.");
    await new Promise(setImmediate);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("refuses a defect that is no entry", () => {
    expect(
      caught(() => eachAnyhow({ check: () => true, breaks: () => "broken" }).breaks?.(subject)).message,
    ).toContain('the rule titled needs an entry or undefined from its breaks, but was given "broken".');
  });
});

describe("wholeRegistry", () => {
  it("counts every entry as looked at where its check gives verdicts alone", () => {
    const verdict = { message: "there are 3" };
    expect(wholeAnyhow({ check: () => [verdict] }).check(subject)).toEqual({
      subjects: 3,
      skipped: 0,
      verdicts: [verdict],
    });
  });

  it("takes the counts of a check that counts itself", () => {
    const outcome = { subjects: 1, skipped: 2, verdicts: [] };
    expect(wholeAnyhow({ check: () => outcome }).check(subject)).toEqual(outcome);
  });

  it("breaks the subject as it is told", () => {
    const rule = wholeAnyhow({ check: () => [], breaks: () => ({ ...subject, entries: [] }) });
    expect(rule.breaks?.(subject)?.entries).toEqual([]);
    expect(wholeAnyhow({ check: () => [] }).breaks).toBeUndefined();
  });

  it("hands on what is neither, for whoever runs the rule to refuse", () => {
    expect(wholeAnyhow({ check: () => 5 }).check(subject)).toBe(5);
  });
});

describe("rules refuse", () => {
  it.each([
    [
      "an id of two words",
      () => eachAnyhow({ check: () => true }, "two words"),
      "an id of letters, digits and dashes for the rule",
    ],
    [
      "an unknown group",
      () => eachEntry("a", "future" as never, { description: "D.", check: () => true }),
      `one of ${ruleGroups.join(", ")}`,
    ],
    [
      "no description",
      () => eachAnyhow({ description: " ", check: () => true }),
      "The option description of eachEntry() must be a sentence",
    ],
    [
      "an unknown severity",
      () => wholeAnyhow({ severity: "info", check: () => [] }),
      'must be "error" or "warning", but is "info"',
    ],
    [
      "no check",
      () => wholeAnyhow({}),
      "The option check of wholeRegistry() must be a function, but is undefined",
    ],
    [
      "breaks that is no function",
      () => wholeAnyhow({ check: () => [], breaks: {} }),
      "The option breaks of wholeRegistry() must be a function",
    ],
    [
      "breaksSubject that is no function",
      () => eachAnyhow({ check: () => true, breaksSubject: 1 }),
      "The option breaksSubject of eachEntry() must be a function",
    ],
    [
      "both ways to break",
      () => eachAnyhow({ check: () => true, breaks: () => undefined, breaksSubject: () => undefined }),
      "must be left out where breaks is given",
    ],
    [
      "a fix that is no text",
      () => eachAnyhow({ check: () => true, fix: 1 }),
      "The option fix of eachEntry() must be a text, but is 1",
    ],
    [
      "an option that nobody reads",
      () => eachAnyhow({ check: () => true, brakes: 1 }),
      '"brakes" is not an option of eachEntry() (did you mean "breaks"?)',
    ],
  ])("%s", (_, make, message) => {
    const error = caught(make);
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });
});

describe("implementationOf", () => {
  it("finds own ones only, and nothing in what cannot be read", () => {
    expect(implementationOf(subject, "render", "a")).toBeTypeOf("function");
    expect(implementationOf(subject, "render", "toString")).toBeUndefined();
    expect(implementationOf(subject, "constructor", "name")).toBeUndefined();
    const { implementations: _, ...without } = subject;
    expect(implementationOf(without, "render", "a")).toBeUndefined();
    const throwing = Object.defineProperty({}, "render", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(implementationOf({ ...subject, implementations: throwing }, "render", "a")).toBeUndefined();
  });
});
