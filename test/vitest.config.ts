import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/** vite 8 compiles with Oxc, which takes the decorator metadata that tsyringe needs from tsconfig.json. */
export default defineConfig({
  root: projectRoot,
  resolve: {
    alias: [
      { find: /^bailiwick$/, replacement: `${projectRoot}src/index.ts` },
      { find: /^bailiwick\/state$/, replacement: `${projectRoot}src/state/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["reflect-metadata"],
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "lcovonly"],
      reportsDirectory: "coverage",
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
