import type { HandlersIn } from "../event-registry.js";

/** Where the log goes. */
export interface Log {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Writes every event to a log. */
export function logging(log: Log) {
  return {
    ...authentication(log),
    ...authorization(log),
    ...session(log),
    ...provider(log),
    ...dataSync(log),
    ...rateLimit(log),
  };
}

function authentication({ info, warn }: Log): HandlersIn<"logging", "authentication"> {
  return {
    UserRegistrationAttempted: ({ email }) => info(`the registration of ${email} was attempted`),
    UserRegistrationSucceeded: ({ email }) => info(`the registration of ${email} succeeded`),
    UserRegistrationFailed: ({ email, reason }) => warn(`the registration of ${email} failed: ${reason}`),
    EmailVerificationAttempted: ({ email }) => info(`the verification of ${email} was attempted`),
    EmailVerificationSucceeded: ({ email }) => info(`the verification of ${email} succeeded`),
    EmailVerificationFailed: ({ email, reason }) => warn(`the verification of ${email} failed: ${reason}`),
    UserLoginAttempted: ({ email }) => info(`the login of ${email} was attempted`),
    UserLoginSucceeded: ({ email }) => info(`the login of ${email} succeeded`),
    UserLoginFailed: ({ email, reason }) => warn(`the login of ${email} failed: ${reason}`),
    UserLogoutAttempted: ({ userId }) => info(`the logout of ${userId} was attempted`),
    UserLogoutSucceeded: ({ userId }) => info(`the logout of ${userId} succeeded`),
    UserLogoutFailed: ({ userId, reason }) => warn(`the logout of ${userId} failed: ${reason}`),
    PasswordChangeAttempted: ({ userId }) => info(`the password change of ${userId} was attempted`),
    PasswordChangeSucceeded: ({ userId }) => info(`the password change of ${userId} succeeded`),
    PasswordChangeFailed: ({ userId, reason }) => warn(`the password change of ${userId} failed: ${reason}`),
    PasswordResetRequestAttempted: ({ email }) =>
      info(`the request to reset the password of ${email} was attempted`),
    PasswordResetRequestSucceeded: ({ email }) =>
      info(`the request to reset the password of ${email} succeeded`),
    PasswordResetRequestFailed: ({ email, reason }) =>
      warn(`the request to reset the password of ${email} failed: ${reason}`),
    PasswordResetAttempted: ({ userId }) => info(`the password reset of ${userId} was attempted`),
    PasswordResetSucceeded: ({ userId }) => info(`the password reset of ${userId} succeeded`),
    PasswordResetFailed: ({ userId, reason }) => warn(`the password reset of ${userId} failed: ${reason}`),
    TokenRefreshAttempted: ({ userId }) => info(`the token refresh of ${userId} was attempted`),
    TokenRefreshSucceeded: ({ userId }) => info(`the token refresh of ${userId} succeeded`),
    TokenRefreshFailed: ({ userId, reason }) => warn(`the token refresh of ${userId} failed: ${reason}`),
    TokenRotationAttempted: ({ userId }) => info(`the token rotation of ${userId} was attempted`),
    TokenRotationSucceeded: ({ userId }) => info(`the token rotation of ${userId} succeeded`),
    TokenRotationFailed: ({ userId, reason }) => warn(`the token rotation of ${userId} failed: ${reason}`),
  };
}

function authorization({ info, warn }: Log): HandlersIn<"logging", "authorization"> {
  return {
    RoleAssignmentAttempted: ({ userId }) => info(`the new role of ${userId} was attempted`),
    RoleAssignmentSucceeded: ({ userId }) => info(`the new role of ${userId} succeeded`),
    RoleAssignmentFailed: ({ userId, reason }) => warn(`the new role of ${userId} failed: ${reason}`),
    RoleRevocationAttempted: ({ userId }) => info(`the lost role of ${userId} was attempted`),
    RoleRevocationSucceeded: ({ userId }) => info(`the lost role of ${userId} succeeded`),
    RoleRevocationFailed: ({ userId, reason }) => warn(`the lost role of ${userId} failed: ${reason}`),
    AccessAttempted: ({ userId }) => info(`access by ${userId} was attempted`),
    AccessAllowed: ({ userId }) => info(`access by ${userId} was allowed`),
    AccessDenied: ({ userId, reason }) => warn(`access by ${userId} was denied: ${reason}`),
  };
}

function session({ info, warn }: Log): HandlersIn<"logging", "session"> {
  return {
    SessionRevocationAttempted: ({ sessionId }) => info(`the end of ${sessionId} was attempted`),
    SessionRevocationSucceeded: ({ sessionId }) => info(`the end of ${sessionId} succeeded`),
    SessionRevocationFailed: ({ sessionId, reason }) => warn(`the end of ${sessionId} failed: ${reason}`),
    SessionsRevocationAttempted: ({ userId }) => info(`the end of all sessions of ${userId} was attempted`),
    SessionsRevocationSucceeded: ({ userId }) => info(`the end of all sessions of ${userId} succeeded`),
    SessionsRevocationFailed: ({ userId, reason }) =>
      warn(`the end of all sessions of ${userId} failed: ${reason}`),
    SessionActivity: ({ sessionId }) => info(`activity in ${sessionId}`),
    SessionProviderAccess: ({ sessionId }) => info(`access to a provider from ${sessionId}`),
    SessionExtension: ({ sessionId }) => info(`an extension of ${sessionId}`),
  };
}

function provider({ info, warn }: Log): HandlersIn<"logging", "provider"> {
  return {
    ProviderConnectionAttempted: ({ providerId }) => info(`the connection to ${providerId} was attempted`),
    ProviderConnectionSucceeded: ({ providerId }) => info(`the connection to ${providerId} succeeded`),
    ProviderConnectionFailed: ({ providerId, reason }) =>
      warn(`the connection to ${providerId} failed: ${reason}`),
    ProviderDisconnectionAttempted: ({ providerId }) =>
      info(`the disconnection from ${providerId} was attempted`),
    ProviderDisconnectionSucceeded: ({ providerId }) =>
      info(`the disconnection from ${providerId} succeeded`),
    ProviderDisconnectionFailed: ({ providerId, reason }) =>
      warn(`the disconnection from ${providerId} failed: ${reason}`),
    ProviderTokenRefreshAttempted: ({ providerId }) =>
      info(`the token refresh at ${providerId} was attempted`),
    ProviderTokenRefreshSucceeded: ({ providerId }) => info(`the token refresh at ${providerId} succeeded`),
    ProviderTokenRefreshFailed: ({ providerId, reason }) =>
      warn(`the token refresh at ${providerId} failed: ${reason}`),
  };
}

function dataSync({ info, warn }: Log): HandlersIn<"logging", "data_sync"> {
  return {
    AccountSyncAttempted: ({ providerId }) => info(`the account sync with ${providerId} was attempted`),
    AccountSyncSucceeded: ({ providerId }) => info(`the account sync with ${providerId} succeeded`),
    AccountSyncFailed: ({ providerId, reason }) =>
      warn(`the account sync with ${providerId} failed: ${reason}`),
    TransactionSyncAttempted: ({ providerId }) =>
      info(`the transaction sync with ${providerId} was attempted`),
    TransactionSyncSucceeded: ({ providerId }) => info(`the transaction sync with ${providerId} succeeded`),
    TransactionSyncFailed: ({ providerId, reason }) =>
      warn(`the transaction sync with ${providerId} failed: ${reason}`),
    HoldingsSyncAttempted: ({ providerId }) => info(`the holdings sync with ${providerId} was attempted`),
    HoldingsSyncSucceeded: ({ providerId }) => info(`the holdings sync with ${providerId} succeeded`),
    HoldingsSyncFailed: ({ providerId, reason }) =>
      warn(`the holdings sync with ${providerId} failed: ${reason}`),
    FileImportAttempted: ({ file }) => info(`the import of ${file} was attempted`),
    FileImportSucceeded: ({ file }) => info(`the import of ${file} succeeded`),
    FileImportFailed: ({ file, reason }) => warn(`the import of ${file} failed: ${reason}`),
  };
}

function rateLimit({ info, warn }: Log): HandlersIn<"logging", "rate_limit"> {
  return {
    RateLimitAttempted: ({ endpoint }) => info(`a request to ${endpoint} was attempted`),
    RateLimitAllowed: ({ endpoint }) => info(`a request to ${endpoint} was allowed`),
    RateLimitDenied: ({ endpoint, reason }) => warn(`a request to ${endpoint} was denied: ${reason}`),
  };
}
