import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttemptEnd, RecordedError, StepEnd } from "../../src/store/index.js";
import { fromColumn, toColumn } from "../../src/store/sqlite/text.js";
import { opened, session, storePath } from "./store-file.js";

/** Any text: of any script, with quotes, U+0000, halves of surrogate pairs, names of members of every object. */
const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
      .map((units) => String.fromCharCode(...units)),
  },
  fc.constantFrom(
    "",
    "__proto__",
    "constructor",
    "'",
    '"',
    "\0",
    "a\0b",
    "\u001A0000",
    "\uD800",
    "x\uDC00",
    "😀",
    "\u001A",
  ),
);
const anyTime = fc.oneof(
  fc.double({ min: 0, max: 4e12, noNaN: true }),
  fc.double({ min: 1.7e12, max: 1.8e12, noNaN: true }),
);
const anyError: fc.Arbitrary<RecordedError> = fc.record(
  { name: anyText, message: anyText, code: anyText },
  { requiredKeys: ["name", "message"] },
);
const anyFingerprints = fc.dictionary(anyText, anyText, { maxKeys: 3 });
const anyEnd = fc.record<Omit<StepEnd, "partition" | "stepName">>(
  {
    fingerprint: anyText,
    parts: fc.record({
      specification: anyText,
      code: anyText,
      options: anyText,
      inputs: anyFingerprints,
      after: anyFingerprints,
    }),
    status: fc.constantFrom("succeeded", "failed", "cancelled", "skipped"),
    reason: anyText,
    attempts: fc.nat(),
    startedAt: anyTime,
    durationMs: anyTime,
    error: anyError,
    outputs: fc.dictionary(anyText, fc.oneof(anyText, fc.json()), { maxKeys: 4 }),
    resultKey: anyText,
    reusedFrom: anyText,
  },
  { requiredKeys: ["fingerprint", "parts", "status", "reason", "attempts"] },
);
const anyAttempt = fc.record<Pick<AttemptEnd, "endedAt" | "outcome" | "error">>(
  {
    endedAt: anyTime,
    outcome: fc.constantFrom("succeeded", "failed", "timed-out", "cancelled"),
    error: anyError,
  },
  { requiredKeys: ["endedAt", "outcome"] },
);
const anyEvent = fc.record(
  {
    at: anyTime,
    type: anyText,
    partition: anyText,
    stepName: anyText,
    data: fc.dictionary(anyText, fc.jsonValue()),
  },
  { requiredKeys: ["at", "type", "data"] },
);
const anyStep = fc.record({
  partition: anyText,
  stepName: anyText,
  end: anyEnd,
  attempt: anyAttempt,
  event: anyEvent,
});

/** As JSON has it: `-0` is `0`. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

describe("what is recorded is read as it was", () => {
  test("whatever the texts, names, times and values are", async () => {
    const path = await storePath();
    const writer = await opened(path, { synchronous: "off" });
    const reader = await opened(path, { readOnly: true });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.record({ contextName: anyText, pipelineName: anyText }),
        fc.uniqueArray(anyText, { maxLength: 3 }),
        fc.uniqueArray(anyStep, {
          maxLength: 5,
          selector: ({ partition, stepName }) => JSON.stringify([partition, stepName]),
        }),
        async (id, names, partitions, steps) => {
          const runId = `${id} ${++count}`;
          const start = session(runId, { ...names, partitions });
          const journal = writer.journal(start);
          for (const { end, attempt, event, ...key } of steps) {
            journal.attemptStarted({
              ...key,
              number: 1,
              fingerprint: end.fingerprint,
              startedAt: attempt.endedAt,
            });
            journal.attemptEnded({ ...key, ...attempt, number: 1 });
            journal.stepEnded({ ...key, ...end });
            journal.event(event);
          }
          journal.commit();

          expect(reader.run(runId)).toMatchObject({ runId, ...names, partitions });
          expect(reader.runs({ ...names, limit: 1 })[0]?.runId).toBeDefined();
          const records = new Map(
            reader.steps(runId).map((step) => [JSON.stringify([step.partition, step.stepName]), step]),
          );
          expect(records.size).toBe(steps.length);
          for (const { end, ...key } of steps) {
            const { outputs, ...rest } = end;
            const record = records.get(JSON.stringify([key.partition, key.stepName]));
            expect(record).toEqual({
              runId,
              partition: key.partition,
              stepName: key.stepName,
              ...rest,
              parts: asJson(rest.parts),
            });
            const stored = reader.outputs(runId, key);
            expect(stored === undefined ? undefined : new Map(Object.entries(stored))).toEqual(
              end.status === "succeeded" ? new Map(Object.entries(outputs ?? {})) : undefined,
            );
          }
          expect(reader.attempts(runId)).toHaveLength(steps.length);
          const attempts = new Map(
            reader
              .attempts(runId)
              .map((attempt) => [JSON.stringify([attempt.partition, attempt.stepName]), attempt]),
          );
          for (const { attempt, ...key } of steps) {
            expect(attempts.get(JSON.stringify([key.partition, key.stepName]))).toMatchObject(attempt);
          }
          expect([...reader.events(runId)]).toEqual(
            steps.map(({ event }, index) => ({
              runId,
              sequence: index + 1,
              ...event,
              data: asJson(event.data),
            })),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("outputs of 10 MB", async () => {
    const path = await storePath();
    const store = await opened(path);
    const journal = store.journal(session("one"));
    const key = { partition: "", stepName: "load" };
    const outputs = { text: JSON.stringify("ü\0😀 ".repeat(2_500_000)), small: "1" };
    const parts = { specification: "", code: "", options: "", inputs: {}, after: {} };
    journal.stepEnded({
      ...key,
      fingerprint: "f",
      parts,
      status: "succeeded",
      reason: "",
      attempts: 0,
      outputs,
    });
    journal.commit();
    const stored = (await opened(path, { readOnly: true })).outputs("one", key);
    expect(stored?.["text"] === outputs.text).toBe(true);
    expect(Object.keys(stored ?? {}).toSorted()).toEqual(["small", "text"]);
  });
});

test("a text as a column and back is the same text, and no two texts are the same column", () => {
  fc.assert(
    fc.property(anyText, anyText, (text, other) => {
      expect(fromColumn(toColumn(text))).toBe(text);
      expect(toColumn(text) === toColumn(other)).toBe(text === other);
      expect(toColumn(text)).not.toMatch(/\0|\p{Cs}/u);
    }),
  );
});
