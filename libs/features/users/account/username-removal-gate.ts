import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';

/** Throws a problem if the account must keep its username. Called in the transaction that would remove it. */
export type UsernameRemovalCheck = (userId: UserId) => Promise<void>;

/** Asks whether a user may remove the username. Features that need it to identify the user register a check. */
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
