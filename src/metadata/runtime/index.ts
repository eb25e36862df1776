export { cacheQueries, type QueryCache, type QueryCacheOptions } from "./cache-queries.js";
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type OperationCall,
  type OperationMiddleware,
} from "./create-dispatcher.js";
export {
  createProvider,
  createProviders,
  oauthProviders,
  type Providers,
  providersWith,
} from "./create-provider.js";
export {
  evaluateFlag,
  evaluateFlags,
  type FlagDecision,
  type FlagReason,
  type FlagSource,
  type RegistryOfFlags,
  type VariantOf,
} from "./evaluate-flag.js";
export type {
  AnyFeatureFlagKind,
  FeatureFlagKind,
  FeatureFlagMetadata,
  FlagContext,
  FlagDecider,
  FlagDeciderSlot,
  FlagFacts,
  FlagSubject,
  SubjectFor,
} from "./feature-flag-metadata.js";
export type {
  CachePolicy,
  CommandContext,
  CommandMetadata,
  DependenciesOf,
  EventsOf,
  InputOfOperation,
  OperationContext,
  OperationHandler,
  OperationHandlerSlot,
  OperationInput,
  OperationKind,
  OperationMetadata,
  OperationResult,
  Page,
  QueryContext,
  QueryMetadata,
  ResultOfOperation,
} from "./operation-metadata.js";
export type { OperationEntry } from "./prepare-operations.js";
export type {
  CapabilityMethods,
  IdsWithCapability,
  OAuthIds,
  OAuthMethods,
  OAuthTokens,
  ProviderAuth,
  ProviderFactory,
  ProviderFactorySlot,
  ProviderKind,
  ProviderMetadata,
  ProviderObject,
  ProviderOf,
  ProviderSetting,
  SettingsFor,
} from "./provider-metadata.js";
export { rolloutBucket } from "./rollout.js";
