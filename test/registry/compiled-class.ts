import { compileFunction } from "node:vm";
import ts from "typescript";
import { integrateWithPipelineBuilder, type BuilderClass } from "../../src/registry/index.js";

/** What the text of a class can be: something that is made with no arguments. */
export type AnyClass = new () => { readonly pipelineName?: string };

/** The value of the last class of a JavaScript text, which is taken as it stands. */
export function evaluate(javaScript: string, className = "Builder"): AnyClass {
  const run = compileFunction(`${javaScript}\nreturn ${className};`, ["integrateWithPipelineBuilder"]);
  return (run as (decorator: unknown) => AnyClass)(integrateWithPipelineBuilder);
}

/** JavaScript of a TypeScript text, as the compiler writes it with these options. */
export function compile(typeScript: string, options: ts.CompilerOptions = {}): string {
  const { outputText, diagnostics } = ts.transpileModule(typeScript, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, ...options },
  });
  if (diagnostics !== undefined && diagnostics.length > 0) {
    throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
  }
  return outputText;
}

/** Decorates a class whose type the compiler does not see. */
export function integrate(target: unknown): void {
  integrateWithPipelineBuilder(target as BuilderClass);
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ".",
  getNewLine: () => "\n",
};
