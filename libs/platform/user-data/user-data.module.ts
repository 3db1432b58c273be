import { Global, Module } from '@nestjs/common';
import { PersistenceUserData } from './persistence.user-data';
import { UserDataRegistry } from './user-data-registry';

@Global()
@Module({ providers: [UserDataRegistry, PersistenceUserData], exports: [UserDataRegistry] })
export class UserDataModule {}
