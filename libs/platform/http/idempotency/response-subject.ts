import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { Transactions, type Transaction } from '@platform/persistence/transactions';

/** The user whom the response to a request is about: the first one whom an event of its transaction is about. */
@Injectable()
export class ResponseSubject implements OnModuleInit {
  private readonly subjects = new WeakMap<Transaction, UserId>();

  constructor(
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'http.response-subject',
      on: () => true,
      handle: async ({ subject }) => {
        const transaction = this.transactions.current();
        if (subject && transaction && !this.subjects.has(transaction)) this.subjects.set(transaction, subject);
      },
    });
  }

  /** Must run in the transaction. */
  get current(): UserId | undefined {
    const transaction = this.transactions.current();
    return transaction && this.subjects.get(transaction);
  }
}
