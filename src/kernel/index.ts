export { abortError, onAbort, requireSignal, throwIfAborted, unlessAborted } from "./abort.js";
export { hasBrand } from "./brand.js";
export { canonicalJson, fingerprint, fingerprintPattern, textFingerprint } from "./canonical-json.js";
export { Moments, requireClock, steadyClock, systemClock, type Clock, type Moment } from "./clock.js";
export { counted, describe, quoteList } from "./describe.js";
export { errorCodes, type ErrorCode } from "./error-codes.js";
export {
  BailiwickError,
  messageOf,
  readThrown,
  type ErrorDetails,
  type ErrorJson,
  type ErrorParts,
} from "./errors.js";
export { deepFreeze, isList, isPlainObject } from "./freeze.js";
export {
  contextNameToken,
  identifierFault,
  maxNameLength,
  nameFault,
  namePatterns,
  normaliseName,
  parseName,
} from "./names.js";
export { argumentInvalid, optionInvalid, refuseUnknownOptions, requireContainer } from "./options.js";
export { processWide } from "./process-wide.js";
export { didYouMean, suggest } from "./suggest.js";
export { inTurn } from "./turn.js";
export { warnOnce } from "./warn-once.js";
