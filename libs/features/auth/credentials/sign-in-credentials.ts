import { Injectable } from '@nestjs/common';
import { AccountStates } from '@features/users';
import { AuthProblems } from '../auth.errors';

/** One kind of what users hold to show who they are: passwords, passkeys, second factors. */
export interface CredentialKind {
  readonly name: string;
  /** How many of it let their user in by themselves. None where it only adds to another, as a second factor does. */
  countMethods(userId: string): Promise<number>;
  /** Must run in a transaction. Removes all credentials of this kind, because another person may have added them. */
  removeAllFor(userId: string): Promise<void>;
  /** The same, but what has been there for longer stays. Only of what lets nobody in by itself. */
  removeAddedSince?(userId: string, moment: Date): Promise<void>;
}

/** All that users can hold, whatever folder keeps it. */
@Injectable()
export class SignInCredentials {
  private readonly kinds: CredentialKind[] = [];

  constructor(private readonly accounts: AccountStates) {}

  register(kind: CredentialKind): void {
    this.kinds.push(kind);
  }

  /** In the transaction that removes one of them, before it does. */
  async refuseLastMethod(userId: string): Promise<void> {
    // Held, so that two of them are not removed at once, each for the sake of the other.
    await this.accounts.lock(userId);
    if ((await this.countMethods(userId)) <= 1) throw AuthProblems.last_sign_in_method();
  }

  async countMethods(userId: string): Promise<number> {
    return (await this.kindsOf(userId)).reduce((sum, { count }) => sum + count, 0);
  }

  /** What lets this user in by itself, and how many of each. */
  async kindsOf(userId: string): Promise<{ name: string; count: number }[]> {
    const found = [];
    for (const kind of this.kinds) found.push({ name: kind.name, count: await kind.countMethods(userId) });
    return found.filter(({ count }) => count > 0);
  }

  /** In a transaction. */
  async removeAll(userId: string): Promise<void> {
    for (const kind of this.kinds) await kind.removeAllFor(userId);
  }

  /** All there is to come in with, but for second factors that have been there for longer. In a transaction. */
  async removeAddedSince(userId: string, since: Date): Promise<void> {
    for (const kind of this.kinds) await (kind.removeAddedSince?.(userId, since) ?? kind.removeAllFor(userId));
  }
}
