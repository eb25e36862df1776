/** The process that holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /**
   * Where `pid` means it: the name of the machine and, on Linux, after a slash what tells its boots and namespaces
   * (those of containers) apart.
   */
  readonly host: string;
  /** Tells the process from a later one with the same number; how it is written differs between systems. */
  readonly processStartedAt: string;
  /** Milliseconds since 1970. */
  readonly acquiredAt: number;
  /** When it was last heard of; milliseconds since 1970. */
  readonly heartbeatAt: number;
}

/** How a lock is taken. */
export interface LockOptions {
  /**
   * How long, in milliseconds, an owner may stay silent before it counts as gone, if its process is stopped or nobody can
   * look whether it lives. Of the limits of the owner and of whoever comes after it, the longer one counts. From 100 on.
   * @defaultValue 30000
   */
  readonly heartbeatLimitMs?: number;
  /** How long, in milliseconds, to wait for the owner to release it. @defaultValue 0: not at all */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * The right of one process to run under a key. It holds as long as the process is heard of. Whoever takes it over gets a
 * higher token, and writes with a lower one are refused: an owner that was stopped and wakes up again does no harm.
 */
export interface ExecutionLock extends AsyncDisposable {
  /** What the key is kept under: the same for all texts that mean the same. */
  readonly key: string;
  /** Grows with every owner. */
  readonly token: number;
  readonly owner: LockOwner;
  /** Aborted with a `LOCK_LOST` error as its reason once another process has taken it over. */
  readonly signal: AbortSignal;
  /**
   * Gives it back; twice does nothing. What another process holds by now is left alone. If the store cannot be written, it
   * is tried again at every heartbeat and before this process takes another lock.
   *
   * @throws BailiwickError `STORE_WRITE_FAILED` or `STORE_READ_ONLY` if it cannot be given back at once
   */
  release(): Promise<void>;
}
