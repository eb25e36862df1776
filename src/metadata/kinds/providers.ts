import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { defineKind, extendKind, slot } from "../kind.js";
import type { Rule } from "../rule.js";
import type {
  CapabilityMethods,
  ProviderFactorySlot,
  ProviderKind,
  ProviderMetadata,
} from "../runtime/provider-metadata.js";
import { providerRules } from "./provider-rules.js";

declare const fault: unique symbol;

/** What no value has; its parameter is what the compiler says of methods that were left out of a list. */
interface MethodsNotListed<_Left> {
  readonly [fault]: never;
}

type EveryMethod<Capabilities, Listed> = {
  readonly [C in keyof Capabilities & string]: C extends keyof Listed
    ? Listed[C] extends readonly (infer M)[]
      ? [keyof Capabilities[C]] extends [M]
        ? unknown
        : MethodsNotListed<Exclude<keyof Capabilities[C], M>>
      : never
    : unknown;
};

/** What a kind of providers is made of. */
export interface ProviderKindParts<Settings extends object, Listed> {
  /** By capability, the names of all its methods. */
  readonly capabilities: Listed;
  /** Settings that providers can be built of to try them; by default each is a made-up text. */
  readonly sampleSettings?: { readonly [S in keyof Settings]?: Settings[S] };
}

/**
 * A kind whose entries are providers of something outside: banks, payment services, mail. The types say what settings the
 * application has and what methods each capability means; entries name some of both, and a factory that reads a setting which
 * its entry does not name, or builds an object without one of its capabilities' methods, does not compile.
 *
 * @example
 * ```ts
 * import { createProviders, defineProviderKind, defineRegistry, wire } from "bailiwick/metadata";
 *
 * interface Settings {
 *   alpacaKey: string;
 * }
 * interface Capabilities {
 *   accounts: { listAccounts(): Promise<readonly string[]> };
 * }
 * const kind = defineProviderKind<Settings, Capabilities>()({ capabilities: { accounts: ["listAccounts"] } });
 * const registry = defineRegistry(kind, {
 *   alpaca: {
 *     displayName: "Alpaca",
 *     category: "brokerage",
 *     auth: { type: "api_key", credentials: { key: "alpacaKey" } },
 *     capabilities: ["accounts"],
 *     productionReady: true,
 *   },
 * });
 * const wiring = wire(registry, {
 *   factory: { alpaca: ({ alpacaKey }) => ({ listAccounts: async () => [`account of ${alpacaKey}`] }) },
 * });
 * const providers = createProviders(wiring, { alpacaKey: "key-1" });
 * console.log(await providers.get("alpaca").listAccounts()); // => [ 'account of key-1' ]
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function defineProviderKind<
  Settings extends object,
  Capabilities extends object,
  Category extends string = string,
>() {
  return <const Listed extends CapabilityMethods<Capabilities>>(
    parts: ProviderKindParts<Settings, Listed & EveryMethod<Capabilities, Listed>>,
  ): ProviderKind<Settings, Capabilities, Category> => {
    refuseUnknownOptions(parts, ["capabilities", "sampleSettings"], "defineProviderKind()");
    const capabilities = readCapabilities(parts.capabilities);
    const { sampleSettings = {} } = parts;
    if (typeof sampleSettings !== "object" || sampleSettings === null)
      throw optionInvalid("sampleSettings", "defineProviderKind()", "an object of settings", sampleSettings);
    type Metadata = ProviderMetadata<keyof Settings & string, keyof Capabilities & string, Category>;
    const kind = defineKind<Metadata>()({
      name: "providers",
      description: "Providers of something outside, each built of the settings that it names.",
      slots: {
        factory: slot<ProviderFactorySlot<Settings, Capabilities>>()({
          default: true,
          description: "Builds the provider.",
        }),
      },
      // To the rules one name is like another; which of them the types allow is no matter to them.
      rules: providerRules(capabilities, sampleSettings) as unknown as readonly Rule<Metadata>[],
    });
    return extendKind(kind, { capabilities });
  };
}

function readCapabilities(listed: unknown): ProviderKind["capabilities"] {
  const isListOfNames = (value: unknown) =>
    Array.isArray(value) && value.every((name) => typeof name === "string");
  if (typeof listed !== "object" || listed === null || !Object.values(listed).every(isListOfNames)) {
    throw optionInvalid(
      "capabilities",
      "defineProviderKind()",
      "an object with a list of methods for each capability",
      listed,
    );
  }
  return Object.fromEntries(
    Object.entries(listed as ProviderKind["capabilities"]).map(([name, methods]) => [name, [...methods]]),
  );
}
