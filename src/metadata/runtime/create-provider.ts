import {
  argumentInvalid,
  BailiwickError,
  counted,
  describe,
  messageOf,
  quoteList,
} from "../../kernel/index.js";
import {
  providerFaults,
  settingsNeeded,
  settingsOfEntry,
  type IdsWithCapability,
  type OAuthIds,
  type ProviderKind,
  type ProviderMetadata,
  type ProviderOf,
  type SettingsFor,
} from "./provider-metadata.js";
import {
  entryUnknown,
  requireRegistry,
  type AnyRegistry,
  type IdOf,
  type MetadataEntry,
} from "../registry.js";
import type { Wiring } from "../wire.js";

/** Providers that are built when they are first asked for, and then kept. */
export interface Providers<R extends AnyRegistry> {
  readonly registry: R;
  /**
   * The provider with an id. What a factory throws is not remembered: the next call tries again.
   *
   * @throws BailiwickError as `createProvider` does
   */
  get<I extends IdOf<R>>(id: I): ProviderOf<R, I>;
  /** The settings that a provider needs and that are missing; none if it is configured. */
  missingSettings(id: IdOf<R>): readonly string[];
  /** The ids of the providers whose settings are all there. */
  configured(): readonly IdOf<R>[];
}

/**
 * Builds a provider of the settings that its entry names. A setting that is `undefined`, `null` or a blank text is missing. The
 * object that the factory gives is checked for the methods of its capabilities.
 *
 * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, which suggests a near id; `PROVIDER_NOT_CONFIGURED`, naming every setting that
 * is missing; `PROVIDER_INVALID` if the factory throws or builds something else; `METADATA_WIRING_INCOMPLETE` if a graceful wiring
 * has no factory for it
 */
export function createProvider<R extends AnyRegistry, I extends IdOf<R>>(
  wiring: Wiring<R>,
  id: I,
  settings: SettingsFor<NoInfer<R>>,
): ProviderOf<R, I> {
  const { registry } = requireWiring(wiring, "createProvider()");
  requireSettings(settings, "createProvider()");
  const entry = entryOf(registry, id);
  const missing = missingIn(entry, settings);
  if (missing.length > 0) throw notConfigured(entry, missing);
  const factory = (wiring as unknown as Wiring).get(id, "factory");
  if (typeof factory !== "function") throw notImplemented(registry, id);
  const { capabilities } = registry.kind as ProviderKind;
  let built: unknown;
  try {
    built = factory(settingsOfEntry(entry, settings), Object.freeze({ entry }));
  } catch (thrown) {
    throw providerInvalid(registry, id, [messageOf(thrown)], thrown);
  }
  const faults = [...providerFaults(entry, capabilities, built)];
  if (faults.length > 0) throw providerInvalid(registry, id, faults);
  return built as ProviderOf<R, I>;
}

/**
 * Holds the providers of a wiring, each built once, when it is first asked for. The settings are read now.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function createProviders<R extends AnyRegistry>(
  wiring: Wiring<R>,
  settings: SettingsFor<NoInfer<R>>,
): Providers<R> {
  const { registry } = requireWiring(wiring, "createProviders()");
  requireSettings(settings, "createProviders()");
  const kept = Object.freeze({ ...(settings as object) }) as SettingsFor<R>;
  const built = new Map<string, unknown>();
  const missingSettings = (id: string) => missingIn(entryOf(registry, id), kept);
  return Object.freeze({
    registry: wiring.registry,
    get: <I extends IdOf<R>>(id: I) => {
      if (!built.has(id)) built.set(id, createProvider(wiring, id, kept));
      return built.get(id) as ProviderOf<R, I>;
    },
    missingSettings,
    configured: () => Object.freeze(registry.ids.filter((id) => missingSettings(id).length === 0)),
  });
}

/**
 * The ids of the providers with a capability, so that their methods can be called without looking whether they are there.
 * O(entries).
 */
export function providersWith<R extends AnyRegistry, C extends string>(
  registry: R,
  capability: C & (string extends C ? string : C),
): readonly IdsWithCapability<R, C>[] {
  requireRegistry(registry, "providersWith()");
  const { capabilities } = registry.kind as ProviderKind;
  if (!Object.hasOwn(capabilities, capability)) {
    const known = quoteList(Object.keys(capabilities), "or");
    throw argumentInvalid("capability", "providersWith()", `one of the capabilities ${known}`, capability);
  }
  const has = (entry: MetadataEntry) => asProvider(entry).capabilities.includes(capability);
  return idsWhere(registry, has) as readonly IdsWithCapability<R, C>[];
}

/** The ids of the providers that one signs in to with OAuth: their objects have `OAuthMethods`. O(entries). */
export function oauthProviders<R extends AnyRegistry>(registry: R): readonly OAuthIds<R>[] {
  requireRegistry(registry, "oauthProviders()");
  return idsWhere(registry, (entry) => asProvider(entry).auth.type === "oauth") as readonly OAuthIds<R>[];
}

function idsWhere(registry: AnyRegistry, holds: (entry: MetadataEntry) => boolean): readonly string[] {
  const entries = registry.entries().filter(holds);
  return Object.freeze(entries.map(({ id }) => id));
}

function asProvider(entry: MetadataEntry): ProviderMetadata & MetadataEntry {
  return entry as ProviderMetadata & MetadataEntry;
}

function entryOf(registry: AnyRegistry, id: string): ProviderMetadata & MetadataEntry {
  const entry = registry.find(id);
  if (entry === undefined) throw entryUnknown(registry, id);
  return asProvider(entry);
}

function requireWiring(wiring: unknown, owner: string): { readonly registry: AnyRegistry } {
  const { registry, get } = (wiring ?? {}) as Partial<Wiring>;
  if (typeof get !== "function" || !isProviderKind(registry?.kind))
    throw argumentInvalid("wiring", owner, "a wiring of a registry of providers", wiring);
  return { registry };
}

function isProviderKind(kind: unknown): kind is ProviderKind {
  const { slots, capabilities } = (kind ?? {}) as Partial<ProviderKind>;
  return typeof slots?.factory === "object" && typeof capabilities === "object";
}

function requireSettings(settings: unknown, owner: string): asserts settings is object {
  if (typeof settings !== "object" || settings === null)
    throw argumentInvalid("settings", owner, "an object of settings", settings);
}

function missingIn(entry: ProviderMetadata, settings: object): readonly string[] {
  const all = settings as Readonly<Record<string, unknown>>;
  const isMissing = (value: unknown) =>
    value === undefined || value === null || (typeof value === "string" && value.trim() === "");
  return Object.freeze(settingsNeeded(entry).filter((name) => isMissing(all[name])));
}

function notConfigured(
  { id, documentationUrl: url }: ProviderMetadata & MetadataEntry,
  missing: readonly string[],
): BailiwickError {
  return new BailiwickError("PROVIDER_NOT_CONFIGURED", {
    message: `The provider ${describe(id)} lacks ${counted(missing.length, "setting")}: ${quoteList(missing, "and", 50)}.`,
    hint: `set what is missing${url === undefined ? "" : ` (see ${url})`}, or ask configured() which providers can be used.`,
    details: { provider: id, missing },
  });
}

function notImplemented(registry: AnyRegistry, id: string): BailiwickError {
  return new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message: `The wiring of ${describe(registry.name)} has no factory for the provider ${describe(id)}.`,
    hint: "implement it; in strict mode wire() finds it.",
    details: { registry: registry.name, id, slot: "factory" },
  });
}

function providerInvalid(
  registry: AnyRegistry,
  id: string,
  faults: readonly string[],
  cause?: unknown,
): BailiwickError {
  return new BailiwickError("PROVIDER_INVALID", {
    message: `The provider ${describe(id)} of ${describe(registry.name)} cannot be built: ${faults.join("; ")}.`,
    details: { registry: registry.name, provider: id, faults },
    ...(cause === undefined ? {} : { cause }),
  });
}
