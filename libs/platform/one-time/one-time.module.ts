import './one-time.migration';
import { Global, Module } from '@nestjs/common';
import { OneTimeSecrets } from './one-time-secrets';
import { OneTimeKeeper } from './one-time.user-data';
import { OneTimeRepository } from './one-time.repository';
import { QuietWork } from './quiet-work';

@Global()
@Module({
  providers: [OneTimeKeeper, OneTimeRepository, OneTimeSecrets, QuietWork],
  exports: [OneTimeSecrets, QuietWork],
})
export class OneTimeModule {}
