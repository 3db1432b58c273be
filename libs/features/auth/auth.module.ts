import './auth.migration';
import './notices/notices.migration';
import './import/import.migration';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '@features/communications';
import { UsersModule } from '@features/users';
import { SessionDirectory } from '@platform/access/session-directory';
import { Authenticator } from '@platform/http/access/authenticator';
import { RightsDirectory } from '@platform/http/access/rights-directory';
import { RoleDirectory } from '@platform/http/access/role-directory';
import { API_KEYS } from './api-keys/api-keys.part';
import { AuthCleanUp } from './auth.clean-up';
import { AuthConfig } from './auth.config';
import { AuthShares } from './auth-shares';
import { AuthKeeper } from './auth.user-data';
import { CredentialChanges } from './credential-changes';
import { ENTRANCE } from './entrance/entrance.part';
import { RightfulOwner } from './entrance/rightful-owner';
import { EXAMPLE } from './example/example.part';
import { HeldCredentials } from './held-credentials';
import { INTROSPECTION } from './introspection/introspection.part';
import { AttemptRepository } from './brake/attempt.repository';
import { AttemptEntity, KnownNetworkEntity } from './brake/brake.entity';
import { GuessBrake } from './brake/guess-brake';
import { ImportEntity, ImportRefusalEntity } from './import/import.entity';
import { BatchWriter } from './import/run/batch-writer';
import { ImportLease } from './import/run/import-lease';
import { ImportLedger } from './import/run/import-ledger.repository';
import { ImportTrial } from './import/run/import-trial';
import { RecordCheck } from './import/run/record-check';
import { RefusedAgain } from './import/run/refused-again';
import { Sift } from './import/run/sift';
import { UserImport } from './import/run/user-import';
import { KnownOriginEntity } from './notices/known-origin.entity';
import { KnownOriginRepository } from './notices/known-origin.repository';
import { NewSignIn } from './notices/new-sign-in';
import { Notices } from './notices/notices';
import { CommonPasswords } from './password/common-passwords';
import { CredentialEntity } from './password/credential.entity';
import { CredentialRepository } from './password/credential.repository';
import { KindCount } from './password/decoys/kind-count';
import { PasswordDecoys } from './password/decoys/password-decoys';
import { PasswordKindEntity } from './password/decoys/password-kind.entity';
import { PasswordKindRepository } from './password/decoys/password-kind.repository';
import { HeldPassword } from './password/held-password';
import { HashQueue } from './password/hash-queue';
import { OldSystem } from './password/old-system/old-system';
import { OldSystemConfig } from './password/old-system/old-system.config';
import { PasswordController } from './password/password.controller';
import { PasswordHasher } from './password/password-hasher';
import { PasswordPolicy } from './password/password-policy';
import { PasswordSetter } from './password/password-setter';
import { PasswordService } from './password/password.service';
import { FinishRegistrationService } from './registration/finish-registration.service';
import { PendingRegistrations } from './registration/pending-registrations';
import { RegistrationPageController } from './registration/registration-page.controller';
import { RegistrationController } from './registration/registration.controller';
import { RegistrationService } from './registration/registration.service';
import { AppPermissionEntity } from './roles/app-permissions/app-permission.entity';
import { AppPermissionRepository } from './roles/app-permissions/app-permission.repository';
import { AppPermissionsController } from './roles/app-permissions/app-permissions.controller';
import { AppPermissionsService } from './roles/app-permissions/app-permissions.service';
import { KnownPermissions } from './roles/known-permissions';
import { LastAdministrator } from './roles/last-administrator';
import { RoleBook } from './roles/role-book';
import { RoleEntity, UserRoleEntity } from './roles/role.entity';
import { UserRights } from './roles/user-rights';
import { RoleHolders } from './roles/role-holders.repository';
import { RoleRepository } from './roles/role.repository';
import { RoleService } from './roles/role.service';
import { RolesController } from './roles/roles.controller';
import { UserRolesController } from './roles/user-roles.controller';
import { SECOND_FACTOR } from './second-factor/second-factor.part';
import { ActingSession } from './sessions/acting-session';
import { RefreshController } from './sessions/refresh.controller';
import { RefreshService } from './sessions/refresh.service';
import { LivingSessions } from './sessions/living-sessions';
import { SessionEnder } from './sessions/session-ender';
import { SessionEntity } from './sessions/session.entity';
import { SessionOpener } from './sessions/session-opener';
import { SessionRepository } from './sessions/session.repository';
import { SessionService } from './sessions/session.service';
import { SessionsController } from './sessions/sessions.controller';
import { TokenTransport } from './sessions/token-transport';
import { FirstAdministrator } from './setup/first-administrator';
import { SignInMetrics } from './sign-in-metrics';
import { SetupController } from './setup/setup.controller';
import { SetupPageController } from './setup/setup-page.controller';
import { SetupEntity } from './setup/setup.entity';
import { SetupRepository } from './setup/setup.repository';
import { StepUpController } from './step-up/step-up.controller';
import { StepUpService } from './step-up/step-up.service';
import { SuspensionController } from './suspension/suspension.controller';
import { SuspensionService } from './suspension/suspension.service';
import { STAFF } from './staff/staff.part';
import { AccessTokenAuthenticator } from './tokens/access-token.authenticator';
import { AccessTokenStrategy } from './tokens/access-token.strategy';
import { AccessTokens } from './tokens/access-tokens';
import { JwksController } from './tokens/jwks.controller';
import { PublishedKeys } from './tokens/published-keys';
import { SessionMemory } from './tokens/session-memory';
import { VerifiedTokens } from './tokens/verified-tokens';
import { ANONYMOUS } from './ways-in/anonymous/anonymous.part';
import { GOOGLE_WAY } from './ways-in/google/google.part';
import { IDENTITIES } from './ways-in/identities/identities.part';
import { MAIL_WAY } from './ways-in/mail/mail-way.part';
import { OIDC_WAY } from './ways-in/oidc/oidc.part';
import { WAYS_IN } from './ways-in/overview/ways-in.part';
import { PASSKEYS } from './ways-in/passkeys/passkeys.part';
import { PASSWORD_WAY } from './ways-in/password/password-way.part';

/** Folders that declare their own controllers and providers, for example each sign-in method. */
const PARTS = [
  ENTRANCE,
  SECOND_FACTOR,
  PASSWORD_WAY,
  MAIL_WAY,
  PASSKEYS,
  IDENTITIES,
  GOOGLE_WAY,
  OIDC_WAY,
  ANONYMOUS,
  WAYS_IN,
  API_KEYS,
  INTROSPECTION,
  STAFF,
  EXAMPLE,
];

/** Authentication and authorisation. Global because it implements the platform's ports for both. */
@Global()
@Module({
  imports: [
    CommunicationsModule,
    UsersModule,
    TypeOrmModule.forFeature([
      AppPermissionEntity,
      AttemptEntity,
      CredentialEntity,
      ImportEntity,
      ImportRefusalEntity,
      KnownNetworkEntity,
      KnownOriginEntity,
      PasswordKindEntity,
      RoleEntity,
      SessionEntity,
      SetupEntity,
      UserRoleEntity,
      ...PARTS.flatMap(({ entities = [] }) => entities),
    ]),
  ],
  controllers: [
    JwksController,
    PasswordController,
    RefreshController,
    RegistrationController,
    RegistrationPageController,
    AppPermissionsController,
    RolesController,
    SessionsController,
    SetupController,
    SetupPageController,
    StepUpController,
    SuspensionController,
    UserRolesController,
    ...PARTS.flatMap(({ controllers = [] }) => controllers),
  ],
  providers: [
    ActingSession,
    ...PARTS.flatMap(({ providers }) => providers),
    AccessTokenStrategy,
    AccessTokens,
    AppPermissionRepository,
    AppPermissionsService,
    AttemptRepository,
    AuthCleanUp,
    AuthConfig,
    AuthKeeper,
    AuthShares,
    BatchWriter,
    CommonPasswords,
    CredentialChanges,
    CredentialRepository,
    FinishRegistrationService,
    FirstAdministrator,
    SignInMetrics,
    GuessBrake,
    HashQueue,
    HeldCredentials,
    HeldPassword,
    ImportLease,
    ImportLedger,
    ImportTrial,
    KindCount,
    KnownPermissions,
    KnownOriginRepository,
    LastAdministrator,
    LivingSessions,
    NewSignIn,
    Notices,
    OldSystem,
    OldSystemConfig,
    PasswordDecoys,
    PasswordHasher,
    PasswordKindRepository,
    PasswordPolicy,
    PasswordService,
    PasswordSetter,
    PendingRegistrations,
    PublishedKeys,
    RecordCheck,
    RefreshService,
    RefusedAgain,
    RegistrationService,
    RoleBook,
    RoleHolders,
    RoleRepository,
    RoleService,
    SessionEnder,
    SessionMemory,
    SessionOpener,
    SessionRepository,
    SessionService,
    SetupRepository,
    Sift,
    StepUpService,
    SuspensionService,
    TokenTransport,
    UserImport,
    VerifiedTokens,
    { provide: Authenticator, useClass: AccessTokenAuthenticator },
    { provide: RightsDirectory, useClass: UserRights },
    { provide: RoleDirectory, useExisting: RoleHolders },
    { provide: SessionDirectory, useExisting: LivingSessions },
  ],
  exports: [
    Authenticator,
    RightsDirectory,
    RoleDirectory,
    SessionDirectory,
    FirstAdministrator,
    LivingSessions,
    PasswordSetter,
    RightfulOwner,
    UserImport,
  ],
})
export class AuthModule {}
