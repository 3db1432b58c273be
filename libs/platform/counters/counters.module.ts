import { Global, Module } from '@nestjs/common';
import { CounterRepository } from './counter.repository';
import { CountersConfig } from './counters.config';
import { COUNTERS_USER_DATA } from './counters.user-data';
import { DatabaseCounters } from './database-counters';
import { ExactCounters } from './exact-counters';
import { SharedCounters } from './shared-counters';

@Global()
@Module({
  providers: [
    CountersConfig,
    CounterRepository,
    ExactCounters,
    COUNTERS_USER_DATA,
    {
      provide: SharedCounters,
      inject: [CountersConfig, CounterRepository],
      useFactory: ({ redisUrl }: CountersConfig, repository: CounterRepository): SharedCounters => {
        if (!redisUrl) return new DatabaseCounters(repository);
        // The Redis client is loaded only if Redis is configured.
        const { RedisCounters } = require('./redis-counters') as typeof import('./redis-counters');
        return new RedisCounters(redisUrl);
      },
    },
  ],
  exports: [ExactCounters, SharedCounters],
})
export class CountersModule {}
