import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config';
import type { SignedInUser } from '../sign-in/sign-in-result';
import { NewAccounts } from '../sign-in/new-accounts';
import { Anonymity } from './anonymity';
import { AnonymousConfig } from './anonymous.config';
import type { NewAnonymousDto } from './anonymous.dto';
import { AnonymousProblems } from './anonymous.errors';

@Injectable()
export class AnonymousService {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly anonymity: Anonymity,
    private readonly config: AnonymousConfig,
    private readonly auth: AuthConfig,
  ) {}

  async open({ locale, transport, consents }: NewAnonymousDto): Promise<SignedInUser> {
    // If only administrators create accounts, anonymous accounts are disabled as well.
    if (this.config.accounts === 'off' || this.auth.registration === 'closed')
      throw AnonymousProblems.anonymous_disabled();
    return this.accounts.open({ method: 'anonymous', user: { locale, by: 'user' }, transport, consents }, (userId) =>
      this.anonymity.begin(userId),
    );
  }
}
