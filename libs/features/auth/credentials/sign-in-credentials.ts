import { Injectable } from '@nestjs/common';
import { AccountStates } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';

/** A kind of credential: passwords, passkeys, second factors. */
export interface CredentialKind {
  readonly name: string;
  /** The number of credentials that are sufficient to sign in; 0 for a second factor. */
  countMethods(userId: UserId): Promise<number>;
  /** Must run in a transaction. Removes all credentials of this kind, because another person may have added them. */
  removeAllFor(userId: UserId): Promise<void>;
  /** The same, except older credentials. Only for credentials that are not sufficient to sign in. */
  removeAddedSince?(userId: UserId, moment: Date): Promise<void>;
}

/** All kinds of credentials. */
@Injectable()
export class SignInCredentials {
  private readonly kinds: CredentialKind[] = [];

  constructor(private readonly accounts: AccountStates) {}

  register(kind: CredentialKind): void {
    this.kinds.push(kind);
  }

  /**
   * First in the transaction that removes a credential, before the credential is read: of two concurrent removals,
   * neither may rely on the credential that the other one removes.
   */
  async lock(userId: UserId): Promise<void> {
    await this.accounts.lockForCredentialChange(userId);
  }

  /** Must run in the transaction that removes a credential, after `lock` and before the removal. */
  async refuseLastMethod(userId: UserId): Promise<void> {
    if ((await this.countMethods(userId)) <= 1) throw AuthProblems.last_sign_in_method();
  }

  async countMethods(userId: UserId): Promise<number> {
    return (await this.kindsOf(userId)).reduce((sum, { count }) => sum + count, 0);
  }

  /** The sign-in methods of this user and their numbers. */
  async kindsOf(userId: UserId): Promise<{ name: string; count: number }[]> {
    const found = [];
    for (const kind of this.kinds) found.push({ name: kind.name, count: await kind.countMethods(userId) });
    return found.filter(({ count }) => count > 0);
  }

  /** Must run in a transaction. */
  async removeAll(userId: UserId): Promise<void> {
    for (const kind of this.kinds) await kind.removeAllFor(userId);
  }

  /** Removes all credentials except older second factors. Must run in a transaction. */
  async removeAddedSince(userId: UserId, since: Date): Promise<void> {
    for (const kind of this.kinds) await (kind.removeAddedSince?.(userId, since) ?? kind.removeAllFor(userId));
  }
}
