import { Injectable } from '@nestjs/common';
import { loginNameOf, VerifiedPhones } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens, type Found } from '@platform/one-time/one-time-tokens';
import { SmsFactor } from '../second-factor/sms/sms-factor';
import { unlessConsentIsMissing } from '../sign-in/sign-in-checks';
import { SignInFlow } from '../sign-in/sign-in-flow';
import type { SignInResult } from '../sign-in/sign-in-result';
import { holderOf, type SignInNumber } from './sign-in-text-messages';
import type { SmsCodeDto } from './sms-sign-in.dto';
import { SIGN_IN_SMS } from './sms-sign-in.one-time';

/** Signs in with a code from a text message. It never creates an account. */
@Injectable()
export class SmsSignInService {
  constructor(
    private readonly phones: VerifiedPhones,
    private readonly factor: SmsFactor,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly signInFlow: SignInFlow,
  ) {}

  async signIn({ email, username, code, ...options }: SmsCodeDto): Promise<SignInResult> {
    const name = loginNameOf({ email, username });
    const found = name && (await this.oneTimeTokens.find<SignInNumber>(SIGN_IN_SMS, { holder: holderOf(name), code }));
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const request = { ...options, method: 'sms_code', userId: found.userId };
    const result = await unlessConsentIsMissing(
      () => this.signInFlow.signIn(request, () => this.use(found, request.userId)),
      () => this.oneTimeTokens.returnTry(found),
    );
    if (!result) throw OneTimeProblems.not_valid();
    return result;
  }

  /** Returns false if the number or the second factor has changed since the code was sent. */
  private async use(found: Found<SignInNumber>, userId: UserId): Promise<boolean> {
    if (!(await this.oneTimeTokens.use(found)) || (await this.factor.isSetUp(userId))) return false;
    return (await this.phones.find(userId))?.number === found.payload.number;
  }
}
