import { Injectable } from '@nestjs/common';
import { givenAddress, proofOf } from '@platform/one-time/given-proof.rule';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { OneTimeProof } from '@platform/one-time/one-time-secrets';
import { Transactions } from '@platform/persistence/transactions';
import { REGISTRATION } from '../auth.one-time';
import type { SignedInUser } from '../entrance/entered';
import { normalisePassword } from '../password/password-policy.rule';
import { PendingRegistrations } from './pending-registrations';
import type { FinishRegistrationDto } from './register.dto';
import { registrationHolder } from './registration-holder.rule';
import { RegistrationService } from './registration.service';

/** Makes the account that was asked for, for whoever can read its mail and knows its password. */
@Injectable()
export class FinishRegistrationService {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly pending: PendingRegistrations,
    private readonly transactions: Transactions,
  ) {}

  /**
   * The password is asked for again: otherwise somebody could register another's address, wait until its owner
   * follows the link, and come in with a password that nobody else knows.
   */
  async finish({ password, username, transport = 'body', ...given }: FinishRegistrationDto): Promise<SignedInUser> {
    const found = await this.pending.find(REGISTRATION, this.withPassword(proofOf(given), password));
    if (!found) throw OneTimeProblems.not_valid();
    const { user, hash } = found.payload;
    const isOfAddress = given.email === undefined || isSameAddress(given.email, user.email);
    if (!isOfAddress) throw OneTimeProblems.not_valid();
    const attempt = await this.pending.provePassword(found, password);
    const account = {
      user: { ...user, username: username ?? user.username, emailVerified: true },
      hash,
      roles: [],
      transport,
    };
    return attempt.during(() =>
      this.transactions.run(async () => {
        // First: of several with one link, those who come late are told so, and not that their own name is taken.
        if (!(await this.pending.use(found))) throw OneTimeProblems.not_valid();
        await attempt.succeeded();
        return this.registrations.create(account, async () => undefined);
      }),
    );
  }

  /** A code belongs to the registration with this password; a link says by itself which one it is for. */
  private withPassword(proof: OneTimeProof, password: string): OneTimeProof {
    if ('token' in proof) return { token: proof.token };
    return { ...proof, holder: registrationHolder(proof.holder, normalisePassword(password)) };
  }
}

function isSameAddress(one: string, other: string): boolean {
  return givenAddress(one).identity === givenAddress(other).identity;
}
