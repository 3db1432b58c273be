import { Injectable } from '@nestjs/common';

/** Throws a problem if the account must keep its username. Called in the transaction that would remove it. */
export type UsernameRemovalCheck = (userId: string) => Promise<void>;

/** What may refuse that a user removes their username: features that need it to identify the user register here. */
@Injectable()
export class UsernameRemovalGate {
  private readonly checks: UsernameRemovalCheck[] = [];

  register(check: UsernameRemovalCheck): void {
    this.checks.push(check);
  }

  async pass(userId: string): Promise<void> {
    for (const check of this.checks) await check(userId);
  }
}
