export { IdentitiesModule } from './identities.module';
export { IdentityLinked, IdentityRegistered, IdentityUnlinked } from './identities.events';
