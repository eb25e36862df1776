import { describe, expect, test } from "vitest";
import { typeErrors } from "../../support/type-check.js";

const providers = `
import { createProvider, createProviders, defineProviderKind, defineRegistry, oauthProviders, providersWith, wire } from "bailiwick/metadata";
interface Settings { readonly id: string; readonly secret: string; readonly key: string; readonly retries: number }
interface Capabilities {
  readonly accounts: { listAccounts(): string[] };
  readonly transactions: { listTransactions(account: string): number[] };
}
const kind = defineProviderKind<Settings, Capabilities, "bank" | "broker">()({
  capabilities: { accounts: ["listAccounts"], transactions: ["listTransactions"] },
});
const registry = defineRegistry(kind, {
  schwab: {
    displayName: "Schwab", category: "broker", productionReady: true,
    auth: { type: "oauth", credentials: { clientId: "id", clientSecret: "secret" } },
    capabilities: ["accounts", "transactions"], settings: ["retries"],
  },
  alpaca: {
    displayName: "Alpaca", category: "broker", productionReady: true,
    auth: { type: "api_key", credentials: { key: "key" } }, capabilities: ["accounts"],
  },
});
const oauth = { authorizationUrl: (state: string) => state, exchangeCode: async () => ({ accessToken: "" }), refreshTokens: async () => ({ accessToken: "" }) };
const factory = {
  schwab: () => ({ ...oauth, listAccounts: () => [], listTransactions: () => [] }),
  alpaca: ({ key }: { key: string }) => ({ listAccounts: () => [key] }),
};
const wiring = wire(registry, { factory });
void [createProvider, createProviders, oauthProviders, providersWith, oauth, factory, wiring];
`;

const operations = `
import { createDispatcher, defineOperationKind, defineRegistry, type, wire } from "bailiwick/metadata";
interface Dependencies { readonly users: Map<string, string>; readonly mail: { send(to: string): void } }
interface Events { readonly "user.registered": { readonly name: string }; readonly "user.left": { readonly name: string } }
const kind = defineOperationKind<Dependencies, Events>()();
const registry = defineRegistry(kind, {
  RegisterUser: {
    type: "command", category: "auth", input: type<{ name: string }>(), result: type<{ id: string }>(),
    emits: ["user.registered"], transaction: false, dependencies: ["users"],
  },
  ListUsers: {
    type: "query", category: "auth", input: type<{ like: string }>(), result: type<{ id: string }>(), cache: "short", paginated: true,
  },
});
const handler = {
  RegisterUser: () => ({ name }: { name: string }) => ({ id: name }),
  ListUsers: () => async () => ({ items: [{ id: "a" }] }),
};
const dispatcher = createDispatcher(wire(registry, { handler }), { users: new Map(), mail: { send: () => {} } }, { publish: () => {} });
void [dispatcher, type];
`;

const flags = `
import { defineFeatureFlagKind, defineFeatureFlags, evaluateFlag, evaluateFlags, wire } from "bailiwick/metadata";
const kind = defineFeatureFlagKind<{ readonly plan: "free" | "paid" }>()({ environments: ["staging", "production"] });
const registry = defineFeatureFlags(kind, {
  search: { description: "", owner: "", environments: ["production"], rollout: 5, expires: "2027-01-01", variants: { a: 50, b: 50 } },
  export: { description: "", owner: "", environments: ["staging"], rollout: 5, permanent: "Paid.", dependsOn: ["search"], requires: { enabled: true } },
});
void [evaluateFlag, evaluateFlags, registry, wire];
`;

/** What the compiler says of a text behind a prelude, as `line: code` from its own first line. */
function errorsOf(prelude: string, source: string): readonly string[] {
  const before = prelude.split("\n").length - 1;
  const found = typeErrors(`${prelude}${source}\nexport {};\n`);
  return found.map(({ line, code }) => `${line - before}: TS${code}`);
}

/** The places that have to be named, marked by `// <- TS1234`. */
function expectedIn(source: string): readonly string[] {
  return source.split("\n").flatMap((line, index) => {
    const code = /\/\/ <- (TS\d+)$/.exec(line)?.[1];
    return code === undefined ? [] : [`${index + 1}: ${code}`];
  });
}

describe("what has to compile", () => {
  test.each([
    [
      "providers",
      providers,
      `wire(registry, { factory: {
  schwab: ({ id, retries }, { entry }) => ({ ...oauth, listAccounts: () => [id, entry.displayName], listTransactions: () => [retries] }),
  alpaca: factory.alpaca,
} });
const held = createProviders(wiring, process.env as { key?: string });
const accounts: string[] = held.get("alpaca").listAccounts();
for (const id of providersWith(registry, "transactions")) held.get(id).listTransactions(accounts[0]!) satisfies number[];
for (const id of oauthProviders(registry)) createProvider(wiring, id, { id: "a", secret: undefined }).authorizationUrl(id) satisfies string;`,
    ],
    [
      "operations",
      operations,
      `const id: Promise<string> = dispatcher.execute("RegisterUser", { name: "a" }).then((made) => made.id);
dispatcher.execute("ListUsers", { like: "a" }).then(({ items, next }) => [items[0]?.id, next]);
wire(registry, { handler: {
  RegisterUser: ({ users }) => async ({ name }, { entry, emit, emitOnSuccess }) => {
    users.set(name, entry.category satisfies "auth");
    await emit("user.registered", { name });
    emitOnSuccess("user.registered", { name });
    return { id: name };
  },
  ListUsers: handler.ListUsers,
} });
void id;`,
    ],
    [
      "feature flags",
      flags,
      `const variant: "a" | "b" | undefined = evaluateFlag(registry, "search", { environment: "production", unit: "u" }).variant;
const wiring = wire(registry, { enabled: { export: ({ attributes, entry }) => attributes?.plan === "paid" && entry.rollout === 5 } });
const all = evaluateFlags(wiring, { environment: "staging", attributes: { plan: "free" } });
all.export.enabled satisfies boolean;
void variant;`,
    ],
  ])("does: %s", (_of, prelude, source) => {
    expect(errorsOf(prelude, source)).toEqual([]);
  });
});

describe("what must not compile is refused at the line to mend:", () => {
  test.each([
    [
      "a factory that reads a setting which its entry does not name",
      `wire(registry, { factory: { ...factory,
  alpaca: ({ secret }) => ({ listAccounts: () => [secret] }), // <- TS2339
} });`,
    ],
    [
      "an object without a method of a capability",
      `wire(registry, { factory: { ...factory,
  schwab: () => ({ ...oauth, listAccounts: () => [] }), // <- TS2322
} });`,
    ],
    [
      "an object without the methods of OAuth",
      `wire(registry, { factory: { ...factory,
  schwab: () => ({ listAccounts: () => [], listTransactions: () => [] }), // <- TS2322
} });`,
    ],
    [
      "a method that gives something else",
      `wire(registry, { factory: { ...factory,
  alpaca: () => ({ listAccounts: () => [1] }), // <- TS2322
} });`,
    ],
    [
      "a setting that there is not",
      `defineRegistry(kind, { x: { displayName: "", category: "bank", productionReady: true, capabilities: ["accounts"],
  auth: { type: "api_key", credentials: { key: "kye" } }, // <- TS2322
} });`,
    ],
    [
      "a sign-in without a credential",
      `defineRegistry(kind, { x: { displayName: "", category: "bank", productionReady: true, capabilities: ["accounts"],
  auth: { type: "oauth", credentials: { clientId: "id" } }, // <- TS2322
} });`,
    ],
    [
      "a provider without capabilities",
      `defineRegistry(kind, { x: { displayName: "", category: "bank", productionReady: true, auth: { type: "file_import", formats: ["csv"] },
  capabilities: [], // <- TS2322
} });`,
    ],
    [
      "a capability that there is not",
      `defineRegistry(kind, { x: { displayName: "", category: "bank", productionReady: true, auth: { type: "file_import", formats: ["csv"] },
  capabilities: ["loans"], // <- TS2322
} });`,
    ],
    [
      "a list that lacks a method of a capability",
      `defineProviderKind<Settings, { a: { one(): void; two(): void } }>()({ capabilities: {
  a: ["one"], // <- TS2322
} });`,
    ],
    [
      "a method that a provider may not have",
      `createProviders(wiring, {})
  .get("alpaca").listTransactions("a"); // <- TS2339`,
    ],
    [
      "an id that there is not",
      `createProvider(wiring,
  "alpacca", {}); // <- TS2345`,
    ],
    [
      "a setting of the wrong type",
      `createProvider(wiring, "alpaca", {
  key: 1 }); // <- TS2322`,
    ],
  ])("%s", (_what, source) => {
    expect(errorsOf(providers, source)).toEqual(expectedIn(source));
  });

  test.each([
    [
      "a dependency that the entry does not name",
      `wire(registry, { handler: { ...handler,
  RegisterUser: ({ mail }) => ({ name }) => ({ id: name }), // <- TS2339
} });`,
    ],
    [
      "an event that the entry does not name",
      `wire(registry, { handler: { ...handler,
  RegisterUser: () => async ({ name }, { emit }) => {
    await emit("user.left", { name }); // <- TS2345
    return { id: name };
  },
} });`,
    ],
    [
      "a payload that is not the event's",
      `wire(registry, { handler: { ...handler,
  RegisterUser: () => async ({ name }, { emit }) => {
    await emit("user.registered", { nam: name }); // <- TS2561
    return { id: name };
  },
} });`,
    ],
    [
      "a query that emits",
      `wire(registry, { handler: { ...handler,
  ListUsers: () => (_input, { emit }) => ({ items: [] }), // <- TS2339
} });`,
    ],
    [
      "a result that is not the entry's",
      `wire(registry, { handler: { ...handler,
  RegisterUser: () => ({ name }) => ({ id: 1 }), // <- TS2322
} });`,
    ],
    [
      "a paginated query that gives no page",
      `wire(registry, { handler: { ...handler,
  ListUsers: () => () => [{ id: "a" }], // <- TS2322
} });`,
    ],
    [
      "input that is not the entry's",
      `dispatcher.execute("RegisterUser", {
  nam: "a" }); // <- TS2561`,
    ],
    [
      "an event that there is not",
      `defineRegistry(kind, { RunIt: { type: "command", category: "x", input: type(), transaction: false,
  emits: ["user.gone"], // <- TS2322
} });`,
    ],
    [
      "a query without a result",
      `defineRegistry(kind, {
  GetIt: { type: "query", category: "x", input: type(), cache: "none", paginated: false }, // <- TS2322
});`,
    ],
    [
      "dependencies that are missing",
      `createDispatcher(wire(registry, { handler }),
  { users: new Map() }); // <- TS2345`,
    ],
  ])("%s", (_what, source) => {
    expect(errorsOf(operations, source)).toEqual(expectedIn(source));
  });

  const rest = `description: "", owner: "", rollout: 5`;
  test.each([
    [
      "a flag that depends on what there is not",
      `defineFeatureFlags(kind, { x: { ${rest}, environments: ["staging"], permanent: "p",
  dependsOn: ["y"], // <- TS2322
} });`,
    ],
    [
      "an environment that there is not",
      `defineFeatureFlags(kind, { x: { ${rest}, permanent: "p",
  environments: ["stagging"], // <- TS2820
} });`,
    ],
    [
      "a flag with neither an end nor a reason",
      `defineFeatureFlags(kind, {
  x: { ${rest}, environments: ["staging"] }, // <- TS2322
});`,
    ],
    [
      "a misspelt field",
      `defineFeatureFlags(kind, { x: { ${rest}, environments: ["staging"], permanent: "p",
  rolout: 7, // <- TS2322
} });`,
    ],
    [
      "an environment that nobody is in",
      `evaluateFlag(registry, "search", {
  environment: "prod" }); // <- TS2322`,
    ],
    [
      "attributes that there are not",
      `evaluateFlag(registry, "search", { environment: "staging",
  attributes: { plan: "gold" } }); // <- TS2322`,
    ],
    [
      "a flag that is misspelt",
      `evaluateFlag(registry,
  "serach", { environment: "staging" }); // <- TS2345`,
    ],
    [
      "an implementation that nobody asked for",
      `wire(registry, { enabled: { export: () => true,
  search: () => true, // <- TS2353
} });`,
    ],
  ])("%s", (_what, source) => {
    expect(errorsOf(flags, source)).toEqual(expectedIn(source));
  });
});
