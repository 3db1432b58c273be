import { Injectable } from '@nestjs/common';
import { givenAddress, presentedTokenOf } from '@platform/one-time/presented-token.rule';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { Found, PresentedToken } from '@platform/one-time/one-time-tokens';
import { Transactions } from '@platform/persistence/transactions';
import { REGISTRATION } from './registration.one-time';
import type { SignedInUser } from '../sign-in/sign-in-result';
import type { Attempt } from '../throttling/login-throttle';
import { PasswordHasher, normalisePassword } from '../password/password-hasher';
import { PasswordPolicy } from '../password/password-policy';
import { PendingRegistrations, type PendingRegistration } from './pending-registrations';
import type { FinishRegistrationDto } from './register.dto';
import { registrationHolder } from './registration-holder.rule';
import { RegistrationService, type AcceptedAccount } from './registration.service';
import { unlessConsentIsMissing } from '../sign-in/sign-in-checks';

/** Completes a registration for a user who can read the mail and knows the password. */
@Injectable()
export class FinishRegistrationService {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly pending: PendingRegistrations,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Requires the password of the registration again. Otherwise an attacker could register another person's address and
   * would know the password of the account once the owner follows the link.
   */
  async finish(given: FinishRegistrationDto): Promise<SignedInUser> {
    const found = await this.find(presentedTokenOf(given), given.password);
    if (!found) throw OneTimeProblems.not_valid();
    return unlessConsentIsMissing(
      () => this.finishFound(found, given),
      () => this.pending.returnTry(found),
    );
  }

  private async finishFound(
    found: Found<PendingRegistration>,
    { password, username, transport = 'body', ...body }: FinishRegistrationDto,
  ): Promise<SignedInUser> {
    const { user, hash, consents } = found.payload;
    const isRegisteredAddress = body.email === undefined || isSameAddress(body.email, user.email);
    if (!isRegisteredAddress) throw OneTimeProblems.not_valid();
    const proven = { ...user, username: username ?? user.username, emailVerified: true };
    const account = { user: proven, roles: [], transport, consents: body.consents ?? consents };
    if (hash === null) return this.create(found, { ...account, hash: await this.hashOfChosen(proven, password) });
    const attempt = await this.pending.provePassword(found, hash, password);
    return attempt.during(() => this.create(found, { ...account, hash }, attempt));
  }

  private async create(
    found: Found<PendingRegistration>,
    account: Omit<AcceptedAccount, 'password'>,
    attempt?: Attempt,
  ): Promise<SignedInUser> {
    return this.transactions.run(async () => {
      // The token is consumed first, so that a concurrent second call fails because of the token and not because its
      // own username is taken.
      if (!(await this.pending.use(found))) throw OneTimeProblems.not_valid();
      await attempt?.succeeded();
      return this.registrations.create(account, async () => undefined);
    });
  }

  /** The recipient of the mail chooses the password, so no other person knows it. */
  private async hashOfChosen({ email, username, displayName }: AcceptedAccount['user'], password: string) {
    return this.hasher.hash(this.policy.accept('/password', password, [email, username, displayName]));
  }

  /** A code is looked up by the password of the registration; a link identifies its registration. */
  private async find(proof: PresentedToken, password: string): Promise<Found<PendingRegistration> | undefined> {
    if ('token' in proof) return this.pending.find(REGISTRATION, { token: proof.token });
    const { holder, code } = proof;
    const holders = [normalisePassword(password), undefined].map((candidate) => registrationHolder(holder, candidate));
    for (const candidate of holders) {
      const found = await this.pending.find(REGISTRATION, { code, holder: candidate });
      if (found) return found;
    }
    return undefined;
  }
}

function isSameAddress(one: string, other: string): boolean {
  return givenAddress(one).identity === givenAddress(other).identity;
}
