import { derive } from "bailiwick/metadata";
import type { AuditAction } from "./audit-actions.js";
import { auditActions } from "./audit-actions.js";
import { connectEvents } from "./event-bus.js";
import { eventRegistry } from "./event-registry.js";

/** Wires all events, publishes some, and says what came of it. */
export async function runEvents(print: (line: string) => void): Promise<void> {
  const trail: AuditAction[] = [];
  const sessions = new Map([
    ["s-1", "ada"],
    ["s-2", "ada"],
    ["s-3", "grace"],
  ]);
  const { wiring, bus } = connectEvents({
    log: { info: (text) => print(`  log    ${text}`), warn: (text) => print(`  log    ! ${text}`) },
    trail: { record: (action) => void trail.push(action) },
    send: async (to, text) => {
      if (to.endsWith("@nowhere.example")) throw new Error("the mailbox does not exist");
      print(`  e-mail to ${to}: ${text}`);
    },
    sessions,
  });
  print(
    `${eventRegistry.size} events, ${wiring.bindings.length} subscriptions, none of them written by hand:`,
  );
  for (const slot of Object.keys(eventRegistry.kind.slots)) {
    const count = wiring.bindings.filter((binding) => binding.slot === slot).length;
    print(`  ${slot.padEnd(8)}${String(count).padStart(3)}`);
  }

  print("\nAda registers, somebody guesses her password, and she changes it:");
  const email = "ada@mail.example";
  const subscription = bus.react(["UserLoginFailed", "AccessDenied"], (occurrence) =>
    print(`  alarm  ${occurrence.id} because of ${occurrence.event.reason}`),
  );
  await bus.publish("UserRegistrationAttempted", { email });
  await bus.publish("UserRegistrationSucceeded", { email, userId: "ada" });
  await bus.publish("UserLoginFailed", { email, reason: "a wrong password" });
  await bus.publish("PasswordChangeSucceeded", { email, userId: "ada", sessionId: "s-1" });
  subscription.unsubscribe();

  print("\nWho cannot be written to is disconnected all the same:");
  await bus.publish("ProviderDisconnectionSucceeded", { email: "x@nowhere.example", providerId: "bank" });

  print(`\nOpen sessions: ${[...sessions].map(([session, user]) => `${session} of ${user}`).join(", ")}`);
  const alarming = trail.filter((action) => auditActions[action].alarming);
  print(`Audit trail: ${trail.length} records, alarming: ${alarming.join(", ")}`);
  const phases = Object.values(derive(eventRegistry, ({ phase }) => phase));
  const counts = new Map<string, number>();
  for (const phase of phases) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  print(`By phase: ${[...counts].map(([phase, count]) => `${phase} ${count}`).join(", ")}`);
  await bus.close();
}
