import { describe, expect, test } from "vitest";
import {
  createProvider,
  createProviders,
  defineRegistry,
  oauthProviders,
  providersWith,
  wire,
  type SettingsFor,
  type Wiring,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { factories, providerKind, providers } from "../sample-providers.js";

const settings = { schwabClientId: "id", schwabClientSecret: "secret", alpacaKey: "key", retries: 2 };
const wiring = wire(providers, { factory: factories });

/** A wiring with a factory as nobody could write it in TypeScript. */
function wiringWith(schwab: unknown): Wiring<typeof providers> {
  return wire(providers, { factory: { ...factories, schwab: schwab as typeof factories.schwab } });
}

describe("a provider", () => {
  test("is built of the settings that its entry names, and has the methods of its entry", async () => {
    const schwab = createProvider(wiring, "schwab", settings);
    expect(await schwab.listAccounts()).toEqual(["id:secret:2"]);
    expect(schwab.authorizationUrl("abc")).toBe("https://api.schwab.com/read?state=abc");
  });

  test("is given nothing that its entry does not name", () => {
    let given: object = {};
    const nosy = wiringWith((all: object, context: object) => {
      given = { all, context };
      throw new Error("enough");
    });
    caught(() => createProvider(nosy, "schwab", settings));
    expect(given).toEqual({
      all: { schwabClientId: "id", schwabClientSecret: "secret", retries: 2 },
      context: { entry: providers.get("schwab") },
    });
    expect(Object.isFrozen((given as { all: object }).all)).toBe(true);
  });

  test("that does not exist is refused, with one that may be meant", () => {
    const error = caught(() => createProvider(wiring, "shwab" as "schwab", settings));
    expect(error).toMatchObject({ code: "METADATA_ENTRY_UNKNOWN" });
    expect(error.message).toBe(
      'The registry "providers" has no entry "shwab" (did you mean "schwab"?).\n  hint: known are "schwab", "alpaca" and "chase".',
    );
  });

  test.each([
    [{}, ["schwabClientId", "schwabClientSecret", "retries"]],
    [{ ...settings, schwabClientSecret: " " }, ["schwabClientSecret"]],
    [{ ...settings, retries: undefined }, ["retries"]],
    [{ ...settings, retries: null as never }, ["retries"]],
  ] satisfies [SettingsFor<typeof providers>, string[]][])(
    "without settings %j names all that are missing",
    (given, missing) => {
      const error = caught(() => createProvider(wiring, "schwab", given));
      expect(error).toMatchObject({
        code: "PROVIDER_NOT_CONFIGURED",
        details: { provider: "schwab", missing },
      });
    },
  );

  test("without settings says how many are missing, and which", () => {
    expect(caught(() => createProvider(wiring, "schwab", { retries: 0 })).message).toBe(
      'The provider "schwab" lacks 2 settings: "schwabClientId" and "schwabClientSecret".\n' +
        "  hint: set what is missing (see https://developer.schwab.com), or ask configured() which providers can be used.",
    );
  });

  test("that needs none is built without any", async () => {
    expect(await createProvider(wiring, "chase", {}).listAccounts()).toEqual(["checking"]);
  });

  test.each([
    [() => null, "its factory gives null and no object"],
    [
      async () => Promise.reject(new Error("late")),
      "its factory gives a promise; let the methods wait, not the factory",
    ],
    [
      () => ({
        listAccounts: 1,
        listTransactions: () => [],
        authorizationUrl: () => "",
        exchangeCode: () => "",
      }),
      "the method listAccounts() of its capability accounts is missing; the method countTransactions() of its capability " +
        "transactions is missing; the method refreshTokens() of OAuth is missing",
    ],
  ])("that is built wrongly is refused: %#", (factory, fault) => {
    const error = caught(() => createProvider(wiringWith(factory), "schwab", settings));
    expect(error.code).toBe("PROVIDER_INVALID");
    expect(error.message).toBe(`The provider "schwab" of "providers" cannot be built: ${fault}.`);
  });

  test("whose factory throws says what it threw", () => {
    const thrown = new Error("no network");
    const failing = wiringWith(() => {
      throw thrown;
    });
    expect(caught(() => createProvider(failing, "schwab", settings))).toMatchObject({
      code: "PROVIDER_INVALID",
      cause: thrown,
    });
  });

  test("may be an object of a class", () => {
    class Bank {
      async listAccounts(): Promise<readonly string[]> {
        return Promise.resolve(["of a class"]);
      }
    }
    const ofClass = wire(providers, { factory: { ...factories, alpaca: () => new Bank() } });
    expect(createProvider(ofClass, "alpaca", settings)).toBeInstanceOf(Bank);
  });

  test("may be a function with methods", () => {
    const ofFunctions = wire(providers, {
      factory: {
        ...factories,
        alpaca: () => Object.assign(() => undefined, { listAccounts: async () => Promise.resolve([]) }),
      },
    });
    expect(createProvider(ofFunctions, "alpaca", settings)).toBeTypeOf("function");
  });

  test("of an entry with a capability that the kind does not know has whatever it has", () => {
    const { id: _id, ...alpacaEntry } = providers.get("alpaca");
    const entry = { ...alpacaEntry, capabilities: ["loans"] };
    const registry = defineRegistry(providerKind, { alpaca: entry } as never) as unknown as typeof providers;
    const { alpaca } = factories;
    const loans = wire(registry, { factory: { alpaca } }, { mode: "graceful" });
    expect(createProvider(loans, "alpaca", settings)).toHaveProperty("listAccounts");
  });

  test("that a graceful wiring lacks is refused when it is asked for", () => {
    const { schwab, chase } = factories;
    const partial = wire(providers, { factory: { schwab, chase } }, { mode: "graceful" });
    expect(caught(() => createProvider(partial, "alpaca", settings))).toMatchObject({
      code: "METADATA_WIRING_INCOMPLETE",
      details: { registry: "providers", id: "alpaca", slot: "factory" },
    });
  });

  test.each([
    ["a wiring of a registry of providers", undefined, settings],
    ["a wiring of a registry of providers", { ...wiring, registry: { kind: null } }, settings],
    ["an object of settings", wiring, null],
  ])("needs %s", (expected, ofWhat, given) => {
    const error = caught(() => createProvider(ofWhat as typeof wiring, "alpaca", given as typeof settings));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(`createProvider() needs ${expected}, but was given`);
  });
});

describe("a holder of providers", () => {
  test("builds each when it is first asked for, and keeps it", () => {
    let built = 0;
    const counting = wiringWith((...given: Parameters<typeof factories.schwab>) => {
      built++;
      return factories.schwab(...given);
    });
    const held = createProviders(counting, settings);
    expect(built).toBe(0);
    expect(held.get("schwab")).toBe(held.get("schwab"));
    expect(built).toBe(1);
    expect(held.registry).toBe(providers);
  });

  test("tries again what failed", () => {
    let tries = 0;
    const flaky = wiringWith((...given: Parameters<typeof factories.schwab>) => {
      if (++tries === 1) throw new Error("not yet");
      return factories.schwab(...given);
    });
    const held = createProviders(flaky, settings);
    expect(caught(() => held.get("schwab")).code).toBe("PROVIDER_INVALID");
    expect(held.get("schwab").authorizationUrl("a")).toContain("state=a");
  });

  test("knows which are configured, and what the others lack", () => {
    const changing: { alpacaKey?: string } = {};
    const held = createProviders(wiring, changing);
    changing.alpacaKey = "too late";
    expect(held.configured()).toEqual(["chase"]);
    expect(held.missingSettings("alpaca")).toEqual(["alpacaKey"]);
    expect(caught(() => held.missingSettings("nobody" as "chase")).code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(caught(() => held.get("alpaca")).code).toBe("PROVIDER_NOT_CONFIGURED");
    expect(createProviders(wiring, settings).configured()).toEqual(["schwab", "alpaca", "chase"]);
  });

  test("takes its settings from the environment as it is", () => {
    const environment: Readonly<Record<string, string | undefined>> = { alpacaKey: "from outside" };
    const { alpacaKey } = environment;
    expect(createProviders(wiring, { alpacaKey }).configured()).toEqual(["alpaca", "chase"]);
  });

  test.each([[null], ["settings"]])("refuses %j as settings", (given) => {
    expect(caught(() => createProviders(wiring, given as never)).code).toBe("OPTION_INVALID");
  });
});

describe("the providers that can do something", () => {
  test("are found by capability, with types that know it", async () => {
    const ids = providersWith(providers, "transactions");
    expect(ids).toEqual(["schwab", "chase"]);
    const held = createProviders(wiring, settings);
    const counts = ids.map(async (id) => held.get(id).countTransactions("a"));
    expect(await Promise.all(counts)).toEqual([1, 0]);
  });

  test("are found by their sign-in", () => {
    const [first] = oauthProviders(providers);
    expect(oauthProviders(providers)).toEqual(["schwab"]);
    expect(createProvider(wiring, first!, settings).authorizationUrl("b")).toContain("state=b");
  });

  test("are none of a capability that the kind does not know", () => {
    expect(caught(() => providersWith(providers, "loans")).message).toBe(
      'providersWith() needs one of the capabilities "accounts" or "transactions", but was given "loans".',
    );
  });

  test("are looked for in a registry of providers only", () => {
    expect(caught(() => providersWith(null as never, "accounts")).code).toBe("OPTION_INVALID");
    expect(caught(() => oauthProviders([] as never)).code).toBe("OPTION_INVALID");
    const empty = defineRegistry(providerKind, {});
    expect(providersWith(empty, "accounts")).toEqual([]);
  });
});
