export { AuthModule } from './auth.module';
export { PasswordSetter } from './password/password-setter';
export { FirstAdministrator } from './setup/first-administrator';
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
