import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Transactions, type Transaction } from '@platform/persistence/transactions';

/** The user whom the response to a request is about: the first one whom an event of its transaction is about. */
@Injectable()
export class ResponseSubject {
  private readonly subjects = new WeakMap<Transaction, UserId>();

  constructor(private readonly transactions: Transactions) {}

  /** The event log calls it in the transaction of each event. */
  add(subject: UserId): void {
    const transaction = this.transactions.current();
    if (transaction && !this.subjects.has(transaction)) this.subjects.set(transaction, subject);
  }

  /** Must run in the transaction. */
  get current(): UserId | undefined {
    const transaction = this.transactions.current();
    return transaction && this.subjects.get(transaction);
  }
}
