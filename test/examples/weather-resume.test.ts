import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRunStore, type RunReport } from "bailiwick";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runNode, type Ended } from "../support/run-node.js";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-weather-"));
  const compiled = await runNode(["node_modules/typescript/bin/tsc", "-p", "examples"], {
    cwd: projectRoot,
    seconds: 100,
  });
  if (compiled.failed) throw new Error(compiled.output);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("training that is killed in the middle of train goes on there, and comes to the same model", async () => {
  const artifactsFolder = join(folder, "killed");
  expect((await train(artifactsFolder, "killed")).failed).toBe(true);
  expect(await statuses(artifactsFolder)).toEqual({
    run: "running",
    steps: {
      load: "succeeded",
      clean: "succeeded",
      features: "succeeded",
      split: "succeeded",
      train: "running",
    },
  });

  const resumed = reported(await train(artifactsFolder));
  const reused = resumed.steps.filter(({ status }) => status === "reused").map(({ stepName }) => stepName);
  expect(reused).toEqual(["load", "clean", "features", "split"]);
  expect(resumed.steps.find(({ stepName }) => stepName === "train")).toMatchObject({ attempts: 2 });
  expect(resumed.printed).toContain("  = load     done before");

  const undisturbed = reported(await train(join(folder, "undisturbed")));
  expect(undisturbed.steps.map(({ status }) => status)).not.toContain("reused");
  expect(resumed.outputs).toEqual(undisturbed.outputs);
});

function train(artifactsFolder: string, end?: "killed"): Promise<Ended> {
  const program = "test/fixtures/weather-training.mjs";
  return runNode([program, artifactsFolder, ...(end === undefined ? [] : [end])], {
    cwd: projectRoot,
    seconds: 100,
  });
}

type Reported = Pick<RunReport, "steps" | "outputs"> & { readonly printed: readonly string[] };

function reported(ended: Ended): Reported {
  expect(ended).toMatchObject({ failed: false });
  return JSON.parse(ended.output) as Reported;
}

async function statuses(artifactsFolder: string) {
  await using store = await openRunStore(join(artifactsFolder, "runs.db"), { readOnly: true });
  const [run] = store.runs();
  const steps = store.steps(run!.runId).map(({ stepName, status }) => [stepName, status] as const);
  return { run: run!.status, steps: Object.fromEntries(steps) };
}
