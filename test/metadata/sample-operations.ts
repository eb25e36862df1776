import { z } from "zod";
import {
  defineOperationKind,
  defineRegistry,
  schema,
  type,
  type ImplementationsOf,
} from "../../src/metadata/index.js";

export interface Account {
  readonly id: string;
  readonly owner: string;
}

export interface Dependencies {
  readonly accounts: Map<string, Account>;
  readonly mail: { readonly send: (to: string) => void };
}

export interface Events {
  readonly "account.opened": { readonly id: string };
  readonly "account.refused": { readonly owner: string };
}

export const operationKind = defineOperationKind<Dependencies, Events>()();

export const operations = defineRegistry(
  operationKind,
  {
    OpenAccount: {
      type: "command",
      category: "accounts",
      input: schema(z.object({ owner: z.string().min(1), tags: z.array(z.string()).default([]) }), {
        name: "OpenAccount",
      }),
      result: type<Account>("Account"),
      emits: ["account.opened", "account.refused"],
      transaction: true,
      dependencies: ["accounts", "mail"],
    },
    CloseAccount: {
      type: "command",
      category: "accounts",
      input: type<string>("CloseAccount"),
      emits: [],
      transaction: true,
      dependencies: ["accounts"],
    },
    GetAccount: {
      type: "query",
      category: "accounts",
      input: type<{ readonly id: string }>("GetAccount"),
      result: type<Account | undefined>("Account"),
      cache: "short",
      paginated: false,
      dependencies: ["accounts"],
    },
    ListAccounts: {
      type: "query",
      category: "accounts",
      input: type<{ readonly after?: string }>("ListAccounts"),
      result: type<Account>("Account"),
      cache: "none",
      paginated: true,
      dependencies: ["accounts"],
    },
  },
  { references: { emits: ["account.opened", "account.refused"] } },
);

export const handlers: ImplementationsOf<typeof operations>["handler"] = {
  OpenAccount:
    ({ accounts, mail }) =>
    async ({ owner, tags }, { emit, emitOnSuccess }) => {
      if (owner === "nobody") {
        await emit("account.refused", { owner });
        throw new Error("refused");
      }
      const account = { id: `${owner}-${tags.length}`, owner };
      accounts.set(account.id, account);
      emitOnSuccess("account.opened", { id: account.id });
      mail.send(owner);
      return account;
    },
  CloseAccount:
    ({ accounts }) =>
    (id) => {
      accounts.delete(id);
    },
  GetAccount:
    ({ accounts }) =>
    ({ id }) =>
      accounts.get(id),
  ListAccounts:
    ({ accounts }) =>
    ({ after = "" }) => ({ items: [...accounts.values()].filter(({ id }) => id > after) }),
};
