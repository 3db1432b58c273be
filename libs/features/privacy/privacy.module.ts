import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '@features/auth';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { ERASURE_PART } from './erasure/erasure.part';
import { ErasureReplay } from './erasure/replay/erasure-replay';

@Module({
  imports: [AuthModule, MailModule, UsersModule, TypeOrmModule.forFeature([...ERASURE_PART.entities])],
  controllers: [...ERASURE_PART.controllers],
  providers: [...ERASURE_PART.providers],
  exports: [ErasureReplay],
})
export class PrivacyModule {}
