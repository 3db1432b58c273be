import { Injectable } from '@nestjs/common';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { SignedInUser } from './sign-in-result';
import { FollowUpActions } from './follow-up-actions';
import { SignInFlow } from './sign-in-flow';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { MfaChallenge } from '../second-factor/challenge/mfa-challenge';
import type { MfaSignInDto } from './mfa-sign-in.dto';
import { TrustedDevices } from '../second-factor/trusted-devices/trusted-devices';

@Injectable()
export class MfaSignInService {
  constructor(
    private readonly challenge: MfaChallenge,
    private readonly devices: TrustedDevices,
    private readonly followUps: FollowUpActions,
    private readonly signInFlow: SignInFlow,
  ) {}

  async complete({ mfaToken, method, code, transport, trustDevice = false }: MfaSignInDto): Promise<SignedInUser> {
    const { use, ...begun } = await this.challenge.find(mfaToken);
    const entry = { ...begun, transport: transport ?? begun.transport };
    const attempt = await this.challenge.attempt(entry.userId);
    return attempt.during(async () => {
      return this.signInFlow.completeMfa({ ...entry, secondFactor: method }, async () => {
        if (!(await this.challenge.use(entry.userId, { method, code }))) throw SecondFactorProblems.wrong_code();
        // The rollback also restores the code.
        if (!(await use())) throw OneTimeProblems.not_valid();
        await attempt.succeeded();
        // Before the device is trusted: what it changes may end the trust in all there were.
        await this.followUps.run(entry.userId, entry.followUp);
        return trustDevice ? { deviceToken: await this.devices.trust(entry.userId) } : {};
      });
    });
  }
}
