import type { UserId } from '@platform/ids/ids';

/** Personal values. Only listeners inside the transaction receive them; they are not stored in the outbox. */
export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

export interface DomainEvent<Facts extends object = object> {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  /** The user concerned. A listener receives the events of one subject in order. */
  readonly subject: UserId | null;
  /**
   * IDs and facts that are not personal. They leave the transaction, so they must not contain personal values or
   * secrets.
   */
  readonly facts: Facts;
  readonly changes: Changes;
}

/** An event after the commit, without its changes. */
export type PublishedEvent<Facts extends object = object> = Omit<DomainEvent<Facts>, 'changes'>;
