import { Global, Module } from '@nestjs/common';
import { CounterPurge } from './counter-purge';
import { CounterRepository } from './counter.repository';
import { CountersConfig } from './counters.config';
import { CountersUserData } from './counters.user-data';
import { DatabaseCounters } from './database-counters';
import { SharedCounters } from './shared-counters';

@Global()
@Module({
  providers: [
    CountersConfig,
    CounterRepository,
    CounterPurge,
    CountersUserData,
    {
      provide: SharedCounters,
      inject: [CountersConfig, CounterRepository],
      useFactory: ({ redisUrl }: CountersConfig, repository: CounterRepository): SharedCounters => {
        if (!redisUrl) return new DatabaseCounters(repository);
        // Its client is loaded only by those who have a Redis.
        const { RedisCounters } = require('./redis-counters') as typeof import('./redis-counters');
        return new RedisCounters(redisUrl);
      },
    },
  ],
  exports: [SharedCounters],
})
export class CountersModule {}
