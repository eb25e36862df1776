/** A step from one version of the schema to the next. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema of the run store; entries are only ever added. JSON lies in columns of type TEXT, times are milliseconds
 * since 1970, and a partition is `''` in runs without.
 */
export const runStoreMigrations: readonly Migration[] = Object.freeze([
  {
    version: 1,
    name: "runs",
    sql: `
      CREATE TABLE runs (
        run_id TEXT PRIMARY KEY,
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
        run_id TEXT NOT NULL REFERENCES runs,
        partition TEXT NOT NULL,
        step_name TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        parts TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('succeeded', 'failed', 'cancelled', 'skipped', 'compensated')),
        reason TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        started_at REAL,
        duration_ms REAL,
        error TEXT,
        result_key TEXT,
        reused_from TEXT,
        PRIMARY KEY (run_id, partition, step_name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX steps_by_result ON steps (result_key) WHERE result_key IS NOT NULL;

      CREATE TABLE attempts (
        run_id TEXT NOT NULL REFERENCES runs,
        partition TEXT NOT NULL,
        step_name TEXT NOT NULL,
        number INTEGER NOT NULL,
        session INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL,
        outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'timed-out', 'cancelled')),
        error TEXT,
        PRIMARY KEY (run_id, partition, step_name, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE outputs (
        run_id TEXT NOT NULL,
        partition TEXT NOT NULL,
        step_name TEXT NOT NULL,
        output TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (run_id, partition, step_name, output),
        FOREIGN KEY (run_id, partition, step_name) REFERENCES steps DEFERRABLE INITIALLY DEFERRED
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE events (
        run_id TEXT NOT NULL REFERENCES runs,
        sequence INTEGER NOT NULL,
        at REAL NOT NULL,
        type TEXT NOT NULL,
        partition TEXT,
        step_name TEXT,
        data TEXT NOT NULL,
        PRIMARY KEY (run_id, sequence)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE compensations (
        run_id TEXT NOT NULL REFERENCES runs,
        partition TEXT NOT NULL,
        step_name TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL,
        outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'none')),
        error TEXT,
        PRIMARY KEY (run_id, partition, step_name, started_at)
      ) STRICT, WITHOUT ROWID;

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
