import { Injectable } from '@nestjs/common';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { SignedInUser } from '../entrance/entered';
import { Errands } from '../entrance/errands';
import { Entrance } from '../entrance/entrance';
import { SecondFactorProblems } from './second-factor.errors';
import { SecondStep } from './second-step';
import type { SecondStepDto } from './second-step.dto';
import { TrustedDevices } from './trusted-devices/trusted-devices';

@Injectable()
export class SecondStepService {
  constructor(
    private readonly step: SecondStep,
    private readonly devices: TrustedDevices,
    private readonly errands: Errands,
    private readonly entrance: Entrance,
  ) {}

  async complete({ mfaToken, method, code, transport, trustDevice = false }: SecondStepDto): Promise<SignedInUser> {
    const { use, ...begun } = await this.step.find(mfaToken);
    const entry = { ...begun, transport: transport ?? begun.transport };
    const attempt = await this.step.attempt(entry.userId);
    return attempt.during(async () => {
      return this.entrance.enterFully({ ...entry, secondFactor: method }, async () => {
        if (!(await this.step.use(entry.userId, { method, code }))) throw SecondFactorProblems.wrong_code();
        // The rollback also restores the code.
        if (!(await use())) throw OneTimeProblems.not_valid();
        await attempt.succeeded();
        // Before the device is trusted: what it changes may end the trust in all there were.
        await this.errands.run(entry.userId, entry.errand);
        return trustDevice ? { deviceToken: await this.devices.trust(entry.userId) } : {};
      });
    });
  }
}
