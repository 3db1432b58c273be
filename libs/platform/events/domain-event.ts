import type { UserId } from '@platform/ids/ids';

/** Personal values. Only listeners in the transaction get them; they are never stored by events. */
export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

/** Something that has happened. */
export interface DomainEvent<Facts extends object = object> {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  /** The user concerned: events of one subject reach a listener in their order. */
  readonly subject: UserId | null;
  /** Ids and plain facts; they leave the transaction, so no personal value and no secret belongs here. */
  readonly facts: Facts;
  readonly changes: Changes;
}

/** An event after the commit, without its changes. */
export type PublishedEvent<Facts extends object = object> = Omit<DomainEvent<Facts>, 'changes'>;
