export { UsersModule } from './users.module';
export type { AccountState } from './account-state';
export type { Contact } from './account/contact';
export { UserReader, type LockedUser } from './account/user-reader';
export { UserLanguage } from './account/user-language';
export { UsernameRemovalGate } from './account/username-removal-gate';
export { UserRegistrar, type DraftUser, type NewUser } from './account/user-registrar';
export { USERNAME_SCHEMA } from './account/profile-fields.rule';
export { DISPLAY_NAME, LOCALE, USERNAME } from './account/profile-shapes';
export { profileFaults } from './account/profile-fields.rule';
export { loginNameOf, type LoginName } from './account/login-name.rule';
export { LastActive } from './account/last-active';
export { AccountStates } from './account/account-states';
export { UserImporter, type CheckedUser, type SealedUser } from './import/user-importer';
export { ProfileNames } from './account/profile-names';
export { MoreRights } from './admin/more-rights';
export { EmailChanger } from './account/email-changer';
export { VerifiedPhones, type VerifiedPhone } from './phone/verified-phones';
export { MeDto } from './account/me.dto';
export { UsersProblems } from './users.errors';
export { READ_USERS } from './users.permissions';
export {
  AccountStateChanged,
  AttributeSchemaChanged,
  AvatarChanged,
  EmailChanged,
  EmailVerified,
  PersonalDataChanged,
  PersonalDataRead,
  PhoneChanged,
  ProfileChanged,
  UserRegistered,
  type EmailChangedFacts,
} from './users.events';
