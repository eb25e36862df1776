import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Contender, Table } from "../harness/bench.js";
import { atMostOver } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { slotNames } from "./workload.js";

const run = promisify(execFile);
const compiler = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
const floor = "an empty project";

export function typeCheckingTable(quick: boolean): Table {
  const entryCount = quick ? 20 : 500;
  const of = `${entryCount} entries × ${slotNames.length} slots`;
  return {
    title: "a whole process of tsc that checks types and writes nothing",
    rounds: quick ? 1 : 7,
    figures: { time: "ms", memory: "MB" },
    floor,
    contenders: [
      checking(floor, "export {};\n"),
      checking("a kind, and no entries", sourceOf(0)),
      checking(of, sourceOf(entryCount)),
    ],
    goals: [
      atMostOver(5_000, "ms", { figure: "time", of, floor }),
      atMostOver(250, "MB", { figure: "memory", of, floor }),
    ],
  };
}

/** Lies within the package, which finds itself by its name as users find it. */
function checking(name: string, source: string): Contender {
  return {
    name,
    async measure() {
      const folder = join(process.cwd(), "build", `bench-types-${process.pid}`);
      mkdirSync(folder, { recursive: true });
      try {
        writeFileSync(join(folder, "source.ts"), source);
        writeFileSync(
          join(folder, "tsconfig.json"),
          JSON.stringify({ compilerOptions, files: ["source.ts"] }),
        );
        let memory = Number.NaN;
        const time = await milliseconds({ warmUp: 0, samples: 1 }, async () => {
          const { stdout } = await run(process.execPath, [compiler, "-p", folder, "--extendedDiagnostics"]);
          memory = Number(/^Memory used:\s*(\d+)K$/m.exec(stdout)?.[1]) / 1024;
        });
        check(Number.isFinite(memory), "the compiler does not say how much memory it used");
        return { time, memory, peakMemory: memory * 1024 * 1024 };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const compilerOptions = {
  target: "ES2022",
  module: "nodenext",
  lib: ["ES2023"],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * A registry of so many entries, each with a payload and handlers of its own whose parameters are inferred, and for each
 * slot a mistake that has to be found: the compiler fails where none is.
 */
function sourceOf(entryCount: number): string {
  const numbers = Array.from({ length: entryCount }, (_, i) => i);
  const id = (i: number) => `"workflow_${i}.succeeded"`;
  const entry = (i: number) =>
    `  ${id(i)}: { payload: type<{ userId: string; n${i}: number }>("E${i}"), phase: "succeeded", action: "A${i}" },`;
  const handler = (i: number) =>
    `    ${id(i)}: (event, { entry }) => use(event.userId, event.n${i}, entry.action satisfies "A${i}"),`;
  const mistaken = (i: number) => `    // @ts-expect-error\n    ${id(i)}: (event) => use(event.n${i + 1}),`;
  const implementations = slotNames.map((slot) => {
    const lines = numbers.map((i) => (i === entryCount - 1 ? mistaken(i) : handler(i)));
    return `  ${slot}: {\n${lines.join("\n")}\n  },`;
  });
  return `${kindSource}
const events = defineRegistry(kind, {
${numbers.map(entry).join("\n")}
});
wire(events, {
${entryCount === 0 ? "" : implementations.join("\n")}
});
`;
}

const kindSource = `
import {
  defineKind, defineRegistry, slot, type, wire, type TypeFunction, type TypeOf, type TypeToken,
} from "bailiwick/metadata";
interface Metadata {
  readonly payload: TypeToken;
  readonly phase: "attempted" | "succeeded" | "failed";
  readonly action: string;
}
type HandlerOf<E> = E extends { readonly payload: infer P; readonly id: infer I }
  ? (event: TypeOf<P>, context: { readonly id: I; readonly entry: E }) => void
  : never;
interface Handler extends TypeFunction {
  readonly out: HandlerOf<this["in"]>;
}
const kind = defineKind<Metadata>()({
  name: "events",
  slots: {
${slotNames.map((slot) => `    ${slot}: slot<Handler>()({ default: true }),`).join("\n")}
  },
});
declare function use(...values: readonly unknown[]): void;
`;
