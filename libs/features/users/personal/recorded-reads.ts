import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import { userIdOf, type Caller } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { PersonalDataRead } from '../users.events';

@Injectable()
export class RecordedReads extends PersonalReads {
  constructor(
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {
    super();
  }

  async record(by: Caller, userIds: Iterable<UserId>): Promise<void> {
    const others = [...new Set(userIds)].filter((id) => id !== userIdOf(by));
    if (others.length === 0) return;
    await this.transactions.run(async () => {
      for (const subject of others) await this.events.publish(PersonalDataRead.of({ subject }));
    });
  }
}
