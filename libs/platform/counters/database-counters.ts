import { Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import { newId } from '@platform/ids/ids';
import type { Count } from './count';
import type { CounterRepository } from './counter.repository';
import { LocalCounts } from './local-counts';
import { SharedCounters, type CountedLimit, type CounterState } from './shared-counters';
import { secondsLeft } from './window.rule';

const FLUSH_MS = 1000;
const KEYS_PER_FLUSH = 256;
/** How long a request waits for the shared count before the local count is used. */
const LONGEST_WAIT_MS = 500;
const LONGEST_FLUSH_MS = 2000;
/** After a failure, requests do not wait for the database until it has responded again or this time has passed. */
const UNAVAILABLE_MS = 2000;

/**
 * Counts in memory and adds the counts to the database once a second, in one statement for all keys. Below a quarter of
 * the limit, a hit does not wait for the database. Above it, the hit waits for the next sum, which then runs without
 * delay and gives each hit its exact number. So N nodes together admit at most limit + (N - 1) × (limit / 4) hits in a
 * window.
 */
export class DatabaseCounters extends SharedCounters implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Counters');
  private readonly wakeUp = new WakeUpSignal();
  private readonly counts: LocalCounts;
  private dirty = new Set<Count>();
  private loop: Promise<void> | undefined;
  private stopping = false;
  private unavailableUntil = -Infinity;

  constructor(
    private readonly repository: CounterRepository,
    private readonly now: () => number = Date.now,
  ) {
    super();
    this.counts = new LocalCounts(now);
  }

  onModuleInit(): void {
    this.loop ??= this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.loop) return;
    this.stopping = true;
    this.wakeUp.send();
    await this.loop;
    await this.flush();
  }

  hit(limit: CountedLimit, caller: string): CounterState | Promise<CounterState> {
    const count = this.counts.of(limit, caller);
    count.pending++;
    this.dirty.add(count);
    const resetSeconds = secondsLeft(count.window, this.now());
    if (this.mayAnswerAtOnce(count, limit.requests)) return { count: count.local, resetSeconds };
    return this.numberOf(count).then((number) => ({ count: number, resetSeconds }));
  }

  /**
   * Whether the hit can be counted without the database: the count is far below or beyond the limit, or the database is
   * unavailable.
   */
  private mayAnswerAtOnce(count: Count, limit: number): boolean {
    if (this.stopping || performance.now() < this.unavailableUntil) return true;
    return count.local < limit / 4 || count.known >= limit;
  }

  private async numberOf(count: Count): Promise<number> {
    const localNumber = count.local;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.reportUnavailable('it does not respond in time');
        resolve(localNumber);
      }, LONGEST_WAIT_MS);
      const answer = (number: number) => {
        clearTimeout(timer);
        resolve(number);
      };
      count.waiting.push({ localNumber, answer });
      // The loop runs in its own context, outside this request's transaction and deadline.
      this.wakeUp.send();
    });
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.wakeUp.next(FLUSH_MS);
      await this.flush();
    }
  }

  private async flush(): Promise<void> {
    const dirty = [...this.dirty];
    this.dirty = new Set();
    for (let from = 0; from < dirty.length; from += KEYS_PER_FLUSH) {
      await this.addUp(dirty.slice(from, from + KEYS_PER_FLUSH));
    }
  }

  private async addUp(counts: readonly Count[]): Promise<void> {
    // Later hits wait for the next sum.
    const batch = counts.map((count) => ({ count, hits: count.pending, waiting: count.waiting.splice(0) }));
    try {
      const totals = await withWork(systemWork('counters', newId(), LONGEST_FLUSH_MS), () =>
        this.repository.add(
          batch.map(({ count: { hash, window }, hits }) => ({
            hash,
            windowStart: window.start,
            windowEnd: window.end,
            hits,
          })),
        ),
      );
      this.unavailableUntil = -Infinity;
      batch.forEach(({ count, hits, waiting }, index) => {
        count.known = totals[index] ?? count.local;
        count.pending -= hits;
        // The earliest hits get the smallest numbers, so that exactly as many hits of a batch are admitted as the limit
        // allows.
        const before = count.known - waiting.length;
        waiting.forEach(({ answer }, position) => answer(before + position + 1));
      });
    } catch (error) {
      this.reportUnavailable(error instanceof Error ? error.message : String(error));
      for (const { count, waiting } of batch) {
        this.dirty.add(count);
        for (const { answer, localNumber } of waiting) answer(localNumber);
      }
    }
  }

  private reportUnavailable(reason: string): void {
    if (performance.now() >= this.unavailableUntil) {
      this.logger.warn(`The database is unavailable, so this node counts rate limits by itself: ${reason}`);
    }
    this.unavailableUntil = performance.now() + UNAVAILABLE_MS;
  }
}
