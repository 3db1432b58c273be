export { AuthModule } from './auth.module';
export { FirstAdministrator } from './setup/first-administrator';
export {
  PasswordChanged,
  RefreshTokenReused,
  RoleDefined,
  RoleRemoved,
  RolesChanged,
  SessionsEnded,
  SignedIn,
  SignInFailed,
  SteppedUp,
} from './auth.events';
