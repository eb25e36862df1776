import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { compileScript } from "../../support/compile-script.js";
import type { LockAnswer, LockCommand } from "./lock-program.js";

let program: Promise<string> | undefined;

/** A process with a connection of its own to a store, which takes locks as it is told. */
export class LockProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts one; it is ready for commands. */
  static async start(storePath: string): Promise<LockProcess> {
    program ??= compileScript(new URL("lock-program.ts", import.meta.url));
    const child = fork(await program, [storePath]);
    await once(child, "message");
    return new LockProcess(child);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** One command at a time; its answer. */
  async tell(command: LockCommand): Promise<LockAnswer> {
    const answer = once(this.#child, "message");
    this.#child.send(command);
    const [message] = (await answer) as [LockAnswer];
    return message;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as nothing can prevent, and waits until it has ended. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
