import { exitCodes, type ExitCode, type Io } from "../io.js";
import { jsonText } from "../texts.js";
import { wireSpecifications, type WiringOptions } from "../wire-specifications.js";

/** What `bailiwick why` takes. */
export interface WhyOptions extends WiringOptions {
  readonly specs: readonly string[];
  readonly json?: boolean;
}

/** Explains an input, or why an output does not feed it. To have explained it is no finding, whatever it says. */
export async function why(
  input: string,
  output: string | undefined,
  options: WhyOptions,
  io: Io,
): Promise<ExitCode> {
  const { wiring } = await wireSpecifications(options.specs, options, io);
  const explanation = output === undefined ? wiring.why(input) : wiring.whyNot(input, output);
  io.stdout.write(options.json === true ? jsonText(explanation) : `${explanation.text.trimEnd()}\n`);
  return exitCodes.ok;
}
