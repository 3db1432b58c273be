import { Global, Module } from '@nestjs/common';
import { PERSISTENCE_USER_DATA } from './persistence.user-data';
import { UserDataRegistry } from './user-data-registry';
import { UserDataWalk } from './user-data-walk';
import { UserRows } from './user-rows';

@Global()
@Module({
  providers: [UserDataRegistry, UserDataWalk, UserRows, PERSISTENCE_USER_DATA],
  exports: [UserDataRegistry, UserDataWalk, UserRows],
})
export class UserDataModule {}
