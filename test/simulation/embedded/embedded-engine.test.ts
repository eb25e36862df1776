import { onTestFinished } from "vitest";
import { openEmbeddedEngine } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { describeModelEngine } from "../model-engine-contract.js";

describeModelEngine("embedded", async (project, databasePath) => {
  const database = await openDuckDb(databasePath);
  onTestFinished(() => database.close());
  return openEmbeddedEngine({ project, database });
});
