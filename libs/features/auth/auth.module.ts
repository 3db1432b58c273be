import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '@features/access';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { SessionDirectory } from '@platform/access/session-directory';
import { Authenticator } from '@platform/http/access/authenticator';
import { ADMIN } from './admin/admin.part';
import { Anonymity } from './anonymous/anonymity';
import { ANONYMOUS } from './anonymous/anonymous.part';
import { ApiKeys } from './api-keys/api-keys';
import { API_KEYS } from './api-keys/api-keys.part';
import { AuthConfig } from './auth.config';
import { BEARER } from './bearer/bearer.part';
import { CREDENTIALS } from './credentials/credentials.part';
import { SignInCredentials } from './credentials/sign-in-credentials';
import { EMAIL_SIGN_IN_PART } from './email-sign-in/email-sign-in.part';
import { EXAMPLE } from './example/example.part';
import { INTROSPECTION } from './introspection/introspection.part';
import { PASSKEYS } from './passkeys/passkeys.part';
import { CredentialRepository } from './password/credential.repository';
import { KindCount } from './password/decoys/kind-count';
import { ExternalSystem } from './password/external-system/external-system';
import { PasswordSetter } from './password/password-setter';
import { PASSWORD_PART } from './password/password.part';
import { REGISTRATION_PART } from './registration/registration.part';
import { SECOND_FACTOR } from './second-factor/second-factor.part';
import { SECURITY_NOTICES } from './security-notices/security-notices.part';
import { ActiveSessions } from './sessions/active-sessions';
import { SessionEnder } from './sessions/session-ender';
import { SessionLock } from './sessions/session-lock';
import { SESSIONS_PART } from './sessions/sessions.part';
import { TokenTransport } from './sessions/token-transport';
import { FirstAdministrator } from './setup/first-administrator';
import { SETUP } from './setup/setup.part';
import { FollowUpActions } from './sign-in/follow-up-actions';
import { NewAccounts } from './sign-in/new-accounts';
import { SignInChecks } from './sign-in/sign-in-checks';
import { SignInFlow } from './sign-in/sign-in-flow';
import { SignInResponse } from './sign-in/sign-in-response';
import { SIGN_IN_PART } from './sign-in/sign-in.part';
import { VerifiedOwner } from './sign-in/verified-owner';
import { SIGN_IN_METHODS_PART } from './sign-in-methods/sign-in-methods.part';
import { SMS_SIGN_IN_PART } from './sms-sign-in/sms-sign-in.part';
import { STEP_UP } from './step-up/step-up.part';
import { AccountClosing } from './suspension/account-closing';
import { SUSPENSION } from './suspension/suspension.part';
import { THROTTLING } from './throttling/throttling.part';
import { TOKENS_PART } from './tokens/tokens.part';

/** All subfolders of this feature. `.dependency-cruiser.cjs` defines which of them may import which. */
const PARTS = [
  ADMIN,
  ANONYMOUS,
  API_KEYS,
  BEARER,
  CREDENTIALS,
  EMAIL_SIGN_IN_PART,
  EXAMPLE,
  INTROSPECTION,
  PASSKEYS,
  PASSWORD_PART,
  REGISTRATION_PART,
  SECOND_FACTOR,
  SECURITY_NOTICES,
  SESSIONS_PART,
  SETUP,
  SIGN_IN_PART,
  SIGN_IN_METHODS_PART,
  SMS_SIGN_IN_PART,
  STEP_UP,
  SUSPENSION,
  THROTTLING,
  TOKENS_PART,
];

/** Authentication. Global because it implements the platform's ports for it. */
@Global()
@Module({
  imports: [
    AccessModule,
    MailModule,
    UsersModule,
    TypeOrmModule.forFeature(PARTS.flatMap(({ entities = [] }) => entities)),
  ],
  controllers: PARTS.flatMap(({ controllers = [] }) => controllers),
  providers: [AuthConfig, ...PARTS.flatMap(({ providers }) => providers)],
  exports: [
    AccountClosing,
    ActiveSessions,
    Anonymity,
    ApiKeys,
    AuthConfig,
    Authenticator,
    CredentialRepository,
    ExternalSystem,
    FirstAdministrator,
    FollowUpActions,
    KindCount,
    NewAccounts,
    PasswordSetter,
    SessionDirectory,
    SessionEnder,
    SessionLock,
    SignInCredentials,
    SignInChecks,
    SignInFlow,
    SignInResponse,
    TokenTransport,
    VerifiedOwner,
  ],
})
export class AuthModule {}
