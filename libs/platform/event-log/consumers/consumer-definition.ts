import type { UserId } from '@platform/ids/ids';
import type { EventDefinition } from '../definitions/define-event';
import type { SequencedEvent } from '../feed/sequenced-event';

interface ConsumerOptions<Definition> {
  /** For example `integrations.webhooks`. The name must stay stable, because the position is stored under it. */
  readonly name: string;
  /** `*`: all events except internal ones. */
  readonly on: readonly Definition[] | '*';
  /** Where a new consumer starts: at the newest event, or at the first one of the log. */
  readonly from: 'now' | 'start';
}

export interface Consumer<Definition extends EventDefinition = EventDefinition> extends ConsumerOptions<Definition> {
  /**
   * Called at least once for each event and each of its subjects, in order per subject. The call must end within the
   * time limit of a consumer, so slow work is enqueued as a job.
   */
  handle(event: SequencedEvent<Definition>, delivery: Delivery): Promise<unknown>;
  /** The number of failures after which the subject stops until an administrator replays or skips the event. */
  readonly maxAttempts?: number;
}

export interface Delivery {
  /** The subject for whom this call is made; null for events without a subject. */
  readonly subject: UserId | null;
  /** Increases whenever another node takes over. A write with a smaller fence must not overwrite one with a larger. */
  readonly fence: number;
}

export interface BatchConsumer<
  Definition extends EventDefinition = EventDefinition,
> extends ConsumerOptions<Definition> {
  /** Called at least once for each event, in the order of the log. After a failure it is called again with a delay. */
  /** Whether it also receives events that only a newer version of the product knows. */
  readonly takesUnknown?: boolean;
  handleAll(events: readonly SequencedEvent<Definition>[], delivery: { readonly fence: number }): Promise<unknown>;
}

export type AnyConsumer = Consumer | BatchConsumer;

export const DEFAULT_MAX_ATTEMPTS = 12;
/** The subjects of a consumer are distributed to this many parts, which the nodes share. */
export const PARTS = 8;

export function isBatchConsumer(consumer: AnyConsumer): consumer is BatchConsumer {
  return 'handleAll' in consumer;
}
