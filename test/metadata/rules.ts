import type { AnyRegistry, Rule, RuleSubject } from "../../src/metadata/index.js";

type Subject = RuleSubject;
type Implementations = NonNullable<Subject["implementations"]>;

/** What the rules of a registry's kind look at. */
export function subjectOf(registry: AnyRegistry, implementations?: object): Subject {
  return {
    registry: registry.name,
    slots: registry.kind.slots,
    entries: registry.entries(),
    references: registry.references(),
    ...(implementations === undefined ? {} : { implementations: implementations as Implementations }),
  };
}

/** A rule of a kind. */
export function ruleOf({ kind }: AnyRegistry, id: string): Rule {
  const rule = kind.rules.find((it) => it.id === id);
  if (rule === undefined) throw new Error(`the kind ${kind.name} has no rule ${id}`);
  return rule;
}

/** What a rule finds wrong, as texts, each with the id that it is about. */
export function found(registry: AnyRegistry, ruleId: string, implementations?: object): readonly string[] {
  const { verdicts } = ruleOf(registry, ruleId).check(subjectOf(registry, implementations));
  return verdicts.map(({ id, message }) => (id === undefined ? message : `${id}: ${message}`));
}
