import { once } from 'node:events';
import { Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LocalCounts } from './local-counts';
import { SharedCounters, type CountedLimit, type CounterState } from './shared-counters';
import { secondsLeft } from './window.rule';

const ANSWER_MS = 250;
const START_MS = 1000;
const WARN_EVERY_MS = 60_000;
/** Counts in one round trip. The key expires shortly after its window, because clocks may differ. */
const HIT = `local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n`;

type RedisWithHit = Redis & { userkeepHit(key: string, seconds: number): Promise<number> };

/**
 * Counts in Redis. While Redis is unavailable, each node counts by itself, so a limit can be multiplied by the number
 * of nodes.
 */
export class RedisCounters extends SharedCounters implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Counters');
  private readonly fallback: LocalCounts;
  private redis: RedisWithHit | undefined;
  private warnedAt = -Infinity;

  constructor(
    private readonly url: string,
    private readonly now: () => number = Date.now,
  ) {
    super();
    this.fallback = new LocalCounts(now);
  }

  /**
   * Waits briefly for the connection, so that the first requests are counted in Redis. The start does not depend on it.
   */
  async onModuleInit(): Promise<void> {
    await once(this.connected(), 'ready', { signal: AbortSignal.timeout(START_MS) }).catch(() => undefined);
  }

  async hit(limit: CountedLimit, caller: string): Promise<CounterState> {
    const local = this.fallback.of(limit, caller);
    local.pending++;
    // Read before other hits are counted during the wait.
    const localNumber = local.local;
    const resetSeconds = secondsLeft(local.window, this.now());
    try {
      const name = `userkeep:count:${local.hash.toString('base64url')}:${local.window.start}`;
      return { count: await this.connected().userkeepHit(name, resetSeconds + 60), resetSeconds };
    } catch (error) {
      this.warn(error);
      return { count: localNumber, resetSeconds };
    }
  }

  beforeApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private connected(): RedisWithHit {
    if (!this.redis) {
      const redis = new Redis(this.url, {
        // A command fails at once instead of waiting for a connection, because a request waits for it.
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        commandTimeout: ANSWER_MS,
        connectTimeout: START_MS,
        disconnectTimeout: 100,
        retryStrategy: (times) => Math.min(times * 100, 2000),
      });
      redis.on('error', (error) => this.warn(error));
      redis.defineCommand('userkeepHit', { numberOfKeys: 1, lua: HIT });
      this.redis = redis as RedisWithHit;
    }
    return this.redis;
  }

  private warn(error: unknown): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn(`Redis is unavailable, so this node counts rate limits by itself: ${String(error)}`);
  }
}
