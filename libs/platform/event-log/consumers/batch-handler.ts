import { Logger } from '@nestjs/common';
import { backOffMs } from '@platform/jobs/back-off.rule';
import type { BatchConsumer } from './consumer-definition';
import type { SequencedEvent } from '../feed/sequenced-event';
import type { EventHandler } from './event-handler';
import { failureWithin } from './failure-within';
import type { LeasedPartition } from './leased-partitions';
import { concerns, isKnown } from './known-events.rule';

const LONGEST_WAIT_MS = 60_000;
const AVOID_MS = 30_000;

interface Settings {
  readonly handleMs: number;
  readonly backOffMs: number;
}

/** Handles all events in the order of the log. After a failure, it tries the same events again, and skips none. */
export class BatchHandler implements EventHandler {
  private readonly logger = new Logger('Events');
  private attempts = 0;
  private dueAt = -Infinity;
  /** By `performance.now()`: until then, this process does not take the part again. */
  avoidedUntil = -Infinity;

  constructor(
    private readonly consumer: BatchConsumer,
    private readonly settings: Settings,
  ) {}

  load(): void {
    this.dueAt = -Infinity;
  }

  lookForDue(): void {}

  async idle(): Promise<void> {}

  get isPostponed(): boolean {
    return this.dueInMs !== undefined;
  }

  get dueInMs(): number | undefined {
    return this.dueAt > performance.now() ? this.dueAt - performance.now() : undefined;
  }

  async prepare(): Promise<void> {}

  async handle(events: readonly SequencedEvent[], [part]: readonly LeasedPartition[]): Promise<number> {
    if (!part) return 0;
    if (!part.isValid) throw new Error(`The lease of part ${part.part} has ended.`);
    const wanted = events.filter((event) => event.position > part.position && concerns(this.consumer, event));
    const unknownAt = this.consumer.takesUnknown ? -1 : wanted.findIndex((event) => !isKnown(event));
    const own = unknownAt < 0 ? wanted : wanted.slice(0, unknownAt);
    if (unknownAt === 0) this.leaveTo(part, wanted[0] as SequencedEvent);
    const [first] = own;
    if (!first) return 0;
    const { handleMs, backOffMs: firstMs } = this.settings;
    const error = await failureWithin(handleMs, this.consumer.name, first.id, () =>
      this.consumer.handleAll(own, { fence: part.fence }),
    );
    if (error === undefined) {
      this.attempts = 0;
      if (unknownAt < 0) return own.length;
      // The page is read again from the unknown event on.
      part.position = (own.at(-1) as SequencedEvent).position;
      throw new Postponed();
    }
    this.attempts++;
    const waitMs = backOffMs(this.attempts, firstMs, Math.random(), LONGEST_WAIT_MS);
    this.dueAt = performance.now() + waitMs;
    this.logger.warn(
      `${this.consumer.name} could not handle events from ${first.position} on (attempt ${this.attempts}): ${error}`,
    );
    throw new Postponed();
  }

  /** A process with a newer version takes the part. */
  private leaveTo(part: LeasedPartition, { type, position }: SequencedEvent): never {
    part.isReleased = true;
    this.avoidedUntil = performance.now() + AVOID_MS;
    this.logger.warn(`${this.consumer.name} does not handle event ${position}: only a newer version knows ${type}.`);
    throw new Postponed();
  }
}

/** The events are handled again after a delay. */
export class Postponed extends Error {}
