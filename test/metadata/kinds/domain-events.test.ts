import { describe, expect, test } from "vitest";
import { eventHandlers } from "../../../examples/domain-events/event-bus.js";
import { eventRegistry } from "../../../examples/domain-events/event-registry.js";
import {
  checkCompliance,
  defineEventKind,
  defineRegistry,
  domainEvents,
  eachEntry,
  proveRules,
  type,
  wire,
  type AnyRegistry,
  type DomainEventMetadata,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";

const nothing = () => {};
const handlers = eventHandlers({
  log: { info: nothing, warn: nothing },
  trail: { record: nothing },
  send: () => Promise.resolve(),
  sessions: new Map(),
});

const payload = type<{ userId: string }>("Payload");

/** A workflow in order, of which the tests spoil one thing each. */
const login = {
  UserLoginAttempted: {
    payload,
    category: "authentication",
    workflow: "user_login",
    phase: "attempted",
    auditAction: "USER_LOGIN_ATTEMPTED",
  },
  UserLoginSucceeded: {
    payload,
    category: "authentication",
    workflow: "user_login",
    phase: "succeeded",
    auditAction: "USER_LOGIN_SUCCEEDED",
    requires: { email: true },
  },
  UserLoginFailed: {
    payload,
    category: "authentication",
    workflow: "user_login",
    phase: "failed",
    auditAction: "USER_LOGIN_FAILED",
  },
} as const satisfies Record<string, DomainEventMetadata & { requires?: object }>;

type Id = keyof typeof login;

/** What the rules of the kind say if an event of the workflow differs; `undefined` takes a field away. */
function findingsOf(
  changes: Partial<Record<Id | (string & {}), Readonly<Record<string, unknown>> | undefined>>,
  kind: typeof domainEvents = domainEvents,
) {
  const entries: Record<string, unknown> = { ...login };
  for (const [id, change] of Object.entries(changes)) {
    if (change === undefined) delete entries[id];
    else entries[id] = { ...(login[id as Id] ?? login.UserLoginAttempted), ...change };
  }
  const registry = defineRegistry(kind, entries as never) as AnyRegistry;
  const own = new Set(kind.rules.map(({ id }) => id));
  return checkCompliance(registry)
    .findings.filter(({ rule }) => own.has(rule))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

test("a workflow in order has no findings", () => {
  expect(findingsOf({})).toEqual([]);
});

test.each<[string, Parameters<typeof findingsOf>[0], string[]]>([
  [
    "a phase that there is not",
    { UserLoginFailed: { phase: "crashed" } },
    [
      'event-is-described: UserLoginFailed is in the phase "crashed", which is none of "attempted", "succeeded", "failed", "allowed", "denied" and "operational"',
      'workflow-is-complete: The workflow user_login has "attempted", "succeeded" and "crashed", but not "failed"',
      "id-agrees-with-phase: UserLoginFailed is in the phase crashed, but its name says failed",
    ],
  ],
  [
    "nothing that is published, and no category",
    { UserLoginFailed: { payload: "none", category: " " } },
    [
      'event-is-described: UserLoginFailed has no category, but " "',
      'event-is-described: UserLoginFailed has no type token as its payload, but "none"',
      'workflow-has-one-category: UserLoginFailed is of the category " ", but UserLoginAttempted of the same workflow user_login of "authentication"',
    ],
  ],
  [
    "an attempt that cannot fail",
    { UserLoginFailed: undefined },
    ['workflow-is-complete: The workflow user_login has "attempted" and "succeeded", but not "failed"'],
  ],
  [
    "outcomes of two sorts",
    { UserLoginDenied: { phase: "denied", auditAction: "USER_LOGIN_DENIED" } },
    [
      'workflow-is-complete: The workflow user_login has the outcomes "succeeded" and "failed", but "denied" too',
    ],
  ],
  [
    "two events of one phase",
    { LoginRefused: { phase: "failed", auditAction: "LOGIN_REFUSED" } },
    [
      "phase-is-of-one-event: UserLoginFailed and LoginRefused are both the event of user_login in the phase failed",
    ],
  ],
  [
    "an id that speaks of another workflow",
    { SignInFailed: { ...login.UserLoginFailed, auditAction: "SIGN_IN_FAILED" }, UserLoginFailed: undefined },
    ["id-agrees-with-phase: SignInFailed belongs to the workflow user_login, but its name says sign_in"],
  ],
  [
    "a workflow in another style",
    { Opened: { workflow: "shopOpened", phase: "operational", auditAction: "OPENED" } },
    ['workflow-is-snake-case: Opened belongs to the workflow "shopOpened", whose name is not in snake_case'],
  ],
  [
    "a payload without a name",
    { UserLoginFailed: { payload: type() } },
    ["payload-is-named: UserLoginFailed has a payload without a name"],
  ],
  [
    "a slot in a phase that does not have it",
    { UserLoginFailed: { requires: { email: true, session: true } } },
    [
      'slot-fits-phase: UserLoginFailed has email in the phase failed, but only in "succeeded" and "operational" an event has it',
      'slot-fits-phase: UserLoginFailed has session in the phase failed, but only in "succeeded" and "operational" an event has it',
    ],
  ],
  [
    "a phase without a slot that it has",
    { UserLoginFailed: { requires: { logging: false } } },
    ["phase-has-slot: UserLoginFailed is in the phase failed, but has no logging"],
  ],
  [
    "an audited event without an action",
    { UserLoginFailed: { auditAction: undefined } },
    ["audited-event-has-action: UserLoginFailed is audited, but has no auditAction"],
  ],
  [
    "an action that nobody records",
    { UserLoginFailed: { requires: { audit: false } } },
    ['action-is-audited: UserLoginFailed has the auditAction "USER_LOGIN_FAILED", but is not audited'],
  ],
  [
    "two events that are recorded as one",
    { UserLoginFailed: { auditAction: "USER_LOGIN_SUCCEEDED" } },
    [
      "action-is-of-one-event: UserLoginSucceeded and UserLoginFailed are both recorded as USER_LOGIN_SUCCEEDED",
    ],
  ],
  [
    "an action in another style",
    { UserLoginFailed: { auditAction: "userLoginFailed" } },
    [
      'action-is-upper-case: UserLoginFailed is recorded as "userLoginFailed", which is not in UPPER_SNAKE_CASE',
    ],
  ],
])("%s is found", (_, changes, findings) => {
  expect(findingsOf(changes)).toEqual(findings);
});

test("ids in any style are read as words", () => {
  const event = (workflow: string) => ({
    ...login.UserLoginFailed,
    workflow,
    auditAction: workflow.toUpperCase(),
  });
  const said = findingsOf({
    ...Object.fromEntries(Object.keys(login).map((id) => [id, undefined])),
    "oauth2_login.failed": event("oauth2_login"),
    HTTPCallFailed: event("http_call"),
    "user-login-failed": event("user_login"),
    failed: { ...event("other"), phase: "failed" },
  }).filter((finding) => finding.startsWith("id-agrees"));
  expect(said).toEqual(["id-agrees-with-phase: failed belongs to the workflow other, but its name says "]);
});

describe("the rules of the shipped kind", () => {
  test("find nothing in the example, and each notices its defect there", () => {
    const options = { implementations: handlers };
    expect(checkCompliance(eventRegistry, options)).toMatchObject({ ok: true, findings: [] });
    expect(proveRules(eventRegistry, options).filter(({ detected }) => !detected)).toEqual([]);
  });

  test("find a function that handles an event twice", () => {
    const twice = { ...handlers.logging, UserLoginFailed: [nothing, nothing] };
    const { findings } = checkCompliance(eventRegistry, { implementations: { ...handlers, logging: twice } });
    expect(findings.map(({ message }) => message)).toEqual([
      'UserLoginFailed is handled twice by the same function, as "logging" and "logging"',
    ]);
  });

  test("have nothing to break in a registry without events", () => {
    const empty = defineRegistry(domainEvents, {});
    const outcomes = proveRules(empty).filter(({ rule }) => domainEvents.rules.some(({ id }) => id === rule));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["inapplicable"]));
  });
});

describe("a kind of events of one's own", () => {
  const kind = defineEventKind({
    name: "shop-events",
    description: "What happens in a shop",
    categories: ["sales", "stock"],
    slots: { stock: { default: true, allowedIn: [], requiredIn: [] }, mail: { default: false } },
    rules: [
      eachEntry<DomainEventMetadata>("described", "completeness", {
        description: "An event is described.",
        check: ({ id, description }) => description !== undefined || `${id} has no description`,
        breaks: (entry) => ({ ...entry, description: undefined }),
      }),
    ],
  });
  const entry = {
    payload: type<{ order: number }>("OrderPlaced"),
    category: "sales",
    workflow: "order",
    phase: "operational",
    description: "Somebody has bought something",
  } as const;

  test("has its categories and rules, and none about an audit trail that it does not have", () => {
    const shop = defineRegistry(kind, { placed: { ...entry, requires: { stock: false } } });
    const { findings, checked } = checkCompliance(shop);
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toContain(
      'category-is-used: No event is of the category "stock"',
    );
    expect(checked.some(({ rule }) => rule.includes("audit"))).toBe(false);
    expect(kind.description).toBe("What happens in a shop");
  });

  test("finds a category that there is not, and rules prove themselves", () => {
    const shop = defineRegistry(kind, { placed: { ...entry, category: "sale" } as never });
    expect(checkCompliance(shop).findings.map(({ message }) => message)).toContain(
      'placed is of the category "sale", which there is not (did you mean "sales"?)',
    );
    const healthy = defineRegistry(kind, {
      placed: entry,
      ordered: { ...entry, category: "stock", workflow: "reorder" },
    });
    const missed = proveRules(healthy, { implementations: { stock: { placed: nothing, ordered: nothing } } });
    expect(missed.filter(({ outcome }) => outcome === "missed")).toEqual([]);
    const detected = new Set(missed.filter((proof) => proof.detected).map(({ rule }) => rule));
    expect(
      ["category-exists", "category-is-used", "described", "handler-is-called-once"].every((rule) =>
        detected.has(rule),
      ),
    ).toBe(true);
  });

  test("gives handlers the type of their event", () => {
    const orders = defineRegistry(kind, { placed: entry });
    const seen: number[] = [];
    const wiring = wire(orders, {
      stock: { placed: [({ order }) => void seen.push(order), (event) => void seen.push(event.order)] },
    });
    expect(wiring.bindings).toHaveLength(1);
  });

  test.each([
    [{}, "The option slots of defineEventKind() must be an object of slots, but is undefined."],
    [
      { slots: {}, categories: "sales" },
      'The option categories of defineEventKind() must be a list of names, but is "sales".',
    ],
    [
      { slots: {}, categories: [1] },
      "The option categories of defineEventKind() must be a list of names, but is an array of 1.",
    ],
    [{ slots: {}, rules: 1 }, "The option rules of defineEventKind() must be a list of rules, but is 1."],
    [{ slots: {}, rule: [] }, '"rule" is not an option of defineEventKind() (did you mean "rules"?).'],
    [{ slots: { a: { default: true, phases: [] } } }, '"phases" is not an option of The slot "a"'],
    [
      { slots: { a: { default: true, allowedIn: ["later"] } } },
      'The option allowedIn of The slot "a" must be a list of phases',
    ],
    [
      { slots: { a: { default: true, requiredIn: "failed" } } },
      'The option requiredIn of The slot "a" must be a list of phases',
    ],
    [{ slots: { a: { default: 1 } } }, "The option default of slot() must be true or false, but is 1."],
    [{ slots: { a: null } }, "The options of The slot"],
  ])("cannot be made of %j", (parts, message) => {
    expect(caught(() => defineEventKind(parts as never)).message).toContain(message);
  });
});
