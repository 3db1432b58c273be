export { UsersModule } from './users.module';
export { UserReader } from './account/user-reader';
export { UserRegistrar, type DraftUser, type NewUser } from './account/user-registrar';
export { AccountStates } from './account/account-states';
export { MeDto } from './account/me.dto';
export { UsersProblems } from './users.errors';
export { UserRegistered, ProfileChanged, EmailChanged, AccountStateChanged } from './users.events';
