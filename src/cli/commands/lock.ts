import { access } from "node:fs/promises";
import { formatLock, parseLock, type WiringDrift } from "../../resolution/index.js";
import { readInput } from "../input-file.js";
import { exitCodes, pathFrom, type ExitCode, type Io } from "../io.js";
import { jsonText } from "../texts.js";
import { styleOf } from "../style.js";
import { wireSpecifications, type WiringOptions } from "../wire-specifications.js";
import { writeFileAtomically } from "../write-file.js";

/** What `bailiwick lock` takes. */
export interface LockOptions extends WiringOptions {
  readonly file: string;
  readonly check?: boolean;
  readonly update?: boolean;
  readonly json?: boolean;
}

/** Checks a wiring against its lock file, or writes the file: with `update`, or where there is none and `check` does not forbid it. */
export async function lock(paths: readonly string[], options: LockOptions, io: Io): Promise<ExitCode> {
  const { wiring } = await wireSpecifications(paths, options, io);
  const { file, check = false, update = false } = options;
  const isThere = await access(pathFrom(io.cwd, file)).then(
    () => true,
    () => false,
  );
  if (!update && (check || isThere)) {
    const text = await readInput({ option: "--file", path: file }, io);
    return reportDrift(wiring.compareTo(parseLock(text)), options, io);
  }
  await writeFileAtomically(file, formatLock(wiring.assertComplete().lock()), io.cwd);
  const { green } = styleOf(io.stdout, io.env);
  io.stdout.write(
    options.json === true ? jsonText({ file, action: "written" }) : `${green("written")} ${file}\n`,
  );
  return exitCodes.ok;
}

function reportDrift(drift: WiringDrift, { file, json }: LockOptions, io: Io): ExitCode {
  const { green, red } = styleOf(io.stdout, io.env);
  if (json === true) io.stdout.write(jsonText({ file, action: "checked", isSame: drift.isSame, drift }));
  else if (drift.isSame) io.stdout.write(`${green("the same")} as ${file}\n`);
  else io.stdout.write(`${red("not the same")} as ${file}:\n${drift.text.trimEnd()}\n`);
  return drift.isSame ? exitCodes.ok : exitCodes.findings;
}
