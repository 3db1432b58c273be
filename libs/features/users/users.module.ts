import './users.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountEntity, EmailIndexEntity } from './account/account.entity';
import { AccountRepository } from './account/account.repository';
import { AccountService } from './account/account.service';
import { AccountStates } from './account/account-states';
import { AccountView } from './account/account-view';
import { EmailIndexRepository } from './account/email-index.repository';
import { MeController } from './account/me.controller';
import { UserReader } from './account/user-reader';
import { UserRegistrar } from './account/user-registrar';
import { UsersController } from './directory/users.controller';

/** Accounts, public profiles and personal information. */
@Module({
  imports: [TypeOrmModule.forFeature([AccountEntity, EmailIndexEntity])],
  controllers: [MeController, UsersController],
  providers: [
    AccountRepository,
    AccountService,
    AccountStates,
    AccountView,
    EmailIndexRepository,
    UserReader,
    UserRegistrar,
  ],
  exports: [AccountStates, UserReader, UserRegistrar],
})
export class UsersModule {}
