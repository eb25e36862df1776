import { describe, expect, test } from "vitest";
import {
  createDispatcher,
  defineRegistry,
  schema,
  wire,
  type DispatcherOptions,
  type OperationMiddleware,
  type Wiring,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { rejected } from "../../support/rejected.js";
import {
  handlers,
  operationKind,
  operations,
  type Account,
  type Dependencies,
} from "../sample-operations.js";

type Options = DispatcherOptions<typeof operations>;
type Emit = (event: string, payload: object) => void;

/** A dispatcher of the sample, and everything that happened around its handlers, in order. */
function sample(options: Options = {}, changed: object = {}) {
  const log: string[] = [];
  const accounts = new Map<string, Account>();
  const dependencies: Dependencies = { accounts, mail: { send: (to) => log.push(`mail ${to}`) } };
  const wiring = wire(operations, { handler: { ...handlers, ...changed } });
  const dispatcher = createDispatcher(wiring, dependencies, {
    publish: (event, payload) => void log.push(`${event} ${JSON.stringify(payload)}`),
    transaction: async (_call, next) => {
      log.push("begin");
      const result = await next();
      log.push("commit");
      return result;
    },
    ...options,
  });
  return { dispatcher, log, accounts, wiring };
}

describe("executing", () => {
  test("reads the input, runs the handler in its transaction, and publishes afterwards", async () => {
    const { dispatcher, log } = sample();
    const account: Account = await dispatcher.execute("OpenAccount", { owner: "ada" });
    expect(account).toEqual({ id: "ada-0", owner: "ada" });
    expect(log).toEqual(["begin", "mail ada", "commit", 'account.opened {"id":"ada-0"}']);
  });

  test("gives what queries give, of handlers that wait and of those that do not", async () => {
    const { dispatcher, log } = sample();
    await dispatcher.execute("OpenAccount", { owner: "ada", tags: ["x"] });
    log.length = 0;
    expect(await dispatcher.execute("GetAccount", { id: "ada-1" })).toEqual({ id: "ada-1", owner: "ada" });
    const { items } = await dispatcher.execute("ListAccounts", {});
    expect(items).toEqual([{ id: "ada-1", owner: "ada" }]);
    expect(await dispatcher.execute("CloseAccount", "ada-1")).toBeUndefined();
    expect(log).toEqual(["begin", "commit"]);
    expect(dispatcher.registry).toBe(operations);
  });

  test("publishes at once what is emitted, and holds back what success is needed for", async () => {
    const { dispatcher, log } = sample();
    await expect(dispatcher.execute("OpenAccount", { owner: "nobody" })).rejects.toThrow("refused");
    expect(log).toEqual(["begin", 'account.refused {"owner":"nobody"}']);
  });

  test("publishes once what a middleware tried twice", async () => {
    let tries = 0;
    const again: OperationMiddleware = async (_call, next) => next().catch(next);
    const { dispatcher, log } = sample(
      { middleware: [again] },
      {
        OpenAccount:
          () =>
          (_input: unknown, { emitOnSuccess }: { emitOnSuccess: (...given: unknown[]) => void }) => {
            emitOnSuccess("account.opened", { id: `try ${++tries}` });
            if (tries === 1) throw new Error("busy");
          },
      },
    );
    await dispatcher.execute("OpenAccount", { owner: "ada" });
    expect(log).toEqual(["begin", "begin", "commit", 'account.opened {"id":"try 2"}']);
  });

  test.each<[string, OperationMiddleware[], OperationMiddleware | undefined]>([
    ["the handler", [], undefined],
    [
      "the transaction",
      [],
      async (_call, next) => {
        await next();
        throw new Error("no commit");
      },
    ],
    [
      "a middleware further in",
      [
        async (_call, next) => {
          await next();
          throw new Error("no permission");
        },
      ],
      undefined,
    ],
  ])(
    "publishes nothing of what failed in %s, also if a middleware makes a success of it",
    async (_where, inner, transaction) => {
      const forgiving: OperationMiddleware = async (_call, next) => next().catch(() => "forgiven");
      const { dispatcher, log } = sample(
        { middleware: [forgiving, ...inner], ...(transaction === undefined ? {} : { transaction }) },
        {
          OpenAccount:
            () =>
            (_input: unknown, { emitOnSuccess }: { emitOnSuccess: (...given: unknown[]) => void }) => {
              emitOnSuccess("account.opened", { id: "never" });
              if (inner.length === 0 && transaction === undefined) throw new Error("refused");
            },
        },
      );
      expect(await dispatcher.execute("OpenAccount", { owner: "ada" })).toBe("forgiven");
      expect(log.filter((line) => line.startsWith("account"))).toEqual([]);
    },
  );

  test("publishes all that was held back, and tells what could not be", async () => {
    const published: string[] = [];
    const { dispatcher, log } = sample(
      {
        publish: (_event, payload) => {
          const { id } = payload as { readonly id: string };
          if (id !== "two") throw new Error(`no room for ${id}`);
          published.push(id);
        },
      },
      {
        OpenAccount:
          () =>
          (_input: unknown, { emitOnSuccess }: { emitOnSuccess: Emit }) => {
            for (const id of ["one", "two", "three"]) emitOnSuccess("account.opened", { id });
          },
      },
    );
    const error = await rejected(dispatcher.execute("OpenAccount", { owner: "ada" }));
    expect(error).toMatchObject({
      code: "OPERATION_EVENTS_LOST",
      message: expect.stringContaining(
        'The operation "OpenAccount" has succeeded, but events of it could not be published:\n' +
          "  - account.opened: no room for one\n  - account.opened: no room for three",
      ),
      details: { operation: "OpenAccount", failures: [{ event: "account.opened" }, {}] },
      cause: { message: "no room for one" },
    });
    expect([log, published]).toEqual([["begin", "commit"], ["two"]]);
  });

  test.each([
    ["succeeded", () => undefined],
    [
      "failed",
      () => {
        throw new Error("refused");
      },
    ],
  ])("refuses what is held back after the handler has %s", async (_how, end) => {
    let late: Emit | undefined;
    const { dispatcher, log } = sample(
      {},
      {
        OpenAccount:
          () =>
          (_input: unknown, { emitOnSuccess }: { emitOnSuccess: Emit }) => {
            late = emitOnSuccess;
            return end();
          },
      },
    );
    await dispatcher.execute("OpenAccount", { owner: "ada" }).catch(() => undefined);
    expect(caught(() => late?.("account.opened", { id: "late" }))).toMatchObject({
      code: "OPERATION_EVENTS_LOST",
      message: expect.stringContaining(
        'has ended, and then emitted "account.opened", which is not published',
      ),
    });
    expect(log.filter((line) => line.startsWith("account"))).toEqual([]);
  });

  test("publishes nothing of what a middleware answers itself", async () => {
    const { dispatcher, log } = sample({
      middleware: [async () => Promise.resolve({ id: "kept", owner: "me" })],
    });
    expect(await dispatcher.execute("OpenAccount", { owner: "ada" })).toEqual({ id: "kept", owner: "me" });
    expect(log).toEqual([]);
  });

  test("refuses input that its schema does not take, before anything is run", async () => {
    const { dispatcher, log } = sample();
    const input = { owner: "", tags: ["fine", 7 as never] };
    const error = await rejected(dispatcher.execute("OpenAccount", input));
    expect(error.code).toBe("OPERATION_INPUT_INVALID");
    expect(error.details).toMatchObject({
      operation: "OpenAccount",
      issues: [{ path: "owner" }, { path: "tags.1" }],
    });
    expect(error.message).toMatch(
      /^The input of "OpenAccount" is not what its schema takes:\n {2}- owner: .+\n {2}- tags\.1: .+$/,
    );
    expect(log).toEqual([]);
  });

  test("waits for a schema that waits, and knows paths with objects", async () => {
    const waiting = schema<string, string>({
      "~standard": {
        version: 1,
        vendor: "test",
        validate: async (value) =>
          Promise.resolve(
            value === "good"
              ? { value: "read" }
              : { issues: [{ message: "bad" }, { message: "worse", path: [{ key: "a" }, Symbol("b")] }] },
          ),
      },
    });
    const registry = defineRegistry(operationKind, {
      RunCheck: { type: "command", category: "x", input: waiting, emits: [], transaction: false },
    });
    const seen: string[] = [];
    const wiring = wire(registry, { handler: { RunCheck: () => (input) => void seen.push(input) } });
    const dispatcher = createDispatcher(wiring, {} as Dependencies);
    await dispatcher.execute("RunCheck", "good");
    expect(seen).toEqual(["read"]);
    const error = await rejected(dispatcher.execute("RunCheck", "other"));
    expect(error.details["issues"]).toEqual([
      { path: "", message: "bad" },
      { path: "a.Symbol(b)", message: "worse" },
    ]);
  });

  test("refuses what is no operation, with one that may be meant", async () => {
    const error = await rejected(
      sample().dispatcher.execute("OpenAcount" as "OpenAccount", { owner: "ada" }),
    );
    expect(error.code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(error.message).toContain('(did you mean "OpenAccount"?)');
  });

  test("refuses events that the entry does not name", async () => {
    const said: string[] = [];
    const { dispatcher } = sample(
      {},
      {
        CloseAccount:
          () => async (_id: string, context: Record<string, (...given: unknown[]) => unknown>) => {
            for (const name of ["emit", "emitOnSuccess"])
              try {
                await context[name]!("account.opened", {});
              } catch (error) {
                said.push((error as Error).message);
              }
          },
      },
    );
    await dispatcher.execute("CloseAccount", "a");
    expect(said).toEqual([
      'emit() needs an event that CloseAccount names (none), but was given "account.opened".',
      'emitOnSuccess() needs an event that CloseAccount names (none), but was given "account.opened".',
    ]);
  });

  test("gives queries nothing to emit with, and everyone the entry", async () => {
    let context: object = {};
    const { dispatcher } = sample(
      {},
      { GetAccount: () => (_input: unknown, given: object) => void (context = given) },
    );
    await dispatcher.execute("GetAccount", { id: "a" });
    expect(context).toEqual({ entry: operations.get("GetAccount"), signal: undefined });
    expect(Object.isFrozen(context)).toBe(true);
  });

  test("refuses a paginated result that is no page", async () => {
    const { dispatcher } = sample({}, { ListAccounts: () => () => [] });
    const error = await rejected(dispatcher.execute("ListAccounts", {}));
    expect(error.message).toBe(
      "The handler of ListAccounts needs to give a page with a list of items, but was given an empty array.",
    );
  });

  test("passes on what a handler throws, as it is", async () => {
    const thrown = new TypeError("mine");
    const { dispatcher } = sample(
      {},
      {
        GetAccount: () => () => {
          throw thrown;
        },
      },
    );
    await expect(dispatcher.execute("GetAccount", { id: "a" })).rejects.toBe(thrown);
  });
});

describe("a signal", () => {
  test("that is aborted lets nothing run", async () => {
    const { dispatcher, log } = sample();
    const options = { signal: AbortSignal.abort(new Error("gone")) };
    expect((await rejected(dispatcher.execute("CloseAccount", "a", options))).code).toBe("OPERATION_ABORTED");
    expect(log).toEqual([]);
  });

  test("reaches the handler, and what it ends is told as such", async () => {
    const controller = new AbortController();
    const { dispatcher } = sample(
      {},
      {
        GetAccount:
          () =>
          (_input: unknown, { signal }: { signal: AbortSignal }) => {
            controller.abort(new Error("enough"));
            signal.throwIfAborted();
          },
      },
    );
    const error = await rejected(
      dispatcher.execute("GetAccount", { id: "a" }, { signal: controller.signal }),
    );
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(error.message).toBe("GetAccount was aborted: enough.");
  });

  test("has to be one", async () => {
    const { dispatcher } = sample();
    const run = async (options: object) => rejected(dispatcher.execute("CloseAccount", "a", options));
    expect((await run({ signal: 1 })).code).toBe("OPTION_INVALID");
    expect((await run({ singal: undefined })).message).toContain('(did you mean "signal"?)');
  });
});

describe("middleware", () => {
  test("runs around every operation, the first outermost, a transaction within", async () => {
    const around =
      (name: string): OperationMiddleware =>
      async ({ id, input, entry }, next) => {
        log.push(`${name} ${id} ${entry.type} ${JSON.stringify(input)}`);
        const result = await next();
        log.push(`${name} done`);
        return result;
      };
    const { dispatcher, log } = sample({ middleware: [around("outer"), around("inner")] });
    await dispatcher.execute("CloseAccount", "a");
    expect(log).toEqual([
      'outer CloseAccount command "a"',
      'inner CloseAccount command "a"',
      "begin",
      "commit",
      "inner done",
      "outer done",
    ]);
  });

  test("may put something in the place of the result", async () => {
    const { dispatcher } = sample({ middleware: [async () => Promise.resolve(undefined)] });
    expect(await dispatcher.execute("GetAccount", { id: "a" })).toBeUndefined();
  });
});

describe("a dispatcher is not made", () => {
  const wiring = wire(operations, { handler: handlers });
  const dependencies = sampleDependencies();

  test("without what the entries say that operations need: all of it is in one error", () => {
    const error = caught(() => createDispatcher(wiring, { accounts: new Map() } as never));
    expect(error.code).toBe("OPERATION_NOT_READY");
    expect(error.message).toBe(
      'The operations of "operations" cannot be run, 4 faults:\n' +
        "  - OpenAccount runs in a transaction, but the option transaction is not given\n" +
        "  - OpenAccount emits events, but the option publish is not given\n" +
        '  - OpenAccount works with "mail", which is undefined\n' +
        "  - CloseAccount runs in a transaction, but the option transaction is not given",
    );
    expect(error.details["faults"]).toHaveLength(4);
  });

  test("of dependencies that cannot be read", () => {
    const thrown = new Error("no connection");
    const broken = {
      mail: dependencies.mail,
      get accounts(): never {
        throw thrown;
      },
    };
    const error = caught(() => sampleOf(wiring, broken));
    expect(error).toMatchObject({ code: "OPERATION_NOT_READY", cause: thrown });
    expect(error.message).toContain('GetAccount works with "accounts", which cannot be read: no connection');
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no luck");
      },
      "cannot be made: no luck",
    ],
    ["gives nothing", () => undefined, "gives undefined and not a function of its input"],
    [
      "gives a promise",
      async () => Promise.reject(new Error("later")),
      "gives a Promise and not a function of its input",
    ],
    [
      "reads what the entry does not name",
      ({ mail }: Dependencies) => mail.send,
      'cannot be made: GetAccount reads the dependency "mail", which its entry does not name.\n  hint: add it to the dependencies of the entry.',
    ],
  ])("of a handler that %s", (_how, factory, fault) => {
    const broken = wire(operations, { handler: { ...handlers, GetAccount: factory as never } });
    const error = caught(() => sampleOf(broken, dependencies));
    expect(error.code).toBe("OPERATION_NOT_READY");
    expect(error.message).toContain(`GetAccount has a handler that ${fault}`);
  });

  test.each([
    [{ publish: "bus" }, "The option publish of createDispatcher() must be a function"],
    [{ transaction: true }, "The option transaction of createDispatcher() must be a function"],
    [{ middleware: [1] }, "The option middleware of createDispatcher() must be a list of functions"],
    [{ middlewares: [] }, '(did you mean "middleware"?)'],
  ])("with the options %j", (options, message) => {
    expect(caught(() => createDispatcher(wiring, dependencies, options as never)).message).toContain(message);
  });

  test.each([
    ["a wiring of a registry of operations", undefined, {}],
    ["a wiring of a registry of operations", { registry: operations }, {}],
    ["an object of dependencies", wiring, undefined],
  ])("without %s: %#", (expected, ofWhat, given) => {
    const error = caught(() => createDispatcher(ofWhat as typeof wiring, given as never));
    expect(error.message).toContain(`createDispatcher() needs ${expected}`);
  });
});

test("a dependency that is not named cannot be read later either", async () => {
  const { dispatcher } = sample({}, { GetAccount: (all: Dependencies) => () => all.mail });
  expect((await rejected(dispatcher.execute("GetAccount", { id: "a" }))).details).toEqual({
    operation: "GetAccount",
    dependency: "mail",
  });
});

test("what a graceful wiring lacks is refused when it is executed", async () => {
  const { GetAccount } = handlers;
  const wiring = wire(operations, { handler: { GetAccount } }, { mode: "graceful" });
  const dispatcher = createDispatcher(wiring, sampleDependencies());
  expect(await dispatcher.execute("GetAccount", { id: "a" })).toBeUndefined();
  expect(await rejected(dispatcher.execute("CloseAccount", "a"))).toMatchObject({
    code: "METADATA_WIRING_INCOMPLETE",
    details: { id: "CloseAccount", slot: "handler" },
  });
});

function sampleDependencies(): Dependencies {
  return { accounts: new Map(), mail: { send: () => undefined } };
}

function sampleOf(wiring: Wiring<typeof operations>, dependencies: Dependencies) {
  return createDispatcher(wiring, dependencies, {
    publish: () => undefined,
    transaction: async (_call, next) => next(),
  });
}
