import { counted } from "../../kernel/index.js";
import { proveRules, type Proof } from "../../metadata/index.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { styleOf, type Style } from "../style.js";
import { tableLines } from "../table.js";
import { jsonText } from "../texts.js";
import { loadCompliance } from "./load-compliance.js";

/** What `bailiwick prove` takes. */
export interface ProveOptions {
  readonly json?: boolean;
}

interface ProvenRegistry {
  readonly registry: string;
  readonly proofs: readonly Proof[];
}

/** Shows of each rule of the registries of a module whether it notices the defect that it exists for. */
export async function prove(module: string | undefined, { json }: ProveOptions, io: Io): Promise<ExitCode> {
  const { compliances } = await loadCompliance(module, io);
  const registries = compliances.map(({ registry, options }): ProvenRegistry => ({
    registry: registry.name,
    proofs: proveRules(registry, options),
  }));
  const ok = !registries.some(({ proofs }) => proofs.some(isFault));
  io.stdout.write(
    json === true ? jsonText({ ok, registries }) : proofsText(registries, styleOf(io.stdout, io.env)),
  );
  return ok ? exitCodes.ok : exitCodes.findings;
}

/** That a registry has nothing that could have the defect is no fault of the rule. */
function isFault({ outcome }: Proof): boolean {
  return outcome === "missed" || outcome === "unprovable";
}

function proofsText(registries: readonly ProvenRegistry[], style: Style): string {
  const proofs = registries.flatMap((known) => known.proofs);
  const count = (wanted: (proof: Proof) => boolean): number => proofs.filter(wanted).length;
  const noticed = count(({ detected }) => detected);
  const faults = count(isFault);
  const summary =
    `${counted(proofs.length, "rule")}: ${noticed} noticed their defect, ` +
    `${faults} did not, ${proofs.length - noticed - faults} had nothing to break`;
  const shown = faults === 0 ? style.green(summary) : style.red(summary);
  return [...registries.flatMap((known) => [...tableOf(known, style), ""]), shown, ""].join("\n");
}

const outcomes: Readonly<Record<Proof["outcome"], string>> = {
  detected: "noticed",
  missed: "not noticed",
  unprovable: "unprovable",
  inapplicable: "nothing to break",
};

function tableOf({ registry, proofs }: ProvenRegistry, style: Style): readonly string[] {
  const titles = [{ title: "Rule" }, { title: "Group" }, { title: "Its defect" }];
  const rows = proofs.map(({ rule, group, outcome, reason }) => [
    rule,
    group,
    `${outcomes[outcome]}${reason === undefined ? "" : `: ${reason}`}`,
  ]);
  const [head = "", ...lines] = tableLines(titles, rows, style);
  const shown = lines.map((line, index) => {
    const proof = proofs[index];
    return proof !== undefined && isFault(proof) ? style.red(line) : line;
  });
  return [style.bold(registry), head, ...shown];
}
