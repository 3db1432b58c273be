import type { SequencedEvent } from '../feed/sequenced-event';
import type { LeasedPartitions, LeasedPartition } from './leased-partitions';

/** Handles the events of one consumer. All methods are called by one loop, one after another. */
export interface EventHandler {
  /** Work that is due before the next events, such as new attempts. */
  prepare(parts: LeasedPartitions): Promise<void>;
  /** Handles a page of events. Returns the number that it handled. Throws if the page must be handled again. */
  handle(events: readonly SequencedEvent[], parts: readonly LeasedPartition[]): Promise<number>;
  /** The delay until `prepare` has work; undefined if it has none. */
  readonly dueInMs: number | undefined;
  /** Whether no event may be handled yet, after a failure. */
  readonly isPostponed: boolean;
  /** By `performance.now()`: until then, this process does not take the parts of the consumer. */
  readonly avoidedUntil?: number;
  /** This process has another part, so the stored stops are read before the next events. */
  load(): void;
  /** Stored stops are due, perhaps because an administrator has changed them. */
  lookForDue(): void;
  /** Resolves when no event is being handled beside the loop. */
  idle(): Promise<void>;
}
