import { deepFreeze, identifierFault, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { defineKind, slot } from "../kind.js";
import type { Rule } from "../rule.js";
import type {
  OperationHandlerSlot,
  OperationKind,
  OperationMetadata,
} from "../runtime/operation-metadata.js";
import { commandVerbs, operationRules } from "./operation-rules.js";

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
    const kind = defineKind<Metadata>()({
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
    return deepFreeze({ ...kind });
  };
}
