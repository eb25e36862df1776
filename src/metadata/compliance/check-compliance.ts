import { deepFreeze } from "../../kernel/index.js";
import { requireRegistry, type AnyRegistry } from "../registry.js";
import type { ComplianceOptions, ComplianceReport, Finding } from "./compliance-report.js";
import { statistics } from "./statistics.js";

/**
 * Asks every rule: those that hold for every registry, those of the kind, and those of the options.
 *
 * @throws BailiwickError `OPTION_INVALID`, `METADATA_SNAPSHOT_INVALID`
 */
export function checkCompliance<R extends AnyRegistry>(
  registry: R,
  options: ComplianceOptions<NoInfer<R>> = {},
): ComplianceReport {
  requireRegistry(registry, "checkCompliance()");
  const subject = {
    registry: registry.name,
    slots: registry.kind.slots,
    entries: registry.entries(),
    references: registry.references(),
    ...(options.implementations === undefined
      ? {}
      : {
          implementations: options.implementations as Readonly<
            Record<string, Readonly<Record<string, unknown>>>
          >,
        }),
    ...(registry.covers === undefined ? {} : { covers: registry.covers }),
  };
  const findings: Finding[] = [];
  const checked = registry.kind.rules.map((rule) => {
    const { id, group, severity, scope, description } = rule;
    const outcome = rule.check(subject);
    for (const verdict of outcome.verdicts)
      findings.push({ rule: id, group, severity, registry: registry.name, ...verdict });
    const { subjects, skipped, verdicts } = outcome;
    return { rule: id, group, severity, scope, description, subjects, skipped, findings: verdicts.length };
  });
  return deepFreeze({
    registry: registry.name,
    kind: registry.kind.name,
    ok: findings.every(({ severity }) => severity !== "error"),
    findings,
    waived: [],
    checked,
    statistics: statistics(registry),
  });
}
