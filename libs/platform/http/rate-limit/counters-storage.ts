import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { SharedCounters } from '@platform/counters/shared-counters';

type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A storage for @nestjs/throttler that uses the shared counters. */
@Injectable()
export class CountersStorage implements ThrottlerStorage {
  constructor(private readonly counters: SharedCounters) {}

  async increment(key: string, ttl: number, limit: number): Promise<Record> {
    const { count, resetSeconds } = await this.counters.hit({ scope: `${ttl}:`, seconds: ttl, requests: limit }, key);
    return {
      totalHits: count,
      timeToExpire: resetSeconds,
      isBlocked: count > limit,
      timeToBlockExpire: resetSeconds,
    };
  }
}
