import { openRunStore } from "../../src/store/index.js";

/*
 * A process that records as quickly as it can: a run with steps of two entries each, a commit after so many steps. After
 * each commit it says how many steps are durable. It is ended by a signal, or by itself after the last step.
 */
const [path = "", runId = "", steps = "0", perCommit = "1"] = process.argv.slice(2);
const store = await openRunStore(path, { busyTimeoutMs: 60_000 });
const journal = store.journal({
  runId,
  contextName: "weather",
  pipelineName: "forecast",
  planFingerprint: "p",
  partitions: [],
  seed: 0,
  startedAt: Date.now(),
  isResumed: false,
});
const parts = { specification: "s", code: "c", options: "o", inputs: {}, after: {} };
for (let count = 1; count <= Number(steps); count++) {
  const key = { partition: "", stepName: `step ${count}` };
  const startedAt = Date.now();
  journal.attemptStarted({ ...key, number: 1, fingerprint: "f", startedAt });
  journal.attemptEnded({ ...key, number: 1, endedAt: startedAt, outcome: "succeeded" });
  journal.stepEnded({
    ...key,
    fingerprint: "f",
    parts,
    status: "succeeded",
    reason: "ran: new",
    attempts: 1,
    startedAt,
    durationMs: 0,
    outputs: { count: String(count) },
  });
  journal.event({ at: startedAt, type: "step-succeeded", ...key, data: {} });
  if (count % Number(perCommit) !== 0) continue;
  journal.commit();
  process.send?.(count);
}
journal.end("succeeded", Date.now());
store.close();
process.disconnect?.();
