import { Injectable } from '@nestjs/common';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from './cluster-notifications';

/** A value that every node caches until a notification reports that it has changed. */
export interface CachedValue<Value> {
  /** Returns a promise only if the value has to be read. */
  current(): Value | Promise<Value>;
}

@Injectable()
export class CachedValues {
  constructor(
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  /** `read` gets the outdated value, so that it can use parts of it again. */
  define<Value>(topic: string, read: (outdated: Value | undefined) => Promise<Value>): CachedValue<Value> {
    let cached: { readonly value: Value } | undefined;
    let isFresh = false;
    let changes = 0;

    this.cluster.on(topic, () => {
      changes++;
      isFresh = false;
    });

    const readAgain = async (): Promise<Value> => {
      const changesBefore = changes;
      const value = await read(cached?.value);
      // Inside a transaction, the value may contain changes that a rollback would undo.
      this.transactions.afterCommit(() => {
        cached = { value };
        // If a notification arrived in the meantime, the value may already be outdated.
        isFresh = changesBefore === changes;
      });
      return value;
    };

    return { current: () => (cached && isFresh && this.cluster.isCurrent() ? cached.value : readAgain()) };
  }
}
