import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { runNode } from "../support/run-node.js";
import { projectRoot, type Fault, type SourceFile } from "./source-files.js";

/** One block of TypeScript in a document or a doc comment. */
export interface DocExample {
  readonly path: string;
  /** Where its first line of code stands, from 1. */
  readonly line: number;
  readonly code: string;
  /** False for a block that is marked `no-run`: it is compiled, and that is all. */
  readonly runs: boolean;
}

const openingFence = /^(?<indent>\s*(?:\* ?)?\s*)```(?:ts|typescript)\b(?<marks>.*)$/;

/** The examples of a Markdown document, or of the doc comments of a TypeScript file. */
export function extractExamples({ path, source }: SourceFile): DocExample[] {
  const lines = source.split("\n");
  const examples: DocExample[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = openingFence.exec(lines[index]!)?.groups;
    if (fence === undefined) continue;
    const end = lines.findIndex((line, other) => other > index && /^\s*(?:\* ?)?\s*```\s*$/.test(line));
    const body = lines.slice(index + 1, end === -1 ? undefined : end);
    const code = body.map((text) => text.slice(Math.min(fence["indent"]!.length, text.length))).join("\n");
    examples.push({ path, line: index + 2, code, runs: !/\bno-run\b/.test(fence["marks"]!) });
    index += body.length;
  }
  return examples;
}

/**
 * Compiles examples into a folder, each as a module in the place of its document, with `bailiwick` compiled
 * from `src/` beside them, and gives the faults the compiler finds in them.
 */
export function compileExamples(examples: readonly DocExample[], outDir: string): Fault[] {
  const modules = new Map(examples.map((example) => [join(projectRoot, moduleName(example, "ts")), example]));
  const options = compilerOptions(outDir);
  const program = ts.createProgram([...modules.keys()], options, hostWith(modules, options));
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const exports = { ".": "./src/index.js", "./state": "./src/state/index.js" };
  const manifest = { name: "bailiwick", type: "module", exports };
  writeFileSync(join(outDir, "package.json"), JSON.stringify(manifest));
  program.emit();
  return [...modules].flatMap(([fileName, { path }]) => {
    const file = program.getSourceFile(fileName)!;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ start, messageText, code }) => ({
      path,
      line: file.getLineAndCharacterOfPosition(start ?? 0).line + 1,
      message: `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    }));
  });
}

/** Runs a compiled example in a process of its own: it must end well and print what its `// =>` comments say. */
export async function runExample(example: DocExample, outDir: string): Promise<Fault[]> {
  const { failed, output, errors } = await runNode(
    ["--enable-source-maps", join(outDir, moduleName(example, "js"))],
    { cwd: outDir },
  );
  if (!failed) return printingFaults(example, output);
  const place = errors.split(`${moduleName(example, "ts")}:`)[1];
  const line = place === undefined ? example.line : Number.parseInt(place, 10);
  return [{ path: example.path, line, message: `fails: ${errors.trim()}` }];
}

function moduleName({ path, line }: DocExample, ending: "ts" | "js"): string {
  return `${path}.${line}.${ending}`;
}

function compilerOptions(outDir: string): ts.CompilerOptions {
  const path = join(projectRoot, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const ofProject = { ...config, files: [], include: [] };
  const { options } = ts.parseJsonConfigFileContent(ofProject, ts.sys, projectRoot, undefined, path);
  const forExamples = {
    noEmit: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    inlineSourceMap: true,
  };
  return { ...options, ...forExamples, rootDir: projectRoot, outDir };
}

/** The examples as files, with so many empty lines before them that their lines are those of the document. */
function hostWith(modules: ReadonlyMap<string, DocExample>, options: ts.CompilerOptions): ts.CompilerHost {
  const files = ts.createCompilerHost(options);
  const textOf = (fileName: string): string | undefined => {
    const example = modules.get(fileName);
    return example && `${"\n".repeat(example.line - 1)}${example.code}\nexport {};\n`;
  };
  return {
    ...files,
    fileExists: (fileName) => modules.has(fileName) || files.fileExists(fileName),
    readFile: (fileName) => textOf(fileName) ?? files.readFile(fileName),
    getSourceFile: (fileName, target, ...rest) => {
      const text = textOf(fileName);
      if (text === undefined) return files.getSourceFile(fileName, target, ...rest);
      return ts.createSourceFile(fileName, text, target, true);
    },
  };
}

function printingFaults({ path, line, code }: DocExample, output: string): Fault[] {
  const printed = output.split("\n").map((text) => text.trim());
  const faults: Fault[] = [];
  let next = 0;
  for (const [index, text] of code.split("\n").entries()) {
    const expected = /\/\/ => (.*)$/.exec(text)?.[1]?.trim();
    if (expected === undefined) continue;
    const found = printed.indexOf(expected, next);
    if (found >= 0) next = found + 1;
    else
      faults.push({
        path,
        line: line + index,
        message: `should print ${expected}\nbut prints\n${output.trim()}`,
      });
  }
  return faults;
}
