import { Injectable } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import type { EventDefinition } from './define-event';
import type { DomainEvent, PublishedEvent } from './domain-event';
import { OutboxRepository, type OutboxBacklog, type StoredEvent } from './outbox.repository';

type TransactionListener = (event: DomainEvent) => Promise<void>;

export interface AfterCommitListener {
  /** For example `integrations.webhooks`. The name must stay stable, because waiting deliveries contain it. */
  readonly name: string;
  readonly on: readonly EventDefinition[] | '*';
  /** Called once before a job is created, so that unwanted events cost nothing. */
  wants?(event: PublishedEvent): boolean;
  /** Called at least once per event, in order per subject. The ID of the event is the same each time. */
  handle(event: PublishedEvent): Promise<unknown>;
}

/** Events between features. Listeners run inside the transaction, or after it at least once. */
@Injectable()
export class Events {
  private readonly transactionListeners: TransactionListener[] = [];
  private readonly afterCommitListeners: AfterCommitListener[] = [];

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {}

  async publish(event: DomainEvent<object>): Promise<void> {
    // Outside a transaction, the change could be stored without its event or the event without its change.
    if (!this.transactions.current()) throw new Error(`${event.type} was published outside a transaction.`);
    for (const listener of this.transactionListeners) await listener(event);
    await this.outbox.add(event);
    this.transactions.afterCommit(() => this.jobs.wakeUp.send());
  }

  /** The listener is part of the change: if it fails, the change fails. */
  inTransaction(listener: TransactionListener): void {
    this.transactionListeners.push(listener);
  }

  /** The worker runs the listener, and retries it until it succeeds or reaches the maximum number of attempts. */
  afterCommit(listener: AfterCommitListener): void {
    this.jobs.define<StoredEvent>({
      name: jobNameOf(listener),
      handle: (stored) => listener.handle({ ...stored, at: new Date(stored.at) }),
    });
    this.afterCommitListeners.push(listener);
  }

  /** Whether this event type has a listener. */
  hasListenerFor(type: string): boolean {
    return this.afterCommitListeners.some((listener) => isOn(listener, type));
  }

  /** The names of the jobs that deliver this event. */
  jobNamesFor(event: PublishedEvent): string[] {
    return this.afterCommitListeners
      .filter((listener) => isOn(listener, event.type) && (listener.wants?.(event) ?? true))
      .map(jobNameOf);
  }

  async backlog(): Promise<OutboxBacklog> {
    return this.outbox.backlog();
  }
}

function isOn({ on }: AfterCommitListener, type: string): boolean {
  return on === '*' || on.some((definition) => definition.type === type);
}

function jobNameOf({ name }: AfterCommitListener): string {
  return `on:${name}`;
}
