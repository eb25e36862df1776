import {
  BailiwickError,
  describe,
  isPlainObject,
  optionInvalid,
  parseName,
  refuseUnknownOptions,
  warnOnce,
} from "../kernel/index.js";
import { currentContext } from "./ambient-context.js";
import { registryManager } from "./process-manager.js";
import { requireManager, type RegistryManager } from "./registry-manager.js";
import {
  classNameOf,
  findShadowingField,
  integratedNames,
  type IntegratedName,
  type ShadowingField,
} from "./shadowing-field.js";
import type { SpecificationRegistry } from "./specification-registry.js";

/** What a class must declare to be integrated: `declare readonly registry: SpecificationRegistry`. */
export interface WithRegistry {
  readonly registry: SpecificationRegistry;
}

/** A class of pipeline builders or dependency resolvers; it may be abstract. */
export type BuilderClass<Self extends WithRegistry = WithRegistry> = abstract new (...args: never[]) => Self;

/** How a class finds its context. */
export interface IntegrationOptions<Self extends WithRegistry = WithRegistry> {
  /** @defaultValue the manager of the process */
  readonly manager?: RegistryManager;
  /** Gives the name of the context; it comes before everything else. */
  readonly context?: (self: Self) => string;
  /** The context of a builder that has no other. @defaultValue `"default_pipeline"`, with a warning per class */
  readonly fallback?: string;
}

const defaultFallback = "default_pipeline";

/**
 * A class decorator that gives builders the registry of their context: getters `registry`,
 * `registryManager` and `contextName` on the prototype, which work within the constructor too.
 *
 * The context is the option `context`, else `this.baseConfig.pipelineName`, else `this.pipelineName`, else the
 * ambient context (see {@link runInContext}), else the fallback. It is looked up at each reading, so it follows
 * what the constructor sets. The class itself stays what it is: its identity, name, statics, subclasses and
 * metadata. Works with `experimentalDecorators` and with standard decorators.
 *
 * A class that does not `declare readonly registry: SpecificationRegistry` does not compile.
 *
 * @throws BailiwickError `REGISTRY_SHADOWED` if the class has a field that hides a getter,
 * `DECORATOR_MISUSED` on anything but a class, or on one with members of these names, `OPTION_INVALID`. Reading a
 * getter throws `CONTEXT_NAME_INVALID` if the builder's name is none.
 *
 * @example
 * ```ts
 * import { integrateWithPipelineBuilder, type SpecificationRegistry } from "bailiwick";
 *
 * @integrateWithPipelineBuilder
 * class TrainingBuilder {
 *   declare readonly registry: SpecificationRegistry;
 *   constructor(readonly baseConfig: { pipelineName: string }) {}
 * }
 *
 * const builder = new TrainingBuilder({ pipelineName: "production_training" });
 * console.log(builder.registry.contextName); // => production_training
 * ```
 */
export function integrateWithPipelineBuilder<Class extends BuilderClass>(
  target: Class,
  context?: ClassDecoratorContext<Class>,
): void;
export function integrateWithPipelineBuilder<Self extends WithRegistry>(
  options: IntegrationOptions<Self>,
): (target: BuilderClass<Self>, context?: ClassDecoratorContext<BuilderClass<Self>>) => void;
export function integrateWithPipelineBuilder<Self extends WithRegistry>(
  targetOrOptions: BuilderClass | IntegrationOptions<Self>,
  ...place: readonly unknown[]
): ((target: BuilderClass<Self>, ...place: never[]) => void) | void {
  if (typeof targetOrOptions === "function") return integrate(targetOrOptions, {}, place);
  if (!isPlainObject(targetOrOptions) || place.length > 0) throw misused(targetOrOptions);
  const options = checkOptions(targetOrOptions);
  return (target, ...itsPlace: readonly unknown[]) => integrate(target, options, itsPlace);
}

function checkOptions<Self extends WithRegistry>(given: IntegrationOptions<Self>): IntegrationOptions<Self> {
  const owner = "integrateWithPipelineBuilder()";
  refuseUnknownOptions(given, ["manager", "context", "fallback"], owner);
  const { manager, context, fallback } = given;
  if (manager !== undefined) requireManager(manager, owner);
  if (context !== undefined && typeof context !== "function") {
    throw optionInvalid("context", owner, "a function that gives the name for a builder", context);
  }
  if (fallback !== undefined) parseName("context", fallback, `option fallback of ${owner}`);
  return { ...given };
}

function integrate<Self extends WithRegistry>(
  target: BuilderClass<Self>,
  options: IntegrationOptions<Self>,
  place: readonly unknown[],
): void {
  refuseUnlessFit(target, place);
  const { manager = registryManager } = options;
  const className = classNameOf(target);
  const contextOf = (self: Self): string => findContext(self, className, options);
  const getters: Record<IntegratedName, (self: Self) => unknown> = {
    registry: (self) => manager.getRegistry(contextOf(self)),
    registryManager: () => manager,
    contextName: contextOf,
  };
  for (const name of integratedNames) {
    Object.defineProperty(target.prototype, name, {
      configurable: true,
      get(this: Self) {
        if (name !== "registry") refuseShadowed(this, className);
        return getters[name](this);
      },
      set() {
        throw registryShadowed({ className, field: name });
      },
    });
  }
}

function refuseUnlessFit(target: BuilderClass, place: readonly unknown[]): void {
  if (typeof target !== "function" || typeof target.prototype !== "object" || !isPlaceOfClass(place)) {
    throw misused(target);
  }
  const shadowing = findShadowingField(target);
  if (shadowing !== undefined) throw registryShadowed(shadowing);
  const member = integratedNames.find((name) => Object.hasOwn(target.prototype as object, name));
  if (member !== undefined) {
    throw new BailiwickError("DECORATOR_MISUSED", {
      message: `The class ${classNameOf(target)} has a member "${member}" of its own, which integrateWithPipelineBuilder would replace.`,
      hint: `rename it, or leave it to the decorator and write "declare readonly ${member}: …;".`,
      details: { className: classNameOf(target), member },
    });
  }
}

/** What comes with a decorated class: nothing, or with standard decorators a context of this kind. */
function isPlaceOfClass([context, ...rest]: readonly unknown[]): boolean {
  if (rest.length > 0) return false;
  return context === undefined || (isPlainObject(context) && context["kind"] === "class");
}

function findContext<Self extends WithRegistry>(
  self: Self,
  className: string,
  { context, fallback }: IntegrationOptions<Self>,
): string {
  if (context !== undefined) return parseName("context", context(self), `option context of ${className}`);
  const { baseConfig, pipelineName } = self as {
    baseConfig?: { pipelineName?: unknown } | null;
    pipelineName?: unknown;
  };
  const configured = baseConfig?.pipelineName;
  if (configured !== undefined && configured !== null) {
    return parseName("context", configured, `baseConfig.pipelineName of ${className}`);
  }
  if (pipelineName !== undefined && pipelineName !== null) {
    return parseName("context", pipelineName, `pipelineName of ${className}`);
  }
  const ambient = currentContext();
  if (ambient !== undefined) return ambient;
  if (fallback !== undefined) return parseName("context", fallback);
  warnOnce({
    type: "BailiwickWarning",
    code: "BAILIWICK_UNNAMED_CONTEXT",
    subject: className,
    message:
      `${className} has no context of its own and uses "${defaultFallback}". Set baseConfig.pipelineName or pipelineName ` +
      `before its registry is read, run it in runInContext(name, …), or pass the option context or fallback.`,
  });
  return defaultFallback;
}

/** Fields that were added to the instance after its class was decorated, as by a subclass. */
function refuseShadowed(self: WithRegistry, className: string): void {
  const field = integratedNames.find((name) => Object.hasOwn(self, name));
  if (field !== undefined) throw registryShadowed({ className, field });
}

function registryShadowed({ className, field }: ShadowingField): BailiwickError {
  return new BailiwickError("REGISTRY_SHADOWED", {
    message: `The class ${className} has a field "${field}" that hides the getter of integrateWithPipelineBuilder.`,
    hint: `write "declare readonly ${field}: …;" in the class, which makes no field, and assign nothing to it.`,
    details: { className, field },
  });
}

function misused(found: unknown): BailiwickError {
  return new BailiwickError("DECORATOR_MISUSED", {
    message: `integrateWithPipelineBuilder decorates classes, but was put on ${describe(found)}.`,
    hint: "write @integrateWithPipelineBuilder, or @integrateWithPipelineBuilder({ … }) with options, above a class.",
    details: { found: describe(found) },
  });
}
