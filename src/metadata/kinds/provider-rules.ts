import { describe, didYouMean, messageOf, quoteList } from "../../kernel/index.js";
import { eachEntry, wholeRegistry, type Rule, type RuleSubject } from "../rule.js";
import {
  credentialSettings,
  credentialsOfAuth,
  providerFaults,
  settingsNeeded,
  settingsOfEntry,
  type ProviderKind,
  type ProviderMetadata,
} from "../runtime/provider-metadata.js";

type ProviderRule = Rule<ProviderMetadata>;

/** The rules that every registry of providers keeps. */
export function providerRules(
  capabilities: ProviderKind["capabilities"],
  sampleSettings: object,
): readonly ProviderRule[] {
  return [
    ...rulesOfEntries,
    ...rulesOfAll,
    ...rulesOfCapabilities(capabilities),
    buildable(capabilities, sampleSettings),
  ];
}

function rulesOfCapabilities(capabilities: ProviderKind["capabilities"]): readonly ProviderRule[] {
  const known = Object.keys(capabilities);
  return [
    eachEntry<ProviderMetadata>("capabilities-are-known", "completeness", {
      description: "every provider has a capability, and the kind knows each of them",
      check: ({ capabilities: has }) => [
        ...(has.length === 0 ? ["it has no capability"] : []),
        ...has
          .filter((capability) => !known.includes(capability))
          .map(
            (it) =>
              `the capability ${describe(it)} is not known${didYouMean(it, known)}; there are ${quoteList(known)}`,
          ),
        ...repeated(has).map((it) => `the capability ${describe(it)} is named twice`),
      ],
      breaks: (entry) => ({ ...entry, capabilities: [] }),
    }),
    wholeRegistry<ProviderMetadata>("capabilities-are-used", "orphans", {
      description: "every capability that the kind knows is one of some provider",
      severity: "warning",
      check: ({ entries }) => {
        const used = new Set(entries.flatMap((entry) => entry.capabilities));
        const verdicts = known
          .filter((name) => !used.has(name))
          .map((name) => ({ message: `no provider has the capability ${describe(name)}` }));
        return { subjects: known.length, skipped: 0, verdicts };
      },
      breaks: (subject) => {
        const [first] = subject.entries.flatMap((entry) => entry.capabilities);
        if (first === undefined) return undefined;
        const entries = subject.entries.map((entry) => ({
          ...entry,
          capabilities: without(entry.capabilities, first),
        }));
        return { ...subject, entries };
      },
    }),
  ];
}

const rulesOfEntries: readonly ProviderRule[] = [
  eachEntry<ProviderMetadata>("providers-are-named", "completeness", {
    description: "every provider has a display name and a category",
    check: ({ displayName, category }) => [
      ...(isBlank(displayName) ? ["the display name is blank"] : []),
      ...(isBlank(category) ? ["the category is blank"] : []),
    ],
    breaks: (entry) => ({ ...entry, displayName: " " }),
  }),
  eachEntry<ProviderMetadata>("credentials-fit-the-sign-in", "consistency", {
    description: "every provider names the settings that its way of signing in cannot do without",
    check: ({ auth }) => {
      if (!Object.hasOwn(credentialsOfAuth, auth.type))
        return `the sign-in ${describe(auth.type)} is not known; there are ${quoteList(Object.keys(credentialsOfAuth))}`;
      const given = ("credentials" in auth ? auth.credentials : {}) as Readonly<Record<string, unknown>>;
      const missing = credentialsOfAuth[auth.type].filter((name) => isBlank(given[name]));
      return missing.map((name) => `a sign-in with ${auth.type} needs the credential ${name}`);
    },
    breaks: (entry) => ({ ...entry, auth: { type: "oauth", credentials: {} } }),
  }),
  eachEntry<ProviderMetadata>("settings-are-named-once", "consistency", {
    description: "no provider names a setting twice, or a blank one",
    check: (entry) => {
      const names = [...credentialSettings(entry), ...(entry.settings ?? [])];
      return [
        ...repeated(names).map((name) => `the setting ${describe(name)} is named twice`),
        ...(names.some(isBlank) ? ["a setting's name is blank"] : []),
      ];
    },
    breaks: (entry) => ({ ...entry, settings: ["twice", "twice"] }),
  }),
  eachEntry<ProviderMetadata>("ids-are-slugs", "patterns", {
    description: "ids are slugs: lower-case letters and digits in words joined by - or _",
    check: ({ id }) => /^[a-z\d]+(?:[-_][a-z\d]+)*$/.test(id) || `${describe(id)} is no slug`,
    breaks: (entry) => ({ ...entry, id: `${entry.id} Inc` }),
  }),
  eachEntry<ProviderMetadata>("documentation-is-found", "patterns", {
    description: "where a provider says where its documentation is, it is an address with https",
    check: ({ documentationUrl: url }) => {
      if (url === undefined) return "skip";
      return isHttps(url) || `the documentation is at ${describe(url)}, which is no address with https`;
    },
    breaks: (entry) => ({ ...entry, documentationUrl: "http://" }),
  }),
];

const rulesOfAll: readonly ProviderRule[] = [
  wholeRegistry<ProviderMetadata>("display-names-differ", "consistency", {
    description: "no two providers have the same display name",
    check: ({ entries }) =>
      shared(entries, ({ displayName }) => [displayName.trim().toLowerCase()]).map(({ id, other }) => ({
        id,
        message: `${id} has the same display name as ${other}`,
      })),
    breaks: withTwin(({ displayName }) => ({ displayName })),
  }),
  wholeRegistry<ProviderMetadata>("credentials-are-their-own", "consistency", {
    description: "no two providers sign in with the same credentials",
    check: ({ entries }) => {
      const withCredentials = entries.filter((entry) => credentialSettings(entry).length > 0);
      const verdicts = shared(entries, credentialSettings).map(({ id, other, value }) => ({
        id,
        message: `${id} signs in with the setting ${describe(value)}, as ${other} does`,
      }));
      const { length } = withCredentials;
      return { subjects: length, skipped: entries.length - length, verdicts };
    },
    breaks: withTwin(
      ({ auth }) => ({ auth }),
      (entry) => credentialSettings(entry).length > 0,
    ),
  }),
  wholeRegistry<ProviderMetadata>("some-provider-is-ready", "statistics", {
    description: "at least one provider is ready for production",
    severity: "warning",
    check: ({ entries }) =>
      entries.length === 0 || entries.some(({ productionReady }) => productionReady)
        ? []
        : [{ message: "no provider is ready for production" }],
    breaks: (subject) => {
      if (subject.entries.length === 0) return undefined;
      const entries = subject.entries.map((entry) => ({ ...entry, productionReady: false }));
      return { ...subject, entries };
    },
  }),
];

/** The list is known to name some; the type that says so is lost on the way, as it should be in a defect. */
function without(capabilities: ProviderMetadata["capabilities"], name: string) {
  return capabilities.filter((it) => it !== name) as unknown as ProviderMetadata["capabilities"];
}

/** A rule is no place for a network: factories build objects, and their methods are not called. */
function buildable(capabilities: ProviderKind["capabilities"], samples: object): ProviderRule {
  return eachEntry<ProviderMetadata>("providers-can-be-built", "completeness", {
    description: "every factory builds, of made-up settings, an object with the methods of its capabilities",
    fix: "let the factory build an object with these methods; give sampleSettings to the kind if texts will not do",
    check: (entry, context) => {
      const factory = context.implementation("factory");
      if (typeof factory !== "function") return "skip";
      const made = Object.fromEntries(settingsNeeded(entry).map((name) => [name, `sample-${name}`]));
      try {
        const built: unknown = factory(settingsOfEntry(entry, { ...made, ...samples }), { entry });
        return [...providerFaults(entry, capabilities, built)].map((it) => `of ${entry.id}, ${it}`);
      } catch (thrown) {
        return `${entry.id} cannot be built of made-up settings: ${messageOf(thrown)}`;
      }
    },
    breaksSubject: (subject) => {
      const factories = subject.implementations?.["factory"];
      const id = subject.entries.find((entry) => typeof factories?.[entry.id] === "function")?.id;
      if (id === undefined) return undefined;
      return { ...subject, implementations: { factory: { ...factories, [id]: () => null } } };
    },
  });
}

function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) < index))];
}

/** The entries that share a value with one before them. */
function shared(
  entries: RuleSubject<ProviderMetadata>["entries"],
  valuesOf: (entry: ProviderMetadata) => readonly string[],
): readonly { readonly id: string; readonly other: string; readonly value: string }[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) =>
    [...new Set(valuesOf(entry))].flatMap((value) => {
      const other = owners.get(value);
      if (other === undefined) owners.set(value, entry.id);
      return other === undefined ? [] : [{ id: entry.id, other, value }];
    }),
  );
}

/** A defect: one more provider that has something of another. */
function withTwin(
  take: (entry: ProviderMetadata) => Partial<ProviderMetadata>,
  from: (entry: ProviderMetadata) => boolean = () => true,
) {
  return (subject: RuleSubject<ProviderMetadata>): RuleSubject<ProviderMetadata> | undefined => {
    const original = subject.entries.find(from);
    if (original === undefined) return undefined;
    const twin = { ...original, id: `${original.id}-twin`, displayName: "Twin", ...take(original) };
    return { ...subject, entries: [...subject.entries, twin] };
  };
}
