import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRunStore } from "bailiwick";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trainWeather } from "../../examples/weather/run-weather.js";
import { noScreen } from "../../examples/weather/screen/screen.js";
import { runNode } from "../support/run-node.js";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-weather-"));
  const compiled = await runNode(["node_modules/typescript/bin/tsc", "-p", "examples"], {
    cwd: projectRoot,
    seconds: 100,
  });
  expect(compiled).toMatchObject({ failed: false });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("training that is killed in the middle of train goes on there, and comes to the same model", async () => {
  const artifactsFolder = join(folder, "killed");
  const killed = await runNode(["test/fixtures/killed-training.mjs", artifactsFolder], { cwd: projectRoot });
  expect(killed.failed).toBe(true);
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

  const printed: string[] = [];
  const screen = { ...noScreen, line: (text = "") => void printed.push(text) };
  const { report } = await trainWeather({ artifactsFolder, screen });
  const reused = report.steps.filter(({ status }) => status === "reused").map(({ stepName }) => stepName);
  expect(reused).toEqual(["load", "clean", "features", "split"]);
  expect(report.steps.find(({ stepName }) => stepName === "train")).toMatchObject({ attempts: 2 });
  expect(printed).toContain("  = load     done before");

  const undisturbed = await trainWeather({ artifactsFolder: join(folder, "undisturbed") });
  expect(report.outputs["train"]).toEqual(undisturbed.report.outputs["train"]);
  expect(report.outputs["evaluate"]).toEqual(undisturbed.report.outputs["evaluate"]);
});

async function statuses(artifactsFolder: string) {
  await using store = await openRunStore(join(artifactsFolder, "runs.db"), { readOnly: true });
  const [run] = store.runs();
  const steps = store.steps(run!.runId).map(({ stepName, status }) => [stepName, status] as const);
  return { run: run!.status, steps: Object.fromEntries(steps) };
}
