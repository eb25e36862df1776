import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { auditActions } from "../../examples/domain-events/audit-actions.js";
import { eventHandlers } from "../../examples/domain-events/event-bus.js";
import { eventRegistry } from "../../examples/domain-events/event-registry.js";
import { checkCompliance, defineRegistry, type AnyRegistry } from "../../src/metadata/index.js";
import { projectRoot } from "../gates/source-files.js";
import { caught } from "../support/caught.js";
import { tries } from "../support/tries.js";
import { typeErrors, type TypeFault } from "../support/type-check.js";

const folder = "examples/domain-events";

/** A member of a record or a class of the example: where it stands, and where what it belongs to begins. */
interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Where its line begins, from 1. */
  readonly line: number;
  readonly ownerLine: number;
}

/** A file of the example, which tests take things away from. */
interface Source {
  readonly path: string;
  readonly text: string;
  readonly members: readonly Member[];
}

function read(name: string): Source {
  const path = `${folder}/${name}`;
  const text = readFileSync(join(projectRoot, path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const members: Member[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && ts.isIdentifier(node.name)) {
      const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
      members.push({
        name: node.name.text.replace(/^handle/, ""),
        start: node.getStart(),
        end: node.end + (text[node.end] === "," ? 1 : 0),
        line: lineOf(node.getStart()),
        ownerLine: lineOf(node.parent.getStart()),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, text, members };
}

/** The text without some of its members; what is left stays in its lines. */
function lacking({ text }: Source, members: readonly Member[]): string {
  return members
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (rest, { start, end }) =>
        rest.slice(0, start) + rest.slice(start, end).replace(/\S/g, " ") + rest.slice(end),
      text,
    );
}

const sources = {
  registry: read("event-registry.ts"),
  actions: read("audit-actions.ts"),
  logging: read("handlers/logging.ts"),
  audit: read("handlers/audit.ts"),
  email: read("handlers/emails.ts"),
  session: read("handlers/session-keeper.ts"),
};

const ids = new Set<string>(eventRegistry.ids);
const entries = sources.registry.members.filter(({ name }) => ids.has(name));
const handlerFiles = {
  logging: sources.logging,
  audit: sources.audit,
  email: sources.email,
  session: sources.session,
};
const slots = Object.keys(handlerFiles) as (keyof typeof handlerFiles)[];
const handlersOf = ({ members }: Source) => members.filter(({ name }) => ids.has(name));

function groupedBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** A file of the example in which one thing is missing, where the compiler has to say so, and how. */
interface Mutant {
  readonly path: string;
  readonly text: string;
  readonly expected: readonly { readonly line: number; readonly code: number; readonly says: string }[];
}

/** One handler of each function or class at a time, because each has an error of its own. */
function handlerMutants(): Mutant[] {
  return slots.flatMap((slot) => {
    const source = handlerFiles[slot];
    const byOwner = groupedBy(handlersOf(source), ({ ownerLine }) => ownerLine);
    const most = Math.max(...[...byOwner.values()].map(({ length }) => length));
    return Array.from({ length: most }, (_, index) => {
      const gone = [...byOwner.values()].flatMap((members) => members.slice(index, index + 1));
      const code = slot === "email" || slot === "session" ? 2420 : 2741;
      return {
        path: source.path.replace(".ts", `-${index}.ts`),
        text: lacking(source, gone),
        expected: gone.map(({ name, ownerLine: line }) => ({ line, code, says: `${name}' is missing` })),
      };
    });
  });
}

/** Some entries, evenly spread, each missing on its own: it is the whole registry that does not compile. */
function entryMutants(): Mutant[] {
  const { registry } = sources;
  const step = Math.ceil(entries.length / Math.min(tries(2), entries.length));
  return entries
    .filter((_, index) => index % step === 0)
    .map((entry) => ({
      path: registry.path.replace(".ts", `-${entry.name}.ts`),
      text: lacking(registry, [entry]),
      expected: [{ line: entry.ownerLine, code: 2345, says: `'${entry.name}' is missing` }],
    }));
}

/** Half of the actions at a time, because each entry that refers to one has an error of its own. */
function actionMutants(): { readonly mutants: Mutant[]; readonly others: Readonly<Record<string, string>> } {
  const names = Object.keys(auditActions);
  const { actions, registry } = sources;
  const halves = [0, 1].map((half) => {
    const gone = names.filter((_, index) => index % 2 === half);
    const module = `audit-actions-${half}`;
    const referring = registry.members.filter(
      ({ name, start, end }) =>
        name === "auditAction" && gone.some((one) => registry.text.slice(start, end).includes(`"${one}"`)),
    );
    return {
      other: [
        `${folder}/${module}.ts`,
        lacking(
          actions,
          actions.members.filter(({ name }) => gone.includes(name)),
        ),
      ] as const,
      mutant: {
        path: registry.path.replace(".ts", `-actions-${half}.ts`),
        text: registry.text.replace("./audit-actions.js", `./${module}.js`),
        expected: referring.map(({ line, start, end }) => ({
          line,
          code: 2322,
          says: registry.text.slice(start, end).replace(/^.*"(.*)".*$/s, `Type '"$1"' is not assignable`),
        })),
      },
    };
  });
  return {
    mutants: halves.map(({ mutant }) => mutant),
    others: Object.fromEntries(halves.map(({ other }) => other)),
  };
}

describe("what is missing in the example does not compile, at the line to mend:", () => {
  const { mutants: ofActions, others } = actionMutants();
  const mutants = { handlers: handlerMutants(), entries: entryMutants(), actions: ofActions };
  let faults: Map<string, TypeFault[]>;
  beforeAll(() => {
    const whole = Object.values(sources).map(({ path, text }) => [path, text]);
    const all = Object.values(mutants).flatMap((some) => some.map(({ path, text }) => [path, text]));
    faults = groupedBy(
      typeErrors(Object.fromEntries([...whole, ...all, ...Object.entries(others)])),
      ({ path }) => path,
    );
  }, 300_000);

  test("nothing", () => {
    expect(Object.values(sources).flatMap(({ path }) => faults.get(path) ?? [])).toEqual([]);
  });

  test.each([
    ["handlers", 143],
    ["actions", 66],
    ["entries", undefined],
  ] as const)("any one of the %s", (what, count) => {
    let tried = 0;
    for (const { path, expected } of mutants[what]) {
      const found = faults.get(path) ?? [];
      expect(found.map(({ line, code }) => ({ line, code }))).toEqual(
        expected.map(({ line, code }) => ({ line, code })),
      );
      for (const [index, { says }] of expected.entries()) expect(found[index]!.message).toContain(says);
      tried += expected.length;
    }
    expect(tried).toBe(count ?? mutants.entries.length);
  });
});

describe("what is missing in the example is found by the compliance check:", () => {
  const handlers = eventHandlers({
    log: { info: () => {}, warn: () => {} },
    trail: { record: () => {} },
    send: () => Promise.resolve(),
    sessions: new Map(),
  });
  const written = Object.fromEntries(eventRegistry.entries().map(({ id, ...entry }) => [id, entry]));
  const without = <T>(record: Readonly<Record<string, T>>, key: string) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  const define = (parts: object, options: object) =>
    defineRegistry(eventRegistry.kind, parts as never, { name: "events", ...options }) as AnyRegistry;

  test("any one of the 143 handlers", () => {
    let count = 0;
    for (const slot of slots) {
      for (const id of Object.keys(handlers[slot])) {
        const implementations = { ...handlers, [slot]: without(handlers[slot], id) };
        const { ok, findings } = checkCompliance(eventRegistry, { implementations });
        expect(ok).toBe(false);
        expect(findings).toMatchObject([{ rule: "implementations-complete", id, slot }]);
        count++;
      }
    }
    expect(count).toBe(143);
  });

  test("any one of the 69 entries, whose handlers are for nobody then", () => {
    for (const id of eventRegistry.ids) {
      const rest = without(written, id);
      const error = caught(() => define(rest, { covers: eventRegistry.ids }));
      expect(error.message).toContain(`"${id}" is covered, but has no entry`);
      const { ok, findings } = checkCompliance(define(rest, {}), { implementations: handlers });
      expect(ok).toBe(false);
      expect(
        findings.filter(({ rule }) => rule === "implementations-needed").map((finding) => finding.id),
      ).toContain(id);
    }
  });

  test("any one of the 66 audit actions", () => {
    const actions = Object.keys(auditActions);
    expect(actions).toHaveLength(66);
    for (const action of actions) {
      const rest = without(auditActions, action);
      const error = caught(() => define(written, { references: { auditAction: rest } }));
      expect(error.message).toContain(`.auditAction refers to "${action}"`);
      const { ok, findings } = checkCompliance(define(written, { references: { auditAction: () => rest } }), {
        implementations: handlers,
      });
      expect(ok).toBe(false);
      expect(findings).toMatchObject([{ rule: "references-resolve", id: idOf(action) }]);
    }
  });

  function idOf(action: string): string {
    return eventRegistry.entries().find((entry) => "auditAction" in entry && entry.auditAction === action)!
      .id;
  }
});
