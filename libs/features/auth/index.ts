export { AuthModule } from './auth.module';
export { AuthConfig } from './auth.config';
export { AuthProblems } from './auth.errors';
export {
  PasswordChanged,
  PasswordRemoved,
  RefreshTokenReused,
  SessionsEnded,
  SignedIn,
  SignInFailed,
  SteppedUp,
} from './auth.events';
export { SIGN_IN, SIGN_IN_METHODS } from './auth.tags';
export { Anonymity } from './anonymous/anonymity';
export { endAnonymityOn } from './anonymous/end-anonymity';
export { AnonymousUpgraded } from './anonymous/anonymous.events';
export { ApiKeys } from './api-keys/api-keys';
export { ApiKeyCreated, ApiKeyRevoked } from './api-keys/api-keys.events';
export { voidLinksOn } from './credentials/credential-changes';
export { SignInCredentials, type CredentialKind } from './credentials/sign-in-credentials';
export { CredentialRepository } from './password/credential.repository';
export { KindCount } from './password/decoys/kind-count';
export { ExternalSystem } from './password/external-system/external-system';
export { EXTERNAL_PASSWORD, isExternalPassword } from './password/external-system/external-password.rule';
export { PasswordSetter } from './password/password-setter';
export type { FollowUpAction } from './second-factor/challenge/mfa-challenge';
export { notifyOwnerOn } from './security-notices/security-notices';
export { ActiveSessions } from './sessions/active-sessions';
export { SessionEnder } from './sessions/session-ender';
export { SessionLock } from './sessions/session-lock';
export { FirstAdministrator, type SetupOffer } from './setup/first-administrator';
export { setupLink } from './setup/setup.page';
export { FollowUpActions } from './sign-in/follow-up-actions';
export { NewAccounts } from './sign-in/new-accounts';
export { AcceptedTextDto } from './sign-in/accepted-text.dto';
export { SignInChecks, unlessConsentIsMissing, type SignInCheck, type CheckedSignIn } from './sign-in/sign-in-checks';
export { SignInFlow } from './sign-in/sign-in-flow';
export { SignInOptionsDto } from './sign-in/sign-in-options.dto';
export { SIGN_IN_RESPONSE, SignInResponse } from './sign-in/sign-in-response';
export type { SignInResult } from './sign-in/sign-in-result';
export { VerifiedOwner } from './sign-in/verified-owner';
export { AccountClosing } from './suspension/account-closing';
