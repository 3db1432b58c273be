import { Injectable } from '@nestjs/common';
import { UserReader, UserRegistrar, type NewUser } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { SessionOpener } from '../sessions/session-opener';
import type { Transport } from '../sessions/session.entity';
import type { SignedInUser } from './sign-in-result';
import type { AcceptedTextDto } from './accepted-text.dto';
import { SignInChecks } from './sign-in-checks';

export interface NewAccount {
  /** The sign-in method of the first session. */
  readonly method: string;
  readonly user: NewUser;
  readonly roles?: readonly string[];
  readonly transport?: Transport | undefined;
  /** The texts that the user accepts with the registration. */
  readonly consents?: readonly AcceptedTextDto[] | undefined;
}

/** Creates an account and signs its owner in. A new account has no second factor. */
@Injectable()
export class NewAccounts {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly opener: SessionOpener,
    private readonly checks: SignInChecks,
    private readonly transactions: Transactions,
  ) {}

  /** `addCredentials` runs in the same transaction. It stores the credentials and consumes the one-time token. */
  async open(
    { method, user, roles = [], transport = 'body', consents = [] }: NewAccount,
    addCredentials: (userId: UserId) => Promise<unknown>,
  ): Promise<SignedInUser> {
    const draft = await this.registrar.prepare(user);
    actingUserProven(draft.id);
    try {
      const tokens = await this.transactions.run(async () => {
        await this.registrar.create(draft);
        await this.checks.run({ userId: draft.id, isNew: true, accepted: consents });
        await addCredentials(draft.id);
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
