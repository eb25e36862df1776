import { defineProviderKind, defineRegistry, type ImplementationsOf } from "../../src/metadata/index.js";

export interface Settings {
  readonly schwabClientId: string;
  readonly schwabClientSecret: string;
  readonly alpacaKey: string;
  readonly retries: number;
}

export interface Capabilities {
  readonly accounts: { listAccounts(): Promise<readonly string[]> };
  readonly transactions: {
    listTransactions(account: string): Promise<readonly string[]>;
    countTransactions(account: string): Promise<number>;
  };
}

export type Category = "bank" | "brokerage";

export const providerKind = defineProviderKind<Settings, Capabilities, Category>()({
  capabilities: { accounts: ["listAccounts"], transactions: ["listTransactions", "countTransactions"] },
  sampleSettings: { retries: 3 },
});

export const providers = defineRegistry(providerKind, {
  schwab: {
    displayName: "Charles Schwab",
    category: "brokerage",
    auth: {
      type: "oauth",
      credentials: { clientId: "schwabClientId", clientSecret: "schwabClientSecret" },
      scopes: ["read"],
    },
    capabilities: ["accounts", "transactions"],
    settings: ["retries"],
    documentationUrl: "https://developer.schwab.com",
    productionReady: true,
  },
  alpaca: {
    displayName: "Alpaca",
    category: "brokerage",
    auth: { type: "api_key", credentials: { key: "alpacaKey" } },
    capabilities: ["accounts"],
    productionReady: false,
  },
  chase: {
    displayName: "Chase",
    category: "bank",
    auth: { type: "file_import", formats: ["ofx"] },
    capabilities: ["accounts", "transactions"],
    productionReady: true,
  },
});

export const factories: ImplementationsOf<typeof providers>["factory"] = {
  schwab: ({ schwabClientId, schwabClientSecret, retries }, { entry }) => ({
    listAccounts: async () =>
      Promise.resolve([`${schwabClientId}:${schwabClientSecret}:${retries.toFixed(0)}`]),
    listTransactions: async (account) => Promise.resolve([`of ${account}`]),
    countTransactions: async () => Promise.resolve(1),
    authorizationUrl: (state) => `https://api.schwab.com/${entry.auth.scopes[0]}?state=${state}`,
    exchangeCode: async (code) => Promise.resolve({ accessToken: code }),
    refreshTokens: async (refreshToken) => Promise.resolve({ accessToken: refreshToken }),
  }),
  alpaca: ({ alpacaKey }) => ({ listAccounts: async () => Promise.resolve([alpacaKey]) }),
  chase: () => ({
    listAccounts: async () => Promise.resolve(["checking"]),
    listTransactions: async () => Promise.resolve([]),
    countTransactions: async () => Promise.resolve(0),
  }),
};
