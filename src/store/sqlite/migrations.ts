/** A step from one version of the schema to the next. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema of the run store; entries are only ever added. JSON lies in columns of type TEXT, times are milliseconds
 * since 1970, and a partition is `''` in runs without. What belongs to a step has its number, not its names: rows that
 * are written together lie together then, and a commit touches few pages. `change` puts all changes of steps in the
 * store in one order.
 */
export const runStoreMigrations: readonly Migration[] = Object.freeze([
  {
    version: 1,
    name: "runs",
    sql: `
      CREATE TABLE runs (
        run INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL UNIQUE,
        context_name TEXT NOT NULL,
        pipeline_name TEXT NOT NULL,
        plan_fingerprint TEXT NOT NULL,
        partitions TEXT NOT NULL,
        seed INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled', 'rolled-back')),
        sessions INTEGER NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL
      ) STRICT;
      CREATE INDEX runs_of_pipeline ON runs (context_name, pipeline_name, started_at);

      CREATE TABLE steps (
        step INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs,
        partition TEXT NOT NULL,
        step_name TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        parts TEXT,
        status TEXT NOT NULL
          CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled', 'skipped', 'compensated')),
        reason TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        started_at REAL,
        duration_ms REAL,
        error TEXT,
        result_key TEXT,
        reused_from TEXT,
        change INTEGER NOT NULL,
        UNIQUE (run, partition, step_name)
      ) STRICT;
      CREATE INDEX steps_by_result ON steps (result_key) WHERE result_key IS NOT NULL;

      CREATE TABLE attempts (
        step INTEGER NOT NULL REFERENCES steps,
        number INTEGER NOT NULL,
        session INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL,
        outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'timed-out', 'cancelled')),
        error TEXT,
        PRIMARY KEY (step, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE outputs (
        step INTEGER NOT NULL REFERENCES steps,
        output TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (step, output)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE events (
        run INTEGER NOT NULL REFERENCES runs,
        sequence INTEGER NOT NULL,
        at REAL NOT NULL,
        type TEXT NOT NULL,
        partition TEXT,
        step_name TEXT,
        data TEXT NOT NULL,
        PRIMARY KEY (run, sequence)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE compensations (
        step INTEGER NOT NULL REFERENCES steps,
        started_at REAL NOT NULL,
        ended_at REAL,
        outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'none')),
        error TEXT,
        PRIMARY KEY (step, started_at)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE counters (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO counters (name, value) VALUES ('changes', 0);

      CREATE TABLE locks (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        token INTEGER NOT NULL,
        pid INTEGER,
        host TEXT,
        process_started_at TEXT,
        acquired_at REAL,
        heartbeat_at REAL,
        heartbeat_limit_ms REAL
      ) STRICT, WITHOUT ROWID;
    `,
  },
]);
