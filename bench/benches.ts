import type { Bench } from "./harness/bench.js";

/** The benches by name; loaded on use, because the process of a contender should hold nothing but that contender. */
export const benches: Readonly<
  Record<string, { readonly about: string; readonly load: () => Promise<Bench> }>
> = {
  await: {
    about: "what importing the package does to every await of the process",
    load: () => import("./await.js"),
  },
  cli: {
    about: "what the command line adds to the start of a process",
    load: () => import("./cli.js"),
  },
  import: {
    about: "what importing the package adds to the start of a process",
    load: () => import("./import.js"),
  },
  metadata: {
    about: "wiring 1,000 entries, bringing events to their handlers, and what the types cost the compiler",
    load: () => import("./metadata/tables.js"),
  },
  registry: {
    about: "finding and making contexts, beside a plain Map and beside containers of dependency injection",
    load: () => import("./registry/tables.js"),
  },
  resolution: {
    about: "wiring up to 10,000 steps, anew and after a change, beside a naive transcription of the formulas",
    load: () => import("./resolution/tables.js"),
  },
  run: {
    about: "running 10,000 and 100,000 steps that do nothing, beside p-graph, listr2 and plain promises",
    load: () => import("./running/tables.js"),
  },
  simulation: {
    about: "60,000 employees over five years, by the embedded engine and by real dbt",
    load: () => import("./simulation/tables.js"),
  },
  state: {
    about: "registries of 1,000,000 employees over five years, beside the document's SQL",
    load: () => import("./state/tables.js"),
  },
  transactions: {
    about: "10,000 concurrent transactions across 100 contexts, beside a plain mutex",
    load: () => import("./transactions.js"),
  },
};
