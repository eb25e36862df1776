import { AsyncLocalStorage } from "node:async_hooks";
import { unlessAborted } from "../kernel/index.js";

/** Lets work in, or keeps it waiting while the gate is shut. */
export class WorkGate {
  readonly #within = new AsyncLocalStorage<Visit>();
  #inside = 0;
  #open: (() => void) | undefined;
  #opened: Promise<void> | undefined;
  readonly #waitingForEmpty: (() => void)[] = [];

  /** Whether whoever asks is called by work that is inside. */
  isWithin(kind?: VisitKind): boolean {
    for (let visit = this.#within.getStore(); visit !== undefined; visit = visit.outer) {
      if (visit.isGoing && (kind === undefined ? visit.kind !== "released" : visit.kind === kind))
        return true;
    }
    return false;
  }

  /**
   * Does something inside. Work that is called by work inside does not wait: the gate would wait for it.
   *
   * @param closing ends the waiting when it comes to something
   */
  async enter<T>(kind: VisitKind, work: () => Promise<T>, waiting: GateWaiting): Promise<T> {
    while (this.#opened !== undefined && !this.isWithin()) {
      await unlessAborted(Promise.race([this.#opened, waiting.closing]), waiting.signal, waiting.what);
      waiting.check();
    }
    this.#inside++;
    try {
      return await this.visit(kind, work);
    } finally {
      this.#inside--;
      if (this.#inside === 0) for (const resolve of this.#waitingForEmpty.splice(0)) resolve();
    }
  }

  /** Marks what work calls as within it, as long as it goes on. */
  async visit<T>(kind: VisitKind, work: () => Promise<T>): Promise<T> {
    const visit: Visit = { kind, isGoing: true, outer: this.#within.getStore() };
    try {
      return await this.#within.run(visit, work);
    } finally {
      visit.isGoing = false;
    }
  }

  /** Lets nobody in any more, and waits until everybody is out. */
  async shut(): Promise<void> {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
    if (this.#inside === 0) return;
    await new Promise<void>((resolve) => {
      this.#waitingForEmpty.push(resolve);
    });
  }

  open(): void {
    this.#opened = undefined;
    this.#open?.();
  }
}

/** What somebody is inside for; `"released"` is what is done while the file is released. */
export type VisitKind = "read" | "transaction" | "released";

/** How somebody waits at a gate. */
export interface GateWaiting {
  readonly closing: Promise<void>;
  readonly signal: AbortSignal | undefined;
  /** For the error of an abort. */
  readonly what: string;
  /** Throws if there is no use in waiting. */
  readonly check: () => void;
}

interface Visit {
  readonly kind: VisitKind;
  readonly outer: Visit | undefined;
  isGoing: boolean;
}
