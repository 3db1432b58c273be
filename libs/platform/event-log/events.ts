import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { Transactions } from '@platform/persistence/transactions';
import { Consumers } from './consumers/consumers';
import type { BatchConsumer, Consumer } from './consumers/consumer-definition';
import { isAppEvent } from './definitions/app-event';
import { checkFacts } from './definitions/check-facts';
import type { EventDefinition, EventOf } from './definitions/define-event';
import type { DomainEvent } from './definitions/domain-event';
import { EventRecorder } from './entries/event-recorder';
import { SequencerSignal } from './sequencer/sequencer-signal';

interface TransactionListener<Definition extends EventDefinition> {
  /** Says in the code which part listens, for example `auth.trusted-devices`. */
  readonly name: string;
  /** The types of events, or a function for types that other parts register. */
  readonly on: readonly Definition[] | ((type: string) => boolean);
  handle(event: EventOf<Definition>): Promise<unknown>;
}

interface RegisteredListener {
  isOn(type: string): boolean;
  handle(event: DomainEvent): Promise<unknown>;
}

/** Events between features. Listeners run inside the transaction, or after it at least once. */
@Injectable()
export class Events {
  private readonly listeners: RegisteredListener[] = [];

  constructor(
    private readonly recorder: EventRecorder,
    private readonly consumers: Consumers,
    private readonly transactions: Transactions,
    private readonly signal: SequencerSignal,
    private readonly config: RuntimeConfig,
  ) {}

  async publish(event: DomainEvent): Promise<void> {
    // Outside a transaction, the change could be stored without its event or the event without its change.
    if (!this.transactions.current()) throw new Error(`${event.type} was published outside a transaction.`);
    if (!this.config.production && !isAppEvent(event.type)) checkFacts(event);
    // Recorded first, because listeners publish events that follow from this one.
    await this.recorder.record(event);
    for (const listener of this.listeners) if (listener.isOn(event.type)) await listener.handle(event);
    this.transactions.afterCommit(() => this.signal.sendAfterOwnCommit());
  }

  /** The listener is part of the change: if it fails, the change fails. */
  inTransaction<Definition extends EventDefinition>({ on, handle }: TransactionListener<Definition>): void {
    const isOn = typeof on === 'function' ? on : (type: string) => on.some((definition) => definition.type === type);
    this.listeners.push({ isOn, handle: (event) => handle(event as EventOf<Definition>) });
  }

  /** The consumer receives each event at least once after its commit, and those of one subject in order. */
  consume<Definition extends EventDefinition>(consumer: Consumer<Definition>): void {
    this.consumers.add(consumer);
  }

  /** The consumer receives all events in the order of the log, several at a time. If it fails, it gets them again. */
  consumeInOrder<Definition extends EventDefinition>(consumer: BatchConsumer<Definition>): void {
    this.consumers.add(consumer);
  }
}
