import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../gates/source-files.js";

/** An error that the compiler finds in a text, at the line to mend. */
export interface TypeFault {
  /** From the folder of the project. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** As in `TS2322`. */
  readonly code: number;
  readonly message: string;
}

/** Where a text stands that was given without a place. */
const nowhere = "test/fixtures/typed.ts";

/** Texts that stand in the place of files, by absolute path; the version grows with every change. */
const texts = new Map<string, { text: string; version: number }>();

let service: ts.LanguageService | undefined;

/**
 * What the compiler says of a text as a file of the project, or of several texts by their paths from the project's
 * folder: each is read in the place of the file, if there is one. What `bailiwick/metadata` means is in `src/`.
 *
 * The service is shared, so that only the first call parses the libraries.
 */
export function typeErrors(source: string | Readonly<Record<string, string>>): TypeFault[] {
  const given = Object.entries(typeof source === "string" ? { [nowhere]: source } : source);
  const files = new Map(given.map(([path, text]) => [join(projectRoot, path), { path, text }]));
  for (const name of texts.keys()) if (!files.has(name)) texts.delete(name);
  for (const [name, { text }] of files) texts.set(name, { text, version: nextVersion++ });
  service ??= ts.createLanguageService(host());
  const program = service.getProgram()!;
  return [...files].flatMap(([name, { path }]) => {
    const file = program.getSourceFile(name)!;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ start, messageText, code }) => ({
      path,
      line: file.getLineAndCharacterOfPosition(start ?? 0).line + 1,
      code,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    }));
  });
}

let nextVersion = 1;

function host(): ts.LanguageServiceHost {
  const options = projectOptions();
  return {
    getCompilationSettings: () => options,
    getCurrentDirectory: () => projectRoot,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (name) => String(texts.get(name)?.version ?? 0),
    getScriptSnapshot: (name) => {
      const text = texts.get(name)?.text ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    fileExists: (name) => texts.has(name) || ts.sys.fileExists(name),
    readFile: (name) => texts.get(name)?.text ?? ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
  };
}

function projectOptions(): ts.CompilerOptions {
  const path = join(projectRoot, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    projectRoot,
    undefined,
    path,
  );
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}
