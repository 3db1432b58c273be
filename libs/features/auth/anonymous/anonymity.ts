import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { AnonymousUpgraded } from './anonymous.events';
import { AnonymousRepository } from './anonymous.repository';
import { endsAnonymity, mayEndAnonymity } from './end-anonymity';

/** Tracks anonymous accounts. Adding a sign-in method ends the anonymity in the same transaction. */
@Injectable()
export class Anonymity implements OnModuleInit {
  constructor(
    private readonly rows: AnonymousRepository,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'auth.anonymity',
      on: mayEndAnonymity,
      handle: async (event) => {
        if (event.subject !== null && endsAnonymity(event)) await this.end(event.subject);
      },
    });
  }

  async isAnonymous(userId: UserId): Promise<boolean> {
    return (await this.rows.since(userId)) !== undefined;
  }

  async begin(userId: UserId): Promise<void> {
    await this.rows.add(userId);
  }

  /** Returns true for exactly one caller. */
  async end(userId: UserId): Promise<boolean> {
    if (!(await this.rows.remove(userId))) return false;
    await this.events.publish(AnonymousUpgraded.of({ subject: userId }));
    return true;
  }
}
