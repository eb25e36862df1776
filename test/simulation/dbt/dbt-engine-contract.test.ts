import { basename, join } from "node:path";
import { describe, onTestFinished } from "vitest";
import { openDbtEngine } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { hasDbt, profileOf, realDbt, writeFiles } from "../../support/dbt.js";
import { describeModelEngine } from "../model-engine-contract.js";

describe.runIf(hasDbt)("with the real dbt", () => {
  describeModelEngine("dbt", async (project, databasePath) => {
    const profilesFolder = join(databasePath, "../profiles");
    writeFiles(profilesFolder, { "profiles.yml": profileOf(basename(project).replaceAll("-", "_")) });
    const database = await openDuckDb(databasePath);
    onTestFinished(() => database.close());
    return openDbtEngine({ project, database, executable: realDbt(), profilesFolder });
  });
});
