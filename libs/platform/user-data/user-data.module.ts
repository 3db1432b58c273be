import { Global, Module } from '@nestjs/common';
import { PersistenceKeeper } from './persistence.user-data';
import { UserDataRegistry } from './user-data-registry';

@Global()
@Module({ providers: [UserDataRegistry, PersistenceKeeper], exports: [UserDataRegistry] })
export class UserDataModule {}
