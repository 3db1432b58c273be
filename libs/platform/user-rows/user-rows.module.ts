import { Global, Module } from '@nestjs/common';
import { UserRowSearch } from './user-row-search';
import { UserRows } from './user-rows';

@Global()
@Module({ providers: [UserRows, UserRowSearch], exports: [UserRows, UserRowSearch] })
export class UserRowsModule {}
