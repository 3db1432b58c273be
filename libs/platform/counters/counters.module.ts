import { Global, Module } from '@nestjs/common';
import { CounterPurge } from './counter-purge';
import { CounterRepository } from './counter.repository';
import { CountersConfig } from './counters.config';
import { CountersKeeper } from './counters.user-data';
import { DatabaseCounters } from './database-counters';
import { RedisCounters } from './redis-counters';
import { SharedCounters } from './shared-counters';

@Global()
@Module({
  providers: [
    CountersConfig,
    CounterRepository,
    CounterPurge,
    CountersKeeper,
    {
      provide: SharedCounters,
      inject: [CountersConfig, CounterRepository],
      useFactory: ({ redisUrl }: CountersConfig, repository: CounterRepository): SharedCounters =>
        redisUrl ? new RedisCounters(redisUrl) : new DatabaseCounters(repository),
    },
  ],
  exports: [SharedCounters],
})
export class CountersModule {}
