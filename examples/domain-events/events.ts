import { type } from "bailiwick/metadata";

/** Why something did not come about. */
interface Refused {
  readonly reason: string;
}

/** What happens to the owner of an e-mail address. */
interface OfAddress {
  readonly email: string;
}

/** What happens to a user. */
interface OfUser {
  readonly userId: string;
}

/** What happens to a provider of financial data. */
interface OfProvider {
  readonly providerId: string;
}

/** What happens to a file. */
interface OfFile {
  readonly file: string;
}

/** What happens to a session. */
interface OfSession {
  readonly sessionId: string;
}

/** What happens to an endpoint of the API. */
interface OfEndpoint {
  readonly endpoint: string;
}

// Every event that there is: what is published under its name.
export const UserRegistrationAttempted = type<OfAddress>("UserRegistrationAttempted");
export const UserRegistrationSucceeded = type<OfAddress & OfUser>("UserRegistrationSucceeded");
export const UserRegistrationFailed = type<OfAddress & Refused>("UserRegistrationFailed");
export const EmailVerificationAttempted = type<OfAddress>("EmailVerificationAttempted");
export const EmailVerificationSucceeded = type<OfAddress>("EmailVerificationSucceeded");
export const EmailVerificationFailed = type<OfAddress & Refused>("EmailVerificationFailed");
export const UserLoginAttempted = type<OfAddress>("UserLoginAttempted");
export const UserLoginSucceeded = type<OfAddress>("UserLoginSucceeded");
export const UserLoginFailed = type<OfAddress & Refused>("UserLoginFailed");
export const UserLogoutAttempted = type<OfUser>("UserLogoutAttempted");
export const UserLogoutSucceeded = type<OfUser & OfSession>("UserLogoutSucceeded");
export const UserLogoutFailed = type<OfUser & Refused>("UserLogoutFailed");
export const PasswordChangeAttempted = type<OfUser>("PasswordChangeAttempted");
export const PasswordChangeSucceeded = type<OfUser & OfAddress & OfSession>("PasswordChangeSucceeded");
export const PasswordChangeFailed = type<OfUser & Refused>("PasswordChangeFailed");
export const PasswordResetRequestAttempted = type<OfAddress>("PasswordResetRequestAttempted");
export const PasswordResetRequestSucceeded = type<OfAddress & { readonly link: string }>(
  "PasswordResetRequestSucceeded",
);
export const PasswordResetRequestFailed = type<OfAddress & Refused>("PasswordResetRequestFailed");
export const PasswordResetAttempted = type<OfUser>("PasswordResetAttempted");
export const PasswordResetSucceeded = type<OfUser & OfAddress>("PasswordResetSucceeded");
export const PasswordResetFailed = type<OfUser & Refused>("PasswordResetFailed");
export const TokenRefreshAttempted = type<OfUser>("TokenRefreshAttempted");
export const TokenRefreshSucceeded = type<OfUser>("TokenRefreshSucceeded");
export const TokenRefreshFailed = type<OfUser & Refused>("TokenRefreshFailed");
export const TokenRotationAttempted = type<OfUser>("TokenRotationAttempted");
export const TokenRotationSucceeded = type<OfUser>("TokenRotationSucceeded");
export const TokenRotationFailed = type<OfUser & Refused>("TokenRotationFailed");
export const RoleAssignmentAttempted = type<OfUser>("RoleAssignmentAttempted");
export const RoleAssignmentSucceeded = type<OfUser>("RoleAssignmentSucceeded");
export const RoleAssignmentFailed = type<OfUser & Refused>("RoleAssignmentFailed");
export const RoleRevocationAttempted = type<OfUser>("RoleRevocationAttempted");
export const RoleRevocationSucceeded = type<OfUser>("RoleRevocationSucceeded");
export const RoleRevocationFailed = type<OfUser & Refused>("RoleRevocationFailed");
export const AccessAttempted = type<OfUser>("AccessAttempted");
export const AccessAllowed = type<OfUser>("AccessAllowed");
export const AccessDenied = type<OfUser & Refused>("AccessDenied");
export const SessionRevocationAttempted = type<OfSession>("SessionRevocationAttempted");
export const SessionRevocationSucceeded = type<OfSession>("SessionRevocationSucceeded");
export const SessionRevocationFailed = type<OfSession & Refused>("SessionRevocationFailed");
export const SessionsRevocationAttempted = type<OfUser>("SessionsRevocationAttempted");
export const SessionsRevocationSucceeded = type<OfUser>("SessionsRevocationSucceeded");
export const SessionsRevocationFailed = type<OfUser & Refused>("SessionsRevocationFailed");
export const SessionActivity = type<OfSession>("SessionActivity");
export const SessionProviderAccess = type<OfSession>("SessionProviderAccess");
export const SessionExtension = type<OfSession>("SessionExtension");
export const ProviderConnectionAttempted = type<OfProvider>("ProviderConnectionAttempted");
export const ProviderConnectionSucceeded = type<OfProvider>("ProviderConnectionSucceeded");
export const ProviderConnectionFailed = type<OfProvider & Refused>("ProviderConnectionFailed");
export const ProviderDisconnectionAttempted = type<OfProvider>("ProviderDisconnectionAttempted");
export const ProviderDisconnectionSucceeded = type<OfProvider & OfAddress>("ProviderDisconnectionSucceeded");
export const ProviderDisconnectionFailed = type<OfProvider & Refused>("ProviderDisconnectionFailed");
export const ProviderTokenRefreshAttempted = type<OfProvider>("ProviderTokenRefreshAttempted");
export const ProviderTokenRefreshSucceeded = type<OfProvider>("ProviderTokenRefreshSucceeded");
export const ProviderTokenRefreshFailed = type<OfProvider & Refused>("ProviderTokenRefreshFailed");
export const AccountSyncAttempted = type<OfProvider>("AccountSyncAttempted");
export const AccountSyncSucceeded = type<OfProvider>("AccountSyncSucceeded");
export const AccountSyncFailed = type<OfProvider & Refused>("AccountSyncFailed");
export const TransactionSyncAttempted = type<OfProvider>("TransactionSyncAttempted");
export const TransactionSyncSucceeded = type<OfProvider>("TransactionSyncSucceeded");
export const TransactionSyncFailed = type<OfProvider & Refused>("TransactionSyncFailed");
export const HoldingsSyncAttempted = type<OfProvider>("HoldingsSyncAttempted");
export const HoldingsSyncSucceeded = type<OfProvider>("HoldingsSyncSucceeded");
export const HoldingsSyncFailed = type<OfProvider & Refused>("HoldingsSyncFailed");
export const FileImportAttempted = type<OfFile>("FileImportAttempted");
export const FileImportSucceeded = type<OfFile>("FileImportSucceeded");
export const FileImportFailed = type<OfFile & Refused>("FileImportFailed");
export const RateLimitAttempted = type<OfEndpoint>("RateLimitAttempted");
export const RateLimitAllowed = type<OfEndpoint>("RateLimitAllowed");
export const RateLimitDenied = type<OfEndpoint & Refused>("RateLimitDenied");
