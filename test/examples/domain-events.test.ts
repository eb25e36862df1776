import { describe, expect, test } from "vitest";
import { eventRegistry } from "../../examples/domain-events/event-registry.js";
import { connectEvents, type World } from "../../examples/domain-events/event-bus.js";
import { runEvents } from "../../examples/domain-events/run-events.js";

function quietWorld() {
  const said: string[] = [];
  const recorded: string[] = [];
  const world: World = {
    log: { info: (text) => void said.push(text), warn: (text) => void said.push(text) },
    trail: {
      record: (action, subject, reason) => void recorded.push([action, subject, reason].join(" ").trim()),
    },
    send: () => Promise.resolve(),
    sessions: new Map(),
  };
  return { world, said, recorded };
}

describe("the example of domain events", () => {
  test("wires 69 events with 143 subscriptions, as its entries ask for", () => {
    const { wiring, bus } = connectEvents(quietWorld().world);
    const needed = eventRegistry
      .entries()
      .flatMap(({ id }) =>
        Object.keys(eventRegistry.kind.slots).filter((slot) => eventRegistry.needs(id, slot as "audit")),
      );
    expect(eventRegistry.size).toBe(69);
    expect(wiring.bindings).toHaveLength(143);
    expect(needed).toHaveLength(143);
    expect(bus.handlerCount()).toBe(143);
    expect(wiring.isComplete).toBe(true);
  });

  test("logs every event, and records it as its entry says", async () => {
    const { world, said, recorded } = quietWorld();
    const { bus } = connectEvents(world);
    const facts = {
      email: "e",
      userId: "u",
      providerId: "p",
      sessionId: "s",
      file: "f",
      endpoint: "/",
      link: "l",
    };
    for (const id of eventRegistry.ids) await bus.publish(id, { ...facts, reason: "r" });
    expect(new Set(said).size).toBe(69);
    expect(recorded.map((record) => record.split(" ")[0])).toEqual(
      eventRegistry.entries().flatMap((entry) => ("auditAction" in entry ? [entry.auditAction] : [])),
    );
  });

  test("runs", async () => {
    const lines: string[] = [];
    await runEvents((line) => void lines.push(line));
    expect(lines.join("\n")).toBe(`69 events, 143 subscriptions, none of them written by hand:
  logging  69
  audit    66
  email     5
  session   3

Ada registers, somebody guesses her password, and she changes it:
  log    the registration of ada@mail.example was attempted
  log    the registration of ada@mail.example succeeded
  e-mail to ada@mail.example: Welcome
  log    ! the login of ada@mail.example failed: a wrong password
  alarm  UserLoginFailed because of a wrong password
  log    the password change of ada succeeded
  e-mail to ada@mail.example: Your password was changed

Who cannot be written to is disconnected all the same:
  log    the disconnection from bank succeeded
  log    ! email of ProviderDisconnectionSucceeded: the mailbox does not exist

Open sessions: s-1 of ada, s-3 of grace
Audit trail: 5 records, alarming: USER_LOGIN_FAILED
By phase: attempted 22, succeeded 20, failed 20, allowed 2, denied 2, operational 3`);
  });

  test("does nothing that is not on the audit trail", async () => {
    const { world, said } = quietWorld();
    const record = () => {
      throw new Error("the trail is full");
    };
    const { bus } = connectEvents({ ...world, trail: { record } });
    await expect(bus.publish("UserLoginAttempted", { email: "e" })).rejects.toThrow("the trail is full");
    expect(said).toEqual([]);
  });
});
