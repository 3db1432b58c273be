import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';

/** Throws a problem if the account must keep its username. Runs in the transaction that would remove it. */
export type UsernameRemovalCheck = (userId: UserId) => Promise<void>;

/** Checks whether a username can be removed. Features that identify users by username register a check. */
@Injectable()
export class UsernameRemovalGate {
  private readonly checks: UsernameRemovalCheck[] = [];

  register(check: UsernameRemovalCheck): void {
    this.checks.push(check);
  }

  async pass(userId: UserId): Promise<void> {
    for (const check of this.checks) await check(userId);
  }
}
