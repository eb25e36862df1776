/**
 * Every code a {@link BailiwickError} can carry. The union is closed: a `switch` over it is exhaustive, and
 * `docs/errors.md` has one section for each.
 */
export const errorCodes = Object.freeze([
  "COMMAND_INVALID",
  "CONTEXT_CLEARED",
  "CONTEXT_NAME_INVALID",
  "DECORATOR_MISUSED",
  "GRAPH_CYCLE",
  "HANDLER_FAILED",
  "HANDLER_OUTPUTS_INVALID",
  "INPUT_FILE_INVALID",
  "INPUT_FILE_UNREADABLE",
  "LOCK_INVALID",
  "OPERATION_ABORTED",
  "OPTION_INVALID",
  "OUTPUT_FILE_UNWRITABLE",
  "PEER_MISSING",
  "PIN_INVALID",
  "PIPELINE_INVALID",
  "PORT_UNKNOWN",
  "PROFILE_INVALID",
  "REGISTRY_SHADOWED",
  "RUN_UNSUCCESSFUL",
  "SNAPSHOT_INVALID",
  "SPECIFICATION_FILE_INVALID",
  "SPECIFICATION_FILE_UNREADABLE",
  "SPECIFICATION_INVALID",
  "STEP_EXISTS",
  "STEP_NAME_INVALID",
  "STEP_UNKNOWN",
  "TRANSACTION_ENDED",
  "TRANSACTION_OPEN",
  "WIRING_DRIFT",
  "WIRING_INCOMPLETE",
] as const);

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];
