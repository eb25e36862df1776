export { createEventBus } from "./create-event-bus.js";
export type {
  EventBus,
  EventBusOptions,
  EventDelivery,
  EventErrorPolicy,
  EventFailure,
  EventOccurrence,
  EventSubscription,
  PublishOptions,
  SubscribeOptions,
} from "./event-bus.js";
export {
  type DomainEventMetadata,
  type EventPhase,
  eventPhases,
  type EventSlotOptions,
} from "./domain-event-metadata.js";
