import './one-time.migration';
import { Global, Module } from '@nestjs/common';
import { OneTimeTokens } from './one-time-tokens';
import { OneTimeUserData } from './one-time.user-data';
import { OneTimeRepository } from './one-time.repository';
import { DeferredWork } from './deferred-work';

@Global()
@Module({
  providers: [OneTimeUserData, OneTimeRepository, OneTimeTokens, DeferredWork],
  exports: [OneTimeTokens, DeferredWork],
})
export class OneTimeModule {}
