export { AuthModule } from './auth.module';
export { RightfulOwner } from './entrance/rightful-owner';
export { LivingSessions } from './sessions/living-sessions';
export { PasswordSetter } from './password/password-setter';
export { FirstAdministrator } from './setup/first-administrator';
export { setupLink } from './setup/setup.page';
export { UserImport } from './import/run/user-import';
export type { ImportOutcome, ImportProgress } from './import/run/import-request';
export { ImportHeld } from './import/run/import-lease';
export { FileChanged } from './import/file/unchanged-files';
export { NothingToTryAgain } from './import/run/refused-again';
export { LeaseLost } from './import/run/batch-writer';
export { FORMAT_NAMES } from './import/formats/formats';
export { parseFirebaseParameters } from './import/formats/firebase-parameters.rule';
export type { Refusal } from './import/import-refused';
export { ApiKeyMade, ApiKeyRevoked } from './api-keys/api-keys.events';
export { AnonymityEnded } from './ways-in/anonymous/anonymous.events';
export {
  PasswordChanged,
  PasswordDropped,
  RefreshTokenReused,
  RoleDefined,
  RoleRemoved,
  RolesChanged,
  SessionsEnded,
  SignedIn,
  SignInFailed,
  SteppedUp,
} from './auth.events';
