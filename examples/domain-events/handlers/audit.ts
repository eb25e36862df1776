import type { AuditAction } from "../audit-actions.js";
import type { HandlersIn } from "../event-registry.js";

/** The audit trail. */
export interface Trail {
  readonly record: (action: AuditAction, subject: string, reason?: string) => void;
}

/** Records events in an audit trail. What each is recorded as, its entry says: no handler can say otherwise. */
export function audit(trail: Trail) {
  return {
    ...authentication(trail),
    ...authorization(trail),
    ...session(trail),
    ...provider(trail),
    ...dataSync(trail),
    ...rateLimit(trail),
  };
}

function authentication({ record }: Trail): HandlersIn<"audit", "authentication"> {
  return {
    UserRegistrationAttempted: ({ email }, { entry }) => record(entry.auditAction, email),
    UserRegistrationSucceeded: ({ email }, { entry }) => record(entry.auditAction, email),
    UserRegistrationFailed: ({ email, reason }, { entry }) => record(entry.auditAction, email, reason),
    EmailVerificationAttempted: ({ email }, { entry }) => record(entry.auditAction, email),
    EmailVerificationSucceeded: ({ email }, { entry }) => record(entry.auditAction, email),
    EmailVerificationFailed: ({ email, reason }, { entry }) => record(entry.auditAction, email, reason),
    UserLoginAttempted: ({ email }, { entry }) => record(entry.auditAction, email),
    UserLoginSucceeded: ({ email }, { entry }) => record(entry.auditAction, email),
    UserLoginFailed: ({ email, reason }, { entry }) => record(entry.auditAction, email, reason),
    UserLogoutAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    UserLogoutSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    UserLogoutFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    PasswordChangeAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    PasswordChangeSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    PasswordChangeFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    PasswordResetRequestAttempted: ({ email }, { entry }) => record(entry.auditAction, email),
    PasswordResetRequestSucceeded: ({ email }, { entry }) => record(entry.auditAction, email),
    PasswordResetRequestFailed: ({ email, reason }, { entry }) => record(entry.auditAction, email, reason),
    PasswordResetAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    PasswordResetSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    PasswordResetFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    TokenRefreshAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    TokenRefreshSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    TokenRefreshFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    TokenRotationAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    TokenRotationSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    TokenRotationFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
  };
}

function authorization({ record }: Trail): HandlersIn<"audit", "authorization"> {
  return {
    RoleAssignmentAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    RoleAssignmentSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    RoleAssignmentFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    RoleRevocationAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    RoleRevocationSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    RoleRevocationFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
    AccessAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    AccessAllowed: ({ userId }, { entry }) => record(entry.auditAction, userId),
    AccessDenied: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
  };
}

function session({ record }: Trail): HandlersIn<"audit", "session"> {
  return {
    SessionRevocationAttempted: ({ sessionId }, { entry }) => record(entry.auditAction, sessionId),
    SessionRevocationSucceeded: ({ sessionId }, { entry }) => record(entry.auditAction, sessionId),
    SessionRevocationFailed: ({ sessionId, reason }, { entry }) =>
      record(entry.auditAction, sessionId, reason),
    SessionsRevocationAttempted: ({ userId }, { entry }) => record(entry.auditAction, userId),
    SessionsRevocationSucceeded: ({ userId }, { entry }) => record(entry.auditAction, userId),
    SessionsRevocationFailed: ({ userId, reason }, { entry }) => record(entry.auditAction, userId, reason),
  };
}

function provider({ record }: Trail): HandlersIn<"audit", "provider"> {
  return {
    ProviderConnectionAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderConnectionSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderConnectionFailed: ({ providerId, reason }, { entry }) =>
      record(entry.auditAction, providerId, reason),
    ProviderDisconnectionAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderDisconnectionSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderDisconnectionFailed: ({ providerId, reason }, { entry }) =>
      record(entry.auditAction, providerId, reason),
    ProviderTokenRefreshAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderTokenRefreshSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    ProviderTokenRefreshFailed: ({ providerId, reason }, { entry }) =>
      record(entry.auditAction, providerId, reason),
  };
}

function dataSync({ record }: Trail): HandlersIn<"audit", "data_sync"> {
  return {
    AccountSyncAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    AccountSyncSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    AccountSyncFailed: ({ providerId, reason }, { entry }) => record(entry.auditAction, providerId, reason),
    TransactionSyncAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    TransactionSyncSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    TransactionSyncFailed: ({ providerId, reason }, { entry }) =>
      record(entry.auditAction, providerId, reason),
    HoldingsSyncAttempted: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    HoldingsSyncSucceeded: ({ providerId }, { entry }) => record(entry.auditAction, providerId),
    HoldingsSyncFailed: ({ providerId, reason }, { entry }) => record(entry.auditAction, providerId, reason),
    FileImportAttempted: ({ file }, { entry }) => record(entry.auditAction, file),
    FileImportSucceeded: ({ file }, { entry }) => record(entry.auditAction, file),
    FileImportFailed: ({ file, reason }, { entry }) => record(entry.auditAction, file, reason),
  };
}

function rateLimit({ record }: Trail): HandlersIn<"audit", "rate_limit"> {
  return {
    RateLimitAttempted: ({ endpoint }, { entry }) => record(entry.auditAction, endpoint),
    RateLimitAllowed: ({ endpoint }, { entry }) => record(entry.auditAction, endpoint),
    RateLimitDenied: ({ endpoint, reason }, { entry }) => record(entry.auditAction, endpoint, reason),
  };
}
