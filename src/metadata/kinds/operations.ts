import { describe, identifierFault, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { defineKind, slot } from "../kind.js";
import { eachEntry, implementationOf, wholeRegistry, type Rule } from "../rule.js";
import type {
  OperationHandlerSlot,
  OperationKind,
  OperationMetadata,
} from "../runtime/operation-metadata.js";

/** What a kind of operations is made of. */
export interface OperationKindParts {
  /** Words that commands may begin with beside the usual ones. */
  readonly verbs?: readonly string[];
}

/**
 * A kind whose entries are commands and queries. The types say what handlers may work with, and the payloads of the events by id.
 * A handler that uses what its entry does not name, emits what it does not name, or gives something else than its result does not
 * compile.
 *
 * @example
 * ```ts
 * import { createDispatcher, defineOperationKind, defineRegistry, type, wire } from "bailiwick/metadata";
 *
 * const kind = defineOperationKind<{ users: Set<string> }, { "user.registered": { name: string } }>()();
 * const operations = defineRegistry(kind, {
 *   RegisterUser: {
 *     type: "command",
 *     category: "auth",
 *     input: type<{ name: string }>("RegisterUser"),
 *     emits: ["user.registered"],
 *     transaction: false,
 *     dependencies: ["users"],
 *   },
 * });
 * const wiring = wire(operations, {
 *   handler: {
 *     RegisterUser: ({ users }) => async ({ name }, { emit }) => {
 *       users.add(name);
 *       await emit("user.registered", { name });
 *     },
 *   },
 * });
 * const publish = (event: string, { name }: { name: string }) => console.log(event, name); // => user.registered Ada
 * const dispatcher = createDispatcher(wiring, { users: new Set<string>() }, { publish });
 * await dispatcher.execute("RegisterUser", { name: "Ada" });
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function defineOperationKind<Dependencies extends object, Events extends object = object>() {
  return (parts: OperationKindParts = {}): OperationKind<Dependencies, Events> => {
    refuseUnknownOptions(parts, ["verbs"], "defineOperationKind()");
    const { verbs = [] } = parts;
    if (!Array.isArray(verbs) || verbs.some((verb) => identifierFault(verb) !== undefined))
      throw optionInvalid("verbs", "defineOperationKind()", "a list of words", verbs);
    type Metadata = OperationMetadata<keyof Dependencies & string, keyof Events & string>;
    return defineKind<Metadata>()({
      name: "operations",
      description: "Commands, which change something, and queries, which do not.",
      slots: {
        handler: slot<OperationHandlerSlot<Dependencies, Events>>()({
          default: true,
          description: "Makes the handler of what it works with.",
        }),
      },
      // To the rules one name is like another; which of them the types allow is no matter to them.
      rules: operationRules([...commandVerbs, ...verbs]) as unknown as readonly Rule<Metadata>[],
    });
  };
}

type OperationRule = Rule<OperationMetadata>;

/** The verbs that a command may begin with. */
const commandVerbs: readonly string[] = Object.freeze(
  (
    "accept activate add adjust approve archive assign authenticate authorize book cancel change charge clear close complete " +
    "configure confirm connect copy create deactivate decline delete deny disable disconnect enable end enroll expire export " +
    "finish generate grant import install invalidate invite issue link lock log login logout mark merge move notify open pause pay " +
    "place process publish purge record refresh refund register reject release remove rename renew reopen reorder replace request " +
    "reserve reset resend resolve restore resume retry revoke rotate run save schedule send set ship sign split start stop submit " +
    "subscribe suspend sync transfer trigger unlink unlock unsubscribe update upgrade upload upsert validate verify withdraw"
  ).split(" "),
);

const queryVerbs: ReadonlySet<string> = new Set(["get", "list"]);

/** The rules that every registry of operations keeps. */
function operationRules(verbs: readonly string[]): readonly OperationRule[] {
  return [
    ...rulesOfShape,
    ...rulesOfNames(new Set(verbs.map((verb) => verb.toLowerCase()))),
    ...rulesOfPages,
    oneHandlerEach(),
  ];
}

const rulesOfShape: readonly OperationRule[] = [
  eachEntry<OperationMetadata>("operations-are-categorised", "completeness", {
    description: "every operation has a category",
    check: ({ category }) => !isBlank(category) || "the category is blank",
    breaks: (entry) => ({ ...entry, category: "" }),
  }),
  eachEntry<OperationMetadata>("inputs-are-named", "completeness", {
    description: "the type of every input has a name, for documentation and messages",
    severity: "warning",
    fix: 'name it: type<…>("RegisterUser"), or schema(…, { name: "RegisterUser" })',
    check: ({ input }) => !isBlank(input.name) || "the type of the input has no name",
    breaks: (entry) => ({ ...entry, input: { name: "" } }),
  }),
  eachEntry<OperationMetadata>("operations-are-of-one-type", "consistency", {
    description: "commands say what commands do, queries what queries do, and none says both",
    check: (entry) => {
      const said = entry as unknown as Readonly<Record<string, unknown>>;
      if (!Object.hasOwn(fieldsOf, entry.type))
        return `the type is ${describe(entry.type)}; there are "command" and "query"`;
      const { own, others } = fieldsOf[entry.type];
      return [
        ...own.filter((field) => said[field] === undefined).map((field) => `a ${entry.type} says ${field}`),
        ...others
          .filter((field) => said[field] !== undefined)
          .map((field) => `a ${entry.type} does not say ${field}`),
      ];
    },
    breaks: (entry) => ({ ...entry, type: "command", paginated: true }),
  }),
  eachEntry<OperationMetadata>("names-are-given-once", "consistency", {
    description: "no operation names an event or a dependency twice",
    check: ({ emits = [], dependencies = [] }) => [
      ...repeated(emits).map((event) => `the event ${describe(event)} is named twice`),
      ...repeated(dependencies).map((name) => `the dependency ${describe(name)} is named twice`),
    ],
    breaks: (entry) => ({ ...entry, dependencies: ["twice", "twice"] }),
  }),
  eachEntry<OperationMetadata>("commands-leave-a-trace", "statistics", {
    description: "every command runs in a transaction, emits an event or gives a result",
    severity: "warning",
    check: (entry) => {
      if (entry.type !== "command") return "skip";
      const leaves = entry.transaction || entry.emits.length > 0 || entry.result !== undefined;
      return leaves || "the command neither runs in a transaction nor emits nor gives anything";
    },
    breaks: (entry) => {
      if (entry.type !== "command") return undefined;
      const { result: _result, ...rest } = entry;
      return { ...rest, transaction: false, emits: [] };
    },
  }),
];

/** What either type says, and what only the other one does. */
const fieldsOf = {
  command: { own: ["emits", "transaction"], others: ["cache", "paginated"] },
  query: { own: ["result", "cache", "paginated"], others: ["emits", "transaction"] },
} as const;

function rulesOfNames(verbs: ReadonlySet<string>): readonly OperationRule[] {
  return [
    eachEntry<OperationMetadata>("commands-begin-with-a-verb", "patterns", {
      description: "every command's id begins with a verb",
      fix: "rename it, or give the verb to defineOperationKind()",
      check: ({ id, type }) => {
        if (type !== "command") return "skip";
        return (
          verbs.has(firstWord(id)) ||
          `${describe(id)} begins with ${describe(firstWord(id))}, which is no verb that is known`
        );
      },
      breaks: (entry) => (entry.type === "command" ? { ...entry, id: `UserOf${entry.id}` } : undefined),
    }),
    eachEntry<OperationMetadata>("queries-begin-with-get-or-list", "patterns", {
      description: "every query's id begins with get or list",
      check: ({ id, type }) => {
        if (type !== "query") return "skip";
        return queryVerbs.has(firstWord(id)) || `${describe(id)} begins with ${describe(firstWord(id))}`;
      },
      breaks: (entry) => (entry.type === "query" ? { ...entry, id: `Delete${entry.id}` } : undefined),
    }),
  ];
}

const rulesOfPages: readonly OperationRule[] = [
  eachEntry<OperationMetadata>("paginated-queries-list", "patterns", {
    description: "a query that gives pages begins with list",
    check: ({ id, paginated }) => {
      if (paginated !== true) return "skip";
      return firstWord(id) === "list" || `${describe(id)} gives pages`;
    },
    breaks: (entry) => (entry.type === "query" ? { ...entry, id: "GetAll", paginated: true } : undefined),
  }),
  eachEntry<OperationMetadata>("lists-are-paginated", "future-proofing", {
    description: "a query that begins with list gives pages, because lists grow",
    severity: "warning",
    check: ({ id, type, paginated }) => {
      if (type !== "query" || firstWord(id) !== "list") return "skip";
      return paginated || `${describe(id)} gives all at once`;
    },
    breaks: (entry) => (entry.type === "query" ? { ...entry, id: "ListAll", paginated: false } : undefined),
  }),
];

/** A handler that serves two commands is given a fiction by one of them. */
function oneHandlerEach(): OperationRule {
  return wholeRegistry<OperationMetadata>("handlers-serve-one", "consistency", {
    description: "no two operations have the same handler",
    check: (subject) => {
      const owners = new Map<unknown, string>();
      const verdicts = [];
      let subjects = 0;
      for (const { id } of subject.entries) {
        const handler = implementationOf(subject, "handler", id);
        if (typeof handler !== "function") continue;
        subjects++;
        const other = owners.get(handler);
        if (other === undefined) owners.set(handler, id);
        else verdicts.push({ id, slot: "handler", message: `${id} has the same handler as ${other}` });
      }
      return { subjects, skipped: subject.entries.length - subjects, verdicts };
    },
    breaks: (subject) => {
      const handled = subject.entries.find(
        ({ id }) => implementationOf(subject, "handler", id) !== undefined,
      );
      if (handled === undefined) return undefined;
      const twin = { ...handled, id: `${handled.id}Twin` };
      const handler = implementationOf(subject, "handler", handled.id);
      const implementations = {
        ...subject.implementations,
        handler: { ...subject.implementations?.["handler"], [twin.id]: handler },
      };
      return { ...subject, entries: [...subject.entries, twin], implementations };
    },
  });
}

/** Without the namespace, as that of `auth.RegisterUser`. */
function ownName(id: string): string {
  return id.slice(id.lastIndexOf(".") + 1);
}

function firstWord(id: string): string {
  return ownName(id)
    .replace(/^(\p{Lu}?[^\p{Lu}_-]*).*$/su, "$1")
    .toLowerCase();
}

function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) < index))];
}
