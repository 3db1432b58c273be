import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { Purpose } from './exchange-purposes';
import { EXCHANGE, LINKING } from '../identities.one-time';
import type { ProvenIdentity } from '../providers/proven-identity.rule';
import type { PresentedIdentity } from '../providers/presented-identity';

interface CodePayload {
  readonly identity: ProvenIdentity;
  readonly challenge: string;
}

const KINDS = { 'sign-in': EXCHANGE, link: LINKING };

/**
 * Issues and redeems the authorization codes that the redirect URI receives. They are useless without the PKCE verifier,
 * which only the client has.
 */
@Injectable()
export class ExchangeCodes {
  constructor(
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly transactions: Transactions,
  ) {}

  async issue(purpose: Purpose, identity: ProvenIdentity, challenge: string): Promise<string> {
    const payload = { identity, challenge } satisfies CodePayload;
    const issued = await this.transactions.run(() =>
      this.oneTimeTokens.issue(KINDS[purpose], { holder: newId(), userId: null, payload }),
    );
    if (!issued) throw new Error('The code could not be issued, because its random holder already has one.');
    return issued.token;
  }

  /** Every call counts as an attempt. A code allows five. */
  async redeem(purpose: Purpose, code: string, verifier: string): Promise<PresentedIdentity> {
    const found = await this.oneTimeTokens.findTrying<CodePayload>(KINDS[purpose], code);
    if (!found || !isChallengeOf(found.payload.challenge, verifier)) throw OneTimeProblems.not_valid();
    return {
      identity: found.payload.identity,
      use: async () => {
        if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      },
      returnTry: () => this.oneTimeTokens.returnTry(found),
    };
  }
}

function isChallengeOf(challenge: string, verifier: string): boolean {
  const actual = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  const expected = Buffer.from(challenge);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
