import { describe } from "../../kernel/index.js";
import type { MacroFile, ProjectMacro } from "./dbt-project.js";
import { lineAt, readBlocks, type JinjaBlock } from "./jinja-tokens.js";
import type { ProjectFaults } from "./project-faults.js";
import { noteUnknownConstructs, useDbtHint } from "./unsupported.js";

/** The macros and generic tests of a project. */
export interface ProjectMacros {
  /** By name. */
  readonly macros: ReadonlyMap<string, ProjectMacro>;
  readonly macroFiles: readonly MacroFile[];
}

/** Reads files of macros; what is wrong with them is noted. */
export function readMacros(files: readonly MacroFile[], faults: ProjectFaults): ProjectMacros {
  const macros = new Map<string, ProjectMacro>();
  const macroFiles: MacroFile[] = [];
  for (const { file, text } of files) {
    if (!file.endsWith(".sql")) continue;
    noteUnknownConstructs(file, text, faults);
    const blocks = readBlocks(text).filter(({ type }) => ["macro", "test", "data_test"].includes(type));
    if (blocks.length > 0) macroFiles.push({ file, text: onlyBlocks(text, blocks) });
    for (const block of blocks) noteMacro(file, lineAt(text, block.start), block, macros, faults);
  }
  return { macros, macroFiles };
}

/** Macros of dbt's that decide where a model is built. */
const placing = /^(?:default__)?generate_(?:schema|alias|database)_name$/u;

function noteMacro(
  file: string,
  line: number,
  block: JinjaBlock,
  macros: Map<string, ProjectMacro>,
  faults: ProjectFaults,
): void {
  const isTest = block.type !== "macro";
  const name = isTest ? `test_${block.name}` : block.name;
  const first = macros.get(name);
  if (first !== undefined) {
    const message = `the macro ${describe(name)} is there twice, first in ${first.file}:${first.line}`;
    faults.add({ code: "MODEL_PROJECT_INVALID", file, line, message });
  } else if (placing.test(name)) {
    const message = `the macro ${describe(name)} is not known to the embedded engine`;
    faults.add({ code: "MODEL_UNSUPPORTED", file, line, message, hint: useDbtHint });
  } else {
    macros.set(name, Object.freeze({ name, isTest, parameters: block.parameters, file, line }));
  }
}

/** The text with everything outside of its blocks blank, and tests as macros; lines stay where they are. */
function onlyBlocks(text: string, blocks: readonly JinjaBlock[]): string {
  const lines = (part: string): string => part.replaceAll(/[^\n]/gu, "");
  let result = "";
  let end = 0;
  for (const block of blocks) {
    const body = text.slice(block.start, block.end);
    result += lines(text.slice(end, block.start));
    result +=
      block.type === "macro"
        ? body
        : body
            .replace(/^(\{%[-+]?\s*)(?:data_)?test(\s+)/u, "$1macro$2test_")
            .replace(/(\{%[-+]?\s*)end(?:data_)?test(\s*[-+]?%\})$/u, "$1endmacro$2");
    end = block.end;
  }
  return result + lines(text.slice(end));
}
