import { renderDocs } from "../../metadata/index.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";
import { writeFileAtomically } from "../write-file.js";
import { loadCompliance } from "./load-compliance.js";

/** What `bailiwick docs` takes. */
export interface DocsOptions {
  readonly format: "markdown" | "json" | "mermaid";
  readonly output?: string;
  readonly json?: boolean;
}

/** Writes what the registries of a module say, as documentation. */
export async function docs(module: string | undefined, options: DocsOptions, io: Io): Promise<ExitCode> {
  const { compliances } = await loadCompliance(module, io);
  const { output: file, json = false } = options;
  const format = json ? "json" : options.format;
  const text = renderDocs(
    compliances.map(({ registry }) => registry),
    format,
  );
  const written = text.endsWith("\n") ? text : `${text}\n`;
  if (file === undefined) io.stdout.write(written);
  else {
    await writeFileAtomically(file, written, io.cwd);
    const { green } = styleOf(io.stdout, io.env);
    io.stdout.write(json ? jsonText({ file, action: "written" }) : `${green("written")} ${file}\n`);
  }
  return exitCodes.ok;
}
