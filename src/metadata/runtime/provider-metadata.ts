import { describe } from "../../kernel/index.js";
import type { Kind, Slot, TypeFunction } from "../kind.js";
import type { AnyRegistry, EntryOf, IdOf, ImplementationAt, KindOf } from "../registry.js";

/** How one signs in to a provider, with the names of the settings that hold the credentials. */
export type ProviderAuth<Setting extends string = string> =
  | {
      readonly type: "oauth";
      readonly credentials: { readonly clientId: Setting; readonly clientSecret: Setting };
      readonly scopes?: readonly string[];
    }
  | { readonly type: "api_key"; readonly credentials: { readonly key: Setting; readonly secret?: Setting } }
  | {
      readonly type: "link_token";
      readonly credentials: { readonly clientId: Setting; readonly secret: Setting };
    }
  | {
      readonly type: "certificate";
      readonly credentials: { readonly certificate: Setting; readonly privateKey: Setting };
    }
  | { readonly type: "file_import"; readonly formats: readonly [string, ...string[]] };

/** What is said of a provider. */
export interface ProviderMetadata<
  Setting extends string = string,
  Capability extends string = string,
  Category extends string = string,
> {
  readonly displayName: string;
  readonly category: Category;
  readonly auth: ProviderAuth<Setting>;
  /** What it can do; its object has the methods of each. */
  readonly capabilities: readonly [Capability, ...Capability[]];
  /** The settings it needs beside its credentials. */
  readonly settings?: readonly Setting[];
  readonly documentationUrl?: string;
  readonly productionReady: boolean;
}

/** What a sign-in with OAuth gives; times in milliseconds since 1970. */
export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresAt?: number;
}

/** The methods of a provider that one signs in to with OAuth. */
export interface OAuthMethods {
  /** Where the user is sent to consent. */
  authorizationUrl(state: string): string;
  /** The tokens for the code that the consent came back with. */
  exchangeCode(code: string): Promise<OAuthTokens>;
  /** New tokens for those that expire. */
  refreshTokens(refreshToken: string): Promise<OAuthTokens>;
}

/** The methods of each capability by name, for the run time, which knows no interfaces. */
export type CapabilityMethods<Capabilities extends object = Readonly<Record<string, object>>> = {
  readonly [C in keyof Capabilities & string]: readonly (keyof Capabilities[C] & string)[];
};

/** The settings that an entry names, as credentials or beside them. */
export type ProviderSetting<E> =
  | (E extends { readonly settings: readonly (infer Setting)[] } ? Setting : never)
  | (E extends { readonly auth: { readonly credentials: infer Credentials } }
      ? Credentials[keyof Credentials]
      : never);

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** What the factory of an entry has to build: an object with the methods of its capabilities and of its sign-in. */
export type ProviderObject<E, Capabilities> = (E extends {
  readonly capabilities: readonly (infer C extends keyof Capabilities)[];
}
  ? Intersection<Capabilities[C]>
  : never) &
  (E extends { readonly auth: { readonly type: "oauth" } } ? OAuthMethods : unknown);

/** Builds a provider of the settings that its entry names, which are all that it is given. */
export type ProviderFactory<E, Settings, Capabilities> = (
  settings: Readonly<Pick<Settings, ProviderSetting<E> & keyof Settings>>,
  context: { readonly entry: E },
) => ProviderObject<E, Capabilities>;

/** What the slot `factory` takes. */
export interface ProviderFactorySlot<Settings, Capabilities> extends TypeFunction {
  readonly out: ProviderFactory<this["in"], Settings, Capabilities>;
}

declare const settingsOf: unique symbol;

/** A kind whose entries are providers. Made by `defineProviderKind`. */
export interface ProviderKind<
  Settings extends object = object,
  Capabilities extends object = object,
  Category extends string = string,
> extends Kind<
  "providers",
  ProviderMetadata<keyof Settings & string, keyof Capabilities & string, Category>,
  { readonly factory: Slot<ProviderFactorySlot<Settings, Capabilities>, true> }
> {
  readonly [settingsOf]?: Settings;
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
}

/** The settings of an application, of which some may be missing. */
export type SettingsFor<R extends AnyRegistry> =
  KindOf<R> extends { readonly [settingsOf]?: infer Settings }
    ? { readonly [S in keyof Settings]?: Settings[S] | undefined }
    : never;

/** The object of a provider; without an id, that of any of them. */
export type ProviderOf<R extends AnyRegistry, I extends IdOf<R> = IdOf<R>> = {
  readonly [P in I]: ImplementationAt<R, "factory", P> extends (...given: never) => infer Built
    ? Built
    : never;
}[I];

/** The ids of the providers with a capability. */
export type IdsWithCapability<R extends AnyRegistry, C extends string> = {
  readonly [I in IdOf<R>]: EntryOf<R, I> extends { readonly capabilities: readonly (infer Has)[] }
    ? C extends Has
      ? I
      : never
    : never;
}[IdOf<R>];

/** The ids of the providers that one signs in to with OAuth. */
export type OAuthIds<R extends AnyRegistry> = {
  readonly [I in IdOf<R>]: EntryOf<R, I> extends { readonly auth: { readonly type: "oauth" } } ? I : never;
}[IdOf<R>];

/** For every kind of sign-in, the settings that it cannot do without. */
export const credentialsOfAuth: Readonly<Record<ProviderAuth["type"], readonly string[]>> = Object.freeze({
  oauth: ["clientId", "clientSecret"],
  api_key: ["key"],
  link_token: ["clientId", "secret"],
  certificate: ["certificate", "privateKey"],
  file_import: [],
});

const oauthMethods: readonly (keyof OAuthMethods)[] = ["authorizationUrl", "exchangeCode", "refreshTokens"];

/** The names of the settings that hold the credentials of an entry. */
export function credentialSettings({ auth }: Pick<ProviderMetadata, "auth">): readonly string[] {
  return "credentials" in auth ? Object.values(auth.credentials) : [];
}

/** The names of all settings that an entry needs, its credentials first. */
export function settingsNeeded(entry: Pick<ProviderMetadata, "auth" | "settings">): readonly string[] {
  return [...new Set([...credentialSettings(entry), ...(entry.settings ?? [])])];
}

/** The settings that an entry names, and no others. */
export function settingsOfEntry(entry: ProviderMetadata, settings: object): object {
  const all = settings as Readonly<Record<string, unknown>>;
  return Object.freeze(Object.fromEntries(settingsNeeded(entry).map((name) => [name, all[name]])));
}

/** What keeps an object from being the provider that its entry says it is. */
export function* providerFaults(
  entry: ProviderMetadata,
  capabilities: ProviderKind["capabilities"],
  built: unknown,
): Generator<string> {
  if ((typeof built !== "object" && typeof built !== "function") || built === null) {
    yield `its factory gives ${describe(built)} and no object`;
    return;
  }
  const object = built as Readonly<Record<string, unknown>>;
  if (typeof object["then"] === "function") {
    void Promise.resolve(built).catch(() => undefined);
    yield "its factory gives a promise; let the methods wait, not the factory";
    return;
  }
  const isMissing = (method: string) => typeof object[method] !== "function";
  for (const capability of entry.capabilities) {
    const methods = Object.hasOwn(capabilities, capability) ? capabilities[capability]! : [];
    for (const method of methods.filter(isMissing))
      yield `the method ${method}() of its capability ${capability} is missing`;
  }
  if (entry.auth.type === "oauth")
    for (const method of oauthMethods.filter(isMissing)) yield `the method ${method}() of OAuth is missing`;
}
