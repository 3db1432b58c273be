import { Global, Module } from '@nestjs/common';
import { UserRows } from './user-rows';

@Global()
@Module({ providers: [UserRows], exports: [UserRows] })
export class UserRowsModule {}
