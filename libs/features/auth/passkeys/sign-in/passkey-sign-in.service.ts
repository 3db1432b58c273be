import { Injectable } from '@nestjs/common';
import { randomText } from '@platform/access/opaque-token.rule';
import { Events } from '@platform/event-log/events';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { SignInResult } from '../../sign-in/sign-in-result';
import { SignInFlow } from '../../sign-in/sign-in-flow';
import { decoyKey } from '../decoy-key';
import { readAssertion } from '../credential-response.rule';
import { PasskeyCheck } from '../passkey-check';
import { requestOptions } from '../passkey-options.rule';
import { PasskeyRepository, type Passkey, type Use } from '../passkey.repository';
import { PasskeyProblems } from '../passkeys.errors';
import { PasskeyCounterDecreased } from '../passkeys.events';
import { PASSKEY_SIGN_IN } from '../passkeys.one-time';
import { RelyingParty } from '../relying-party';
import { AllowedPasskeys } from './allowed-passkeys';
import type { PasskeyOptionsRequestDto, PasskeyChallengeDto, PasskeySignInDto } from './passkey-sign-in.dto';
import { unlessConsentIsMissing } from '../../sign-in/sign-in-checks';

interface PendingChallenge {
  readonly challenge: string;
  /** The user whose passkeys are accepted; null if no name was given. */
  readonly userId: UserId | null;
}

@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly allowed: AllowedPasskeys,
    private readonly passkeys: PasskeyRepository,
    private readonly verifier: PasskeyCheck,
    private readonly relyingParty: RelyingParty,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly signInFlow: SignInFlow,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async createOptions(login: PasskeyOptionsRequestDto): Promise<PasskeyChallengeDto> {
    const { email, username } = login;
    const isNamed = email !== undefined || username !== undefined;
    const { userId, credentials } = isNamed ? await this.allowed.for(login) : { userId: null, credentials: [] };
    const challenge = randomText();
    // Stored without a user ID, because sealing with a user's key would reveal that the account exists.
    const bound = { holder: newId(), userId: null, payload: { challenge, userId } satisfies PendingChallenge };
    const issued = await this.transactions.run(() => this.oneTimeTokens.issue(PASSKEY_SIGN_IN, bound));
    if (!issued) throw new Error('The challenge could not be issued, because its random holder already has one.');
    return {
      challengeToken: issued.token,
      options: { ...requestOptions(this.relyingParty.id, challenge, credentials) },
    };
  }

  async signIn({
    challengeToken,
    response,
    transport,
    deviceToken,
    consents,
  }: PasskeySignInDto): Promise<SignInResult> {
    const found = await this.oneTimeTokens.findTrying<PendingChallenge>(PASSKEY_SIGN_IN, challengeToken);
    const credential = readAssertion(response);
    if (!found || !credential) throw PasskeyProblems.passkey_not_valid();
    const { challenge, userId: named } = found.payload;
    const stored = await this.passkeys.byCredential(Buffer.from(credential.id, 'base64url'));
    const assertion = await this.verifier.assertion(credential, challenge, stored?.publicKey ?? decoyKey());
    if (!stored || !assertion || !isOwn(stored, named, credential.response.userHandle)) {
      throw PasskeyProblems.passkey_not_valid();
    }
    const isTwoFactors = this.relyingParty.countsAsTwoFactors && assertion.userVerified;
    const result = await unlessConsentIsMissing(
      () =>
        this.signInFlow.signIn(
          {
            method: 'passkey',
            userId: stored.userId,
            transport,
            deviceToken,
            consents,
            isTwoFactors,
            changesNothing: true,
          },
          async () => {
            // The challenge is consumed first, so that a concurrent duplicate does not look like a cloned passkey.
            return (await this.oneTimeTokens.use(found)) && this.use(stored, assertion);
          },
        ),
      () => this.oneTimeTokens.returnTry(found),
    );
    if (!result) throw PasskeyProblems.passkey_not_valid();
    return result;
  }

  /**
   * Must run in the transaction of the sign-in. If it is rejected, the challenge stays consumed and the audit entry is
   * kept.
   */
  private async use({ id, userId }: Passkey, use: Use): Promise<boolean> {
    if (await this.passkeys.use(id, use)) return true;
    if (await this.passkeys.find(id, userId)) {
      await this.events.publish(PasskeyCounterDecreased.of({ subject: userId, facts: { passkeyId: id } }));
    }
    return false;
  }
}

/** Without a name, the user handle is required because it identifies the user. With a name, it is optional. */
function isOwn({ userId }: Passkey, named: string | null, userHandle: string | undefined): boolean {
  if (named !== null && named !== userId) return false;
  if (userHandle === undefined) return named !== null;
  return userHandle === idToBytes(userId).toString('base64url');
}
