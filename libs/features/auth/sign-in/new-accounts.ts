import { Injectable } from '@nestjs/common';
import { UserReader, UserRegistrar, type NewUser } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { SessionOpener } from '../sessions/session-opener';
import type { Transport } from '../sessions/session.entity';
import type { SignedInUser } from './sign-in-result';

export interface NewAccount {
  /** By which way its owner comes in now. */
  readonly method: string;
  readonly user: NewUser;
  readonly roles?: readonly string[];
  readonly transport?: Transport | undefined;
}

/** Makes an account for somebody who has none, and lets its owner in: nothing of it can ask for a second factor yet. */
@Injectable()
export class NewAccounts {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly opener: SessionOpener,
    private readonly transactions: Transactions,
  ) {}

  /** `alongside` belongs to the same transaction: what there is to sign in with, and whatever was used up for it. */
  async open(
    { method, user, roles = [], transport = 'body' }: NewAccount,
    alongside: (userId: string) => Promise<unknown>,
  ): Promise<SignedInUser> {
    const draft = await this.registrar.prepare(user);
    actingUserProven(draft.id);
    try {
      const tokens = await this.transactions.run(async () => {
        await this.registrar.create(draft);
        await alongside(draft.id);
        return this.opener.open(draft.id, roles, transport, { method });
      });
      const me = await this.users.me(draft.id, roles);
      if (!me) throw RequestProblems.not_found();
      return { tokens, user: me.body };
    } catch (error) {
      await this.registrar.abandonRefused(draft, error);
      throw error;
    }
  }
}
