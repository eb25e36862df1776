import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/**
 * Rooms whose tests leave nothing behind in modules or in the process: their files run in one process, which loads
 * the package once. In whatever order they run, they must pass: `--sequence.shuffle.files` tries another one.
 */
const sharing = [
  "graph",
  "kernel",
  "pipeline",
  "quality",
  "resolution",
  "simulation/embedded",
  "simulation/project",
  "simulation/reports",
  "specification",
  "store",
].map((folder) => `test/${folder}/**/*.test.ts`);

/**
 * Whole simulations that fail, are killed and go on, and what else takes minutes if it is to say something. The test command
 * leaves them out; `npm run unit:long` runs them alone, and `npm run coverage` with all others.
 */
const long = [
  "test/crash/simulation.test.ts",
  "test/crash/state.test.ts",
  "test/examples/domain-events-gaps.test.ts",
  "test/package/consumers.test.ts",
  "test/state/applied-years.property.test.ts",
  "test/state/bad-input.test.ts",
  "test/state/integrity.test.ts",
  "test/state/registries.property.test.ts",
  "test/simulation/views/report-in-browser.test.ts",
  ...["failures", "invariants", "killed", "refusals", "run-simulation", "surroundings"].map(
    (name) => `test/simulation/run/${name}.test.ts`,
  ),
];
const chosen = process.env["BAILIWICK_TESTS"];
const isLong = chosen === "long";

/** vite 8 compiles with Oxc, which takes the decorator metadata that tsyringe needs from tsconfig.json. */
export default defineConfig({
  root: projectRoot,
  resolve: {
    alias: [
      { find: /^bailiwick$/, replacement: `${projectRoot}src/index.ts` },
      { find: /^bailiwick\/metadata$/, replacement: `${projectRoot}src/metadata/index.ts` },
      { find: /^bailiwick\/simulation$/, replacement: `${projectRoot}src/simulation/index.ts` },
      { find: /^bailiwick\/state$/, replacement: `${projectRoot}src/state/index.ts` },
    ],
  },
  test: {
    setupFiles: ["reflect-metadata"],
    pool: "forks",
    // By default one core is left alone, of two that is half.
    maxWorkers: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "sharing", include: isLong ? [] : sharing, isolate: false } },
      {
        extends: true,
        test: {
          name: "alone",
          include: isLong ? long : ["test/**/*.test.ts"],
          exclude: isLong ? [] : [...sharing, ...(chosen === "all" ? [] : long)],
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "lcovonly"],
      reportsDirectory: "coverage",
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
