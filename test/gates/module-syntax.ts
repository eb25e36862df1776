import ts from "typescript";
import type { SourceFile } from "./source-files.js";

/** What another module is named by in a file. */
export interface ModuleUse {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
}

/** The outside of a module, as far as the gates ask for it. */
export interface ModuleSyntax {
  /** Imports, `export … from`, `import()`, `import("…")` types and `require()`, types included; in order. */
  readonly uses: readonly ModuleUse[];
  /** The line of each default export. */
  readonly defaultExports: readonly number[];
  /** The line of each top-level statement that is more than an `export … from`. */
  readonly logic: readonly number[];
  readonly lineCount: number;
}

/** Parses a module. */
export function readModule({ path, source }: SourceFile): ModuleSyntax {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const uses: ModuleUse[] = [];
  const defaultExports: number[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = usedModule(node);
    if (specifier !== undefined) uses.push({ specifier, line: lineOf(node) });
    if (isDefaultExport(node)) defaultExports.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  const logic = file.statements.filter((statement) => !isReExport(statement)).map(lineOf);
  return { uses, defaultExports, logic, lineCount: source.replace(/\n$/, "").split("\n").length };
}

function usedModule(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === "require");
  return loads ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
