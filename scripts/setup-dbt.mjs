// Makes a virtual environment with the dbt of requirements-dbt.txt, and nothing if it is there already.
// Usage: node scripts/setup-dbt.mjs [FOLDER]; without a folder .venv-dbt in that of the package.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, ".venv-dbt"));
const requirements = join(root, "requirements-dbt.txt");
const python = join(folder, "bin", "python");
const leastPython = [3, 10];

const pins = readFileSync(requirements, "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line !== "" && !line.startsWith("#"));

if (isComplete()) {
  tell(`dbt is set up in ${folder}: ${pins.join(", ")}.`);
} else {
  install();
  must(python, ["-I", "-c", "import dbt.cli.main, dbt.adapters.duckdb"], "look for another Python.");
  if (!isComplete()) fail(`pip has installed something else than ${pins.join(", ")} in ${folder}.`);
  tell(`dbt was set up in ${folder}: ${pins.join(", ")}.`);
}

function install() {
  const found = run("python3", ["-c", "import sys; print(*sys.version_info[:2])"]);
  if (found.status !== 0) {
    fail(
      "there is no python3 on the PATH. Install Python 3.10 or later, or use the embedded engine, which needs none.",
    );
  }
  const version = found.stdout.trim().split(" ").map(Number);
  if (version[0] < leastPython[0] || (version[0] === leastPython[0] && version[1] < leastPython[1])) {
    fail(`python3 is ${version.join(".")}, but dbt needs ${leastPython.join(".")} or later.`);
  }
  if (existsSync(folder) && !existsSync(join(folder, "pyvenv.cfg")) && readdirSync(folder).length > 0) {
    fail(`${folder} is no virtual environment and not empty. Name another folder.`);
  }
  tell(`Setting up dbt in ${folder}.`);
  must(
    "python3",
    ["-m", "venv", "--clear", folder],
    "install the package python3-venv if the system has it apart.",
  );
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"];
  must(
    python,
    [...pip, "--only-binary", ":all:", "--requirement", requirements],
    "check the network and the index of pip.",
  );
}

/** Whether each pinned package is installed in its version. */
function isComplete() {
  const ask =
    "import sys; from importlib.metadata import version; print(*(f'{n}=={version(n)}' for n in sys.argv[1:]))";
  const names = pins.map((pin) => pin.split("==")[0]);
  const { status, stdout } = run(python, ["-I", "-c", ask, ...names]);
  return status === 0 && stdout.trim() === pins.join(" ") && existsSync(join(folder, "bin", "dbt"));
}

function must(command, args, hint) {
  const { status, stderr } = run(command, args);
  if (status !== 0) fail(`${[command, ...args].join(" ")} failed.\n${stderr}hint: ${hint}`);
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function tell(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`dbt could not be set up: ${text}\n`);
  process.exit(1);
}
