import { defineConfig } from '@platform/config/config';
import { faultOfRedisUrl } from '@platform/config/addresses.rule';
import { checked, optionalText } from '@platform/config/setting';

export class CountersConfig extends defineConfig('Shared counters', {
  redisUrl: checked(
    optionalText('REDIS_URL', {
      secret: true,
      help: 'Keep the counts of rate limits in Redis instead of the database, as in redis://user:password@host:6379.',
    }),
    (url) => [faultOfRedisUrl(url)],
  ),
}) {}
