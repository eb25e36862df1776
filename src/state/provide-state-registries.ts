import type { DependencyContainer, FactoryProvider } from "tsyringe";
import { BailiwickError, contextNameToken, refuseUnknownOptions, requireContainer } from "../kernel/index.js";
import type { DuckDb } from "../store/index.js";
import { DeferralEscalationRegistry } from "./deferral-escalation-registry.js";
import { EnrollmentRegistry } from "./enrollment-registry.js";
import type { RegistryOptions } from "./registry-definition.js";
import { checkParts } from "./registry-parts.js";
import type { StateScope } from "./scope.js";
import { StateRegistryManager } from "./state-registry-manager.js";

/** What the registries of a container are made with. */
export interface StateProvision extends RegistryOptions {
  readonly database: DuckDb;
  /** @defaultValue what the name of the context says: `base/standard` is scenario `base`, plan design `standard` */
  readonly scope?: StateScope;
}

const owner = "provideStateRegistries()";

/**
 * Lets the container of a context answer with registries of state: in it {@link EnrollmentRegistry},
 * {@link DeferralEscalationRegistry} and {@link StateRegistryManager} are those of one scope. They are made when they are first asked
 * for, and go with the container; the database stays open for whoever opened it.
 *
 * A context has only what was provided in its own container: it is not given what was provided in that of another or in one above.
 *
 * @param container `registryManager.getContainer(name)`, or one of your own, for which there has to be a `scope`
 * @throws BailiwickError `OPTION_INVALID`, also if there is no `scope` and the context is not called `scenario/plan`
 */
export function provideStateRegistries(container: DependencyContainer, options: StateProvision): void {
  requireContainer(container, "container", owner);
  refuseUnknownOptions(options, ["database", "scope", "missingDates", "clock"], owner);
  const contextName = contextNameOf(container);
  const { database, scope = scopeOf(contextName), ...others } = options;
  const registries = new StateRegistryManager(...checkParts(database, scope, others, owner));
  const inContext = <T>(get: () => T): FactoryProvider<T> => ({
    useFactory: (asking) => {
      refuseOthers(asking, contextName, registries.scope);
      return get();
    },
  });
  container.register(
    EnrollmentRegistry,
    inContext(() => registries.getEnrollmentRegistry()),
  );
  container.register(
    DeferralEscalationRegistry,
    inContext(() => registries.getDeferralRegistry()),
  );
  container.register(
    StateRegistryManager,
    inContext(() => registries),
  );
}

/** The name of the context that a container is of, or that one of those above it is of. */
function contextNameOf(container: DependencyContainer): string | undefined {
  return container.isRegistered(contextNameToken, true) ? container.resolve(contextNameToken) : undefined;
}

/** `scenario/plan`: one slash, and a name on either side. */
function scopeOf(contextName: string | undefined): StateScope {
  const [, scenarioId, planDesignId] = /^([^/]*[^/\s])\/([^/\s][^/]*)$/.exec(contextName ?? "") ?? [];
  if (scenarioId !== undefined && planDesignId !== undefined) return { scenarioId, planDesignId };
  const found =
    contextName === undefined
      ? "the container is of no context"
      : `the context is called ${JSON.stringify(contextName)}`;
  throw new BailiwickError("OPTION_INVALID", {
    message: `${owner} cannot tell the scope: ${found}.`,
    hint: 'name the context "scenario/plan", or say scope: { scenarioId, planDesignId }.',
    details: { option: "scope", contextName },
  });
}

/** What is provided in a container is found by all below it, but the state of one context is not another's. */
function refuseOthers(asking: DependencyContainer, contextName: string | undefined, scope: StateScope): void {
  const askingName = contextNameOf(asking);
  if (askingName === contextName) return;
  const { scenarioId, planDesignId } = scope;
  const place =
    contextName === undefined ? "a container of no context" : `the context ${JSON.stringify(contextName)}`;
  throw new BailiwickError("STATE_NOT_PROVIDED", {
    message:
      `The context ${JSON.stringify(askingName)} has no registries of state; those that its container finds are of scenario ` +
      `${JSON.stringify(scenarioId)} and plan design ${JSON.stringify(planDesignId)}, and were provided in ${place}.`,
    hint: "call provideStateRegistries() with the container of the context.",
    details: { context: askingName, scenarioId, planDesignId },
  });
}
