import { Global, Module } from '@nestjs/common';
import { PERSISTENCE_USER_DATA } from './persistence.user-data';
import { UserDataRegistry } from './user-data-registry';
import { UserDataWalk } from './user-data-walk';

@Global()
@Module({
  providers: [UserDataRegistry, UserDataWalk, PERSISTENCE_USER_DATA],
  exports: [UserDataRegistry, UserDataWalk],
})
export class UserDataModule {}
