import { Logger } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { backOffMs } from '@platform/jobs/back-off.rule';
import type { SequencedEvent } from '../feed/sequenced-event';
import { DEFAULT_MAX_ATTEMPTS, type Consumer } from './consumer-definition';
import { failureWithin } from './failure-within';
import type { LeasedPartition } from './leased-partitions';
import { isKnown } from './known-events.rule';
import type { NewStop } from './stop.repository';

export interface AttemptSettings {
  readonly handleMs: number;
  readonly backOffMs: number;
}

/** Calls a consumer with one event, and says what follows from a failure. */
export class Attempts {
  private readonly logger = new Logger('Events');

  constructor(
    private readonly consumer: Consumer,
    private readonly settings: AttemptSettings,
  ) {}

  /** Returns the stop to store, if the event was not handled. */
  async run(
    event: SequencedEvent,
    subject: UserId | null,
    part: LeasedPartition,
    attempt: number,
  ): Promise<NewStop | undefined> {
    if (!part.isValid) throw new Error(`The lease of part ${part.part} has ended.`);
    const { name, maxAttempts = DEFAULT_MAX_ATTEMPTS } = this.consumer;
    const at = { consumer: name, subject, position: event.position };
    if (!isKnown(event)) {
      const error = `This version does not know ${event.type}.`;
      return { ...at, state: 'unknown', attempts: 0, error, waitMs: undefined };
    }
    const { handleMs, backOffMs: firstMs } = this.settings;
    const error = await failureWithin(handleMs, name, event.id, () =>
      this.consumer.handle(event, { subject, fence: part.fence }),
    );
    if (error === undefined) return undefined;
    const what = `${name} could not handle event ${event.position} (attempt ${attempt})`;
    if (attempt < maxAttempts) {
      this.logger.warn(`${what}: ${error}`);
      return { ...at, state: 'retrying', attempts: attempt, error, waitMs: backOffMs(attempt, firstMs, Math.random()) };
    }
    this.logger.error(`${what}, and stopped handling the events of its subject: ${error}`);
    return { ...at, state: 'stopped', attempts: attempt, error, waitMs: undefined };
  }
}
