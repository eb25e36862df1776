import { defineFeatureFlagKind, defineFeatureFlags, wire } from "../../src/metadata/index.js";

export interface Attributes {
  readonly plan: "free" | "paid";
}

/** The day on which the rules of the sample are asked. */
export const today = "2026-03-10";

export const flagKind = defineFeatureFlagKind<Attributes>()({
  environments: ["development", "staging", "production"],
  clock: { now: () => Date.parse(`${today}T12:00:00Z`) },
});

export const flags = defineFeatureFlags(flagKind, {
  "new-checkout": {
    description: "The checkout on one page.",
    owner: "payments",
    environments: ["staging", "production"],
    rollout: 25,
    expires: "2026-06-30",
    variants: { short: 50, long: 30, tiny: 20 },
  },
  "express-shipping": {
    description: "Shipping on the same day, offered in the new checkout.",
    owner: "payments",
    environments: ["production"],
    rollout: 100,
    since: "2026-03-01",
    expires: "2026-04-30",
    dependsOn: ["new-checkout"],
  },
  export: {
    description: "Downloads as a spreadsheet.",
    owner: "reports",
    environments: ["development", "staging", "production"],
    rollout: 10,
    permanent: "It is part of the paid plan.",
    requires: { enabled: true },
    fallback: true,
  },
  search: {
    description: "The search of the whole site.",
    owner: "reports",
    environments: ["development", "staging", "production"],
    rollout: 100,
    since: "2026-03-01",
    expires: "2026-04-30",
  },
});

export const wiring = wire(flags, {
  enabled: {
    export: ({ attributes }) => (attributes === undefined ? undefined : attributes.plan === "paid"),
  },
});
