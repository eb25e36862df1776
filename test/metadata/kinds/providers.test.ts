import { describe, expect, test } from "vitest";
import { defineProviderKind, defineRegistry, type AnyRegistry } from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { found, subjectOf } from "../rules.js";
import { factories, providerKind, providers, type Capabilities, type Settings } from "../sample-providers.js";

const implementations = { factory: factories };

/** The sample with something that the types would not allow. */
function providersWithEntry(id: string, changed: object): AnyRegistry {
  const entries = Object.fromEntries(providers.entries().map(({ id: key, ...entry }) => [key, entry]));
  return defineRegistry(providerKind, { ...entries, [id]: { ...entries["alpaca"], ...changed } } as never);
}

describe("a kind of providers", () => {
  test("has one slot, which every entry needs", () => {
    expect(providers.needs("chase", "factory")).toBe(true);
    expect(Object.keys(providerKind.slots)).toEqual(["factory"]);
    expect(providerKind.capabilities).toEqual({
      accounts: ["listAccounts"],
      transactions: ["listTransactions", "countTransactions"],
    });
    expect(Object.isFrozen(providerKind.capabilities["accounts"])).toBe(true);
  });

  test.each([[undefined], [null], [{ accounts: "listAccounts" }], [{ accounts: [1] }]])(
    "refuses %j as capabilities",
    (capabilities) => {
      const make = defineProviderKind<Settings, Capabilities>();
      const error = caught(() => make({ capabilities: capabilities as never }));
      expect(error.message).toContain(
        "The option capabilities of defineProviderKind() must be an object with a list of methods for each capability",
      );
    },
  );

  test("refuses what else it does not know", () => {
    const make = defineProviderKind<object, object>();
    expect(caught(() => make({ capabilities: {}, sampleSettings: null as never })).code).toBe(
      "OPTION_INVALID",
    );
    expect(caught(() => make({ capability: {} } as never)).message).toContain(
      '(did you mean "capabilities"?)',
    );
  });
});

describe("the rules of providers", () => {
  test.each(providerKind.rules)("$id finds nothing in the sample", ({ id }) => {
    expect(found(providers, id, implementations)).toEqual([]);
  });

  test.each(providerKind.rules)("$id finds the defect that it exists for", (rule) => {
    const broken = rule.breaks?.(subjectOf(providers, implementations) as never);
    expect(broken).toBeDefined();
    expect(rule.check(broken!).verdicts).not.toEqual([]);
  });

  test.each(providerKind.rules)("$id has nothing to break in a registry without entries", (rule) => {
    const empty = subjectOf(defineRegistry(providerKind, {}), { factory: {} }) as never;
    expect(rule.breaks?.(empty)).toBeUndefined();
    expect(found(defineRegistry(providerKind, {}), rule.id).length).toBe(
      rule.id === "capabilities-are-used" ? 2 : 0,
    );
  });

  test.each([
    [
      "providers-are-named",
      { displayName: " ", category: "" },
      ["x: the display name is blank", "x: the category is blank"],
    ],
    [
      "capabilities-are-known",
      { capabilities: ["acounts", "accounts", "accounts"] },
      [
        'x: the capability "acounts" is not known (did you mean "accounts"?); there are "accounts" and "transactions"',
        'x: the capability "accounts" is named twice',
      ],
    ],
    ["capabilities-are-known", { capabilities: [] }, ["x: it has no capability"]],
    [
      "credentials-fit-the-sign-in",
      { auth: { type: "certificate", credentials: { certificate: "file" } } },
      ["x: a sign-in with certificate needs the credential privateKey"],
    ],
    [
      "credentials-fit-the-sign-in",
      { auth: { type: "password" } },
      [
        'x: the sign-in "password" is not known; there are "oauth", "api_key", "link_token", "certificate" and "file_import"',
      ],
    ],
    [
      "settings-are-named-once",
      { settings: ["alpacaKey", " "] },
      ['x: the setting "alpacaKey" is named twice', "x: a setting's name is blank"],
    ],
    [
      "documentation-is-found",
      { documentationUrl: "docs" },
      ['x: the documentation is at "docs", which is no address with https'],
    ],
    [
      "display-names-differ",
      { displayName: " chase ", auth: { type: "file_import", formats: ["csv"] } },
      ["x: x has the same display name as chase"],
    ],
    ["credentials-are-their-own", {}, ['x: x signs in with the setting "alpacaKey", as alpaca does']],
  ])("%s finds what is wrong: %#", (rule, changed, findings) => {
    expect(found(providersWithEntry("x", changed), rule)).toEqual(findings);
  });

  test("ids-are-slugs", () => {
    expect(found(providersWithEntry("Big.Bank", {}), "ids-are-slugs")).toEqual([
      'Big.Bank: "Big.Bank" is no slug',
    ]);
  });

  test("a capability that nobody has, and that nobody is ready, are told", () => {
    const registry = defineRegistry(providerKind, {
      alpaca: {
        displayName: "Alpaca",
        category: "brokerage",
        auth: { type: "api_key", credentials: { key: "alpacaKey" } },
        capabilities: ["accounts"],
        productionReady: false,
      },
    });
    expect(found(registry, "capabilities-are-used")).toEqual([
      'no provider has the capability "transactions"',
    ]);
    expect(found(registry, "some-provider-is-ready")).toEqual(["no provider is ready for production"]);
  });
});

describe("that providers can be built", () => {
  const findings = (schwab: unknown) =>
    found(providers, "providers-can-be-built", { factory: { ...factories, schwab } });

  test("is tried with made-up texts, or the samples of the kind", () => {
    const seen: object[] = [];
    findings((settings: object) => {
      seen.push(settings);
      return factories.schwab(settings as Settings, { entry: providers.get("schwab") });
    });
    expect(seen).toEqual([
      {
        schwabClientId: "sample-schwabClientId",
        schwabClientSecret: "sample-schwabClientSecret",
        retries: 3,
      },
    ]);
  });

  test("is found wanting where a factory throws, or builds something else", () => {
    const refuse = () => {
      throw new Error("not a real secret");
    };
    expect(findings(refuse)).toEqual([
      "schwab: schwab cannot be built of made-up settings: not a real secret",
    ]);
    expect(findings(() => ({}))).toHaveLength(6);
    expect(findings(async () => Promise.resolve({}))).toEqual([
      "schwab: of schwab, its factory gives a promise; let the methods wait, not the factory",
    ]);
  });

  test("is left out where there are no factories", () => {
    const rule = providerKind.rules.find(({ id }) => id === "providers-can-be-built");
    expect(rule?.check(subjectOf(providers) as never)).toMatchObject({ subjects: 0, skipped: 3 });
  });
});
