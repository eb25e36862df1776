import type { Environment } from "minijinja-js";
import { didYouMean, messageOf, type ErrorCode } from "../../kernel/index.js";
import { faultError, type ProjectFault } from "../project/project-faults.js";
import { lineAt } from "../project/jinja-tokens.js";
import type { MacroFile } from "../project/dbt-project.js";

/** What a template calls; it is other for each rendering. */
export type JinjaCalls = Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;

/** One rendering. */
export interface JinjaWork {
  /** Below the folder of the project; the name under which the text was added. */
  readonly file: string;
  readonly calls: JinjaCalls;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a call cannot do. It is thrown in a function of {@link JinjaCalls}, which knows no place. */
export class CallFault extends Error {
  override readonly name = "CallFault";
  readonly code: ErrorCode;
  readonly fault: string;
  readonly hint: string | undefined;
  /** What is called and with what first, to find the place of the call. */
  readonly call: readonly [name: string, argument?: unknown];

  constructor(
    code: ErrorCode,
    fault: string,
    call: readonly [name: string, argument?: unknown],
    hint?: string,
  ) {
    super(fault);
    this.code = code;
    this.fault = fault;
    this.call = call;
    this.hint = hint;
  }
}

const macrosName = "macros";
const errorPattern = /^(?<fault>[^]*?) \(in (?<name>[^\n]+):(?<line>\d+)\)/u;
const unknownFunction = /unknown (?:function|method|filter|test): (?:(?:filter|test) )?(?<name>\w+)/u;

/**
 * Jinja with the macros of a project known in every text without an import, and to each other. Texts are compiled once.
 *
 * An exception of a JavaScript function would leave the library unusable, so what a call throws is kept, and thrown
 * when the rendering has ended.
 */
export class Jinja {
  readonly #environment: Environment;
  readonly #macroFiles: readonly (MacroFile & { readonly firstLine: number })[];
  readonly #macroNames: readonly string[];
  readonly #texts = new Map<string, string>();
  readonly #callNames: ReadonlySet<string>;
  #calls: JinjaCalls = {};
  #thrown: { readonly error: unknown } | undefined;

  /** @throws BailiwickError `MODEL_RENDER_FAILED` for macros that are no Jinja */
  static async of(
    macroFiles: readonly MacroFile[],
    macroNames: Iterable<string>,
    callNames: readonly string[],
  ): Promise<Jinja> {
    const { Environment: JinjaEnvironment } = await import("minijinja-js");
    return new Jinja(new JinjaEnvironment(), macroFiles, [...macroNames], callNames);
  }

  private constructor(
    environment: Environment,
    macroFiles: readonly MacroFile[],
    macroNames: readonly string[],
    callNames: readonly string[],
  ) {
    this.#environment = environment;
    this.#macroNames = macroNames;
    this.#callNames = new Set(callNames);
    environment.enablePyCompat();
    environment.undefinedBehavior = "strict";
    environment.keepTrailingNewline = true;
    let firstLine = 1;
    this.#macroFiles = macroFiles.map((macroFile) => {
      const own = { ...macroFile, firstLine };
      firstLine += macroFile.text.split("\n").length;
      return own;
    });
    for (const [path, call] of this.#globals(callNames)) environment.addGlobal(path, call);
    for (const filter of ["as_bool", "as_native", "as_number", "as_text"]) {
      environment.addFilter(filter, (value: unknown) => value);
    }
    this.#compile(macrosName, macroFiles.map(({ text }) => text).join("\n"));
  }

  /**
   * Compiles a text under the name of its file.
   *
   * @throws BailiwickError `MODEL_RENDER_FAILED` with file and line for what is no Jinja
   */
  add(file: string, text: string): void {
    this.#texts.set(file, text);
    // On the first line, so that the others stay where they are.
    this.#compile(file, this.#imports(text) + text);
  }

  /**
   * Renders a text that was added.
   *
   * @throws BailiwickError with file and line: what a call has thrown, or else `MODEL_RENDER_FAILED`
   */
  render({ file, calls, values }: JinjaWork): string {
    return this.#guard(file, calls, () => this.#environment.renderTemplate(file, values));
  }

  /** The value of an expression; errors have the file and no line. */
  evaluate(expression: string, { file, calls, values }: JinjaWork): unknown {
    return this.#guard(file, calls, () => this.#environment.evalExpr(expression, values) as unknown);
  }

  /** Ends the use of the library's memory. */
  free(): void {
    this.#environment.free();
  }

  /** Functions, and for a name with a point an object of them. */
  *#globals(callNames: readonly string[]): Generator<readonly [name: string, value: unknown]> {
    const objects = new Map<string, Record<string, unknown>>();
    for (const path of callNames) {
      const call = (...values: readonly unknown[]): unknown => this.#call(path, values);
      const [name = "", member] = path.split(".");
      if (member === undefined) yield [name, call];
      else objects.set(name, { ...objects.get(name), [member]: call });
    }
    yield* objects;
  }

  #call(path: string, values: readonly unknown[]): unknown {
    try {
      return this.#calls[path]?.(...values.map(plain));
    } catch (error) {
      this.#thrown ??= { error };
      return undefined;
    }
  }

  #guard<T>(file: string, calls: JinjaCalls, body: () => T): T {
    this.#calls = calls;
    this.#thrown = undefined;
    let result: { readonly value: T } | { readonly error: unknown };
    try {
      result = { value: body() };
    } catch (error) {
      result = { error };
    }
    // Kept until here: after it, Jinja has often failed for the value that was missing.
    const thrown = this.#thrown as { readonly error: unknown } | undefined;
    if (thrown !== undefined) throw this.#placed(thrown.error, file);
    if ("error" in result) throw this.#jinjaError(result.error, file);
    return result.value;
  }

  #compile(name: string, text: string): void {
    try {
      this.#environment.addTemplate(name, text);
    } catch (error) {
      throw this.#jinjaError(error, name);
    }
  }

  #imports(text: string): string {
    const words = new Set(text.match(/\w+/gu));
    const used = this.#macroNames.filter((name) => words.has(name));
    return used.length === 0 ? "" : `{% from "${macrosName}" import ${used.join(", ")} %}`;
  }

  #placed(error: unknown, file: string): unknown {
    if (!(error instanceof CallFault)) return error;
    const { code, fault, hint, call } = error;
    const place = this.#placeOf(call, file);
    return faultError({ code, ...place, message: fault, ...(hint === undefined ? {} : { hint }) });
  }

  /** Where a call stands: in the text itself, or in a macro that it calls. */
  #placeOf([name, argument]: CallFault["call"], file: string): Pick<ProjectFault, "file" | "line"> {
    const start = String.raw`(?<![.\w])${name.replaceAll(".", String.raw`\s*\.\s*`)}\s*\(`;
    const exact = typeof argument === "string" ? String.raw`[^)]*?['"]${escape(argument)}['"]` : "";
    for (const pattern of [new RegExp(start + exact, "u"), new RegExp(start, "u")]) {
      for (const source of [{ file, text: this.#texts.get(file) ?? "" }, ...this.#macroFiles]) {
        const found = pattern.exec(source.text);
        if (found !== null) return { file: source.file, line: lineAt(source.text, found.index) };
      }
    }
    return { file };
  }

  #jinjaError(error: unknown, file: string): Error {
    const groups = errorPattern.exec(messageOf(error))?.groups;
    const message = groups?.["fault"] ?? messageOf(error).split("\n")[0] ?? "";
    const line = Number(groups?.["line"]);
    const place =
      groups?.["name"] === macrosName
        ? this.#macroPlace(line)
        : { file: groups?.["name"] ?? file, line: Number.isNaN(line) ? undefined : line };
    const name = unknownFunction.exec(message)?.groups?.["name"];
    const known = [...this.#macroNames, ...this.#callNames];
    const suggestion = name === undefined ? "" : didYouMean(name, known);
    return faultError(
      {
        code: "MODEL_RENDER_FAILED",
        ...(place.file.startsWith("<") ? { file } : place),
        message: `Jinja says: ${message}${suggestion}`,
        hint: "docs/models.md lists what of dbt the embedded engine knows.",
      },
      error,
    );
  }

  #macroPlace(line: number): { readonly file: string; readonly line: number } {
    const found = this.#macroFiles.findLast(({ firstLine }) => firstLine <= line);
    return { file: found?.file ?? macrosName, line: line - (found?.firstLine ?? 1) + 1 };
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}

/** Maps come from Jinja as `Map`, and so do arguments by name, as the last. */
function plain(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<unknown, unknown>)];
    return new NamedValues(entries.map(([key, member]) => [String(key), plainMember(member)]));
  }
  return plainMember(value);
}

function plainMember(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainMember);
  if (!(value instanceof Map)) return value;
  const entries = [...(value as ReadonlyMap<unknown, unknown>)];
  return Object.fromEntries(entries.map(([key, member]) => [String(key), plainMember(member)]));
}

/** A map among the arguments of a call: arguments by name look the same as a map that is the last argument. */
export class NamedValues {
  readonly values: Readonly<Record<string, unknown>>;

  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.values = Object.fromEntries(entries);
  }
}
