import type { EventOf, MethodsFor } from "bailiwick/metadata";
import type { Events } from "../event-registry.js";

/** Sends an e-mail. */
export type Send = (to: string, text: string) => Promise<void>;

/** Tells people by e-mail what happened to their account. */
export class Emails implements MethodsFor<Events, "email"> {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  handleUserRegistrationSucceeded({ email }: EventOf<Events, "UserRegistrationSucceeded">) {
    return this.#send(email, "Welcome");
  }

  handlePasswordChangeSucceeded({ email }: EventOf<Events, "PasswordChangeSucceeded">) {
    return this.#send(email, "Your password was changed");
  }

  handlePasswordResetRequestSucceeded({ email, link }: EventOf<Events, "PasswordResetRequestSucceeded">) {
    return this.#send(email, `Choose a new password at ${link}`);
  }

  handlePasswordResetSucceeded({ email }: EventOf<Events, "PasswordResetSucceeded">) {
    return this.#send(email, "You have a new password");
  }

  handleProviderDisconnectionSucceeded({
    email,
    providerId,
  }: EventOf<Events, "ProviderDisconnectionSucceeded">) {
    return this.#send(email, `We no longer read your accounts at ${providerId}`);
  }
}
