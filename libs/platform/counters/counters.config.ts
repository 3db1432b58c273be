import { defineConfig } from '@platform/config/config';
import { faultOfRedisUrl } from '@platform/config/addresses.rule';
import { checked, optionalText } from '@platform/config/setting';

export class CountersConfig extends defineConfig('Shared counters', {
  redisUrl: checked(
    optionalText('REDIS_URL', {
      secret: true,
      help: 'Stores the counters of rate limits in Redis instead of the database, for example redis://user:password@host:6379.',
    }),
    (url) => [faultOfRedisUrl(url)],
  ),
}) {}
