/**
 * The getters that {@link integrateWithPipelineBuilder} puts on a prototype, in the order in which they are
 * looked for.
 */
export const integratedNames = ["registry", "registryManager", "contextName"] as const;

/** One of {@link integratedNames}. */
export type IntegratedName = (typeof integratedNames)[number];

/** A class field that hides a getter. */
export interface ShadowingField {
  /** The class whose field it is: the decorated one, or one that it extends. */
  readonly className: string;
  readonly field: IntegratedName;
}

/**
 * Finds a class field that would hide a getter of the prototype.
 *
 * `readonly registry!: SpecificationRegistry` without `declare` compiles to a field that is `undefined` on
 * every instance. Nothing runs between the making of an instance and that of its fields, so the only place
 * where such a field can be seen before it does harm is the text of the class and of those it extends: its own
 * level is read for field names, and its constructor for what compilers make of fields in older targets. A
 * text that cannot be followed is taken to be without faults; reading a getter looks at the instance as well.
 */
export function findShadowingField(
  target: abstract new (...args: never[]) => unknown,
): ShadowingField | undefined {
  for (let owner: unknown = target; typeof owner === "function"; owner = Object.getPrototypeOf(owner)) {
    const field = fieldInText(Function.prototype.toString.call(owner));
    if (field !== undefined) return { className: classNameOf(owner), field };
  }
  return undefined;
}

/** The name of a class for people. */
export function classNameOf({ name }: { readonly name: string }): string {
  return name === "" ? "(anonymous)" : name;
}

function fieldInText(text: string): IntegratedName | undefined {
  if (!text.startsWith("class")) return undefined;
  const code = withoutLiterals(text);
  const ownLevel = ownLevelOf(code);
  return integratedNames.find(
    (name) =>
      fieldPattern(name).test(ownLevel) ||
      computedPattern(name).test(ownLevel) ||
      definitionPattern(name).test(code),
  );
}

/** A name on its own or with an initialiser, at the start of a member: not a method, an accessor or a static. */
function fieldPattern(name: IntegratedName): RegExp {
  return new RegExp(`(?:^|[;}\\n])\\s*(["']?)${name}\\1\\s*(?:[;=}\\n]|$)`, "u");
}

/** The same for a name in brackets, which behind an initialiser without a semicolon would go on with it. */
function computedPattern(name: IntegratedName): RegExp {
  return new RegExp(`(?:^|;|(?:^|[;\\n])[^=;\\n]*[}\\n])\\s*\\[(["'\`])${name}\\1\\]\\s*(?:[;=}\\n]|$)`, "u");
}

/** `Object.defineProperty(this, "registry", …)` of tsc, `__publicField(this, "registry")` of esbuild, `_define_property` of SWC. */
function definitionPattern(name: IntegratedName): RegExp {
  return new RegExp(`(?:define_?[pP]roperty|publicField)\\d*\\(this,\\s*["']${name}["']`, "u");
}

const literals =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?=\/)(?<=(?:[=>(,:;!&|?{}[\n]|\b(?:return|case|typeof|await|yield))\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//gu;

/** Comments become nothing, and other literals empty strings, unless they are a name that is looked for. */
function withoutLiterals(code: string): string {
  return code.replaceAll(literals, (literal) => {
    if (/^\/[*/]/u.test(literal)) return "";
    return integratedNames.some((name) => name === literal.slice(1, -1)) ? literal : '""';
  });
}

const operatorAtEnd = /([=+\-*/%&|^?:,<>!~.]|\b(?:in|instanceof|new|typeof|void|delete|await|yield))\s+/gu;
const operatorAtStart = /\n(?=[=+\-*/%&|^?:,<>.])/gu;
const keyInBrackets = new RegExp(`^\\[\\s*(["'\`])(?:${integratedNames.join("|")})\\1\\s*\\]$`, "u");

/**
 * What stands in the last bracket, the body of the class, and in none within it: each of those becomes `{}`, but
 * for a name that is looked for. Lines are trimmed and not blank, and an operator keeps its operands on its line.
 */
function ownLevelOf(code: string): string {
  let depth = 0;
  let level = "";
  let opened = 0;
  for (let at = 0; at < code.length; at++) {
    const character = code[at]!;
    if ("{([".includes(character)) {
      if (depth === 0) level = "";
      if (depth++ === 1) opened = at;
    } else if ("})]".includes(character)) {
      if (--depth !== 1) continue;
      const bracketed = code.slice(opened, at + 1);
      level += keyInBrackets.test(bracketed) ? bracketed.replaceAll(/\s/gu, "") : "{}";
    } else if (depth === 1) {
      level += character;
    }
  }
  if (depth !== 0) return "";
  const lines = level.split("\n").map((line) => line.trim());
  const text = lines.filter((line) => line !== "").join("\n");
  return text.replaceAll(operatorAtEnd, "$1 ").replaceAll(operatorAtStart, " ");
}
