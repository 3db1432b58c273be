import { Injectable } from '@nestjs/common';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { SignedInUser } from './sign-in-result';
import { FollowUpActions } from './follow-up-actions';
import { SignInFlow } from './sign-in-flow';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { MfaChallenge } from '../second-factor/challenge/mfa-challenge';
import type { MfaSignInDto } from './mfa-sign-in.dto';
import { TrustedDevices } from '../second-factor/trusted-devices/trusted-devices';
import { unlessConsentIsMissing } from './sign-in-checks';

@Injectable()
export class MfaSignInService {
  constructor(
    private readonly challenge: MfaChallenge,
    private readonly devices: TrustedDevices,
    private readonly followUps: FollowUpActions,
    private readonly signInFlow: SignInFlow,
  ) {}

  async complete({
    mfaToken,
    method,
    code,
    transport,
    trustDevice = false,
    consents,
  }: MfaSignInDto): Promise<SignedInUser> {
    const { use, returnTry, ...pending } = await this.challenge.find(mfaToken);
    const request = { ...pending, consents, transport: transport ?? pending.transport };
    const attempt = await this.challenge.attempt(request.userId);
    const signIn = () =>
      attempt.during(async () => {
        if (!(await this.challenge.mayTry(request.userId, { method, code }))) throw SecondFactorProblems.wrong_code();
        return this.signInFlow.completeMfa({ ...request, secondFactor: method }, async () => {
          if (!(await this.challenge.use(request.userId, { method, code }))) throw SecondFactorProblems.wrong_code();
          // If this throws, the rollback makes the code usable again.
          if (!(await use())) throw OneTimeProblems.not_valid();
          await attempt.succeeded();
          // The follow-up action runs before the device is trusted, because it may remove all trusted devices.
          await this.followUps.run(request.userId, request.followUp);
          return trustDevice ? { deviceToken: await this.devices.trust(request.userId) } : {};
        });
      });
    return unlessConsentIsMissing(signIn, returnTry);
  }
}
