import { Injectable } from '@nestjs/common';
import { hashOf } from './count';
import { CounterRepository } from './counter.repository';
import type { CountedLimit } from './shared-counters';
import { windowAt } from './window.rule';

/**
 * Counters for budgets that no node may exceed: every hit waits for the database, also where Redis counts the requests,
 * and fails while the database is unavailable.
 */
@Injectable()
export class ExactCounters {
  constructor(private readonly repository: CounterRepository) {}

  /** Counts a hit. Returns whether it is within the limit. */
  async isWithin(limit: CountedLimit, caller: string): Promise<boolean> {
    const { start, end } = windowAt(Date.now(), limit.seconds);
    const hits = { hash: hashOf(limit, caller), windowStart: start, windowEnd: end, hits: 1 };
    const [total = 0] = await this.repository.add([hits]);
    return total <= limit.requests;
  }
}
