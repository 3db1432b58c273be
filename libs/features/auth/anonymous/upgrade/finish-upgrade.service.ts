import { Injectable } from '@nestjs/common';
import type { MeDto } from '@features/users';
import { AccessProblems } from '@platform/errors/platform.errors';
import { presentedTokenOf } from '@platform/one-time/presented-token.rule';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ANONYMOUS_UPGRADE } from '../../registration/registration.one-time';
import { PendingRegistrations } from '../../registration/pending-registrations';
import type { FinishUpgradeDto } from './upgrade.dto';
import { UpgradeService } from './upgrade.service';

/** Upgrades the account for a user who can read the mail and knows the chosen password. */
@Injectable()
export class FinishUpgradeService {
  constructor(
    private readonly upgrades: UpgradeService,
    private readonly pending: PendingRegistrations,
  ) {}

  async finish({ password, username, ...body }: FinishUpgradeDto, signedInAs: string | undefined): Promise<MeDto> {
    // A code can only be looked up by the account that requested it, so the user must be signed in.
    if (body.code !== undefined && signedInAs === undefined) throw AccessProblems.not_signed_in();
    const found = await this.pending.find(ANONYMOUS_UPGRADE, presentedTokenOf(body, signedInAs));
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { user, hash } = found.payload;
    if (hash === null) throw OneTimeProblems.not_valid();
    const attempt = await this.pending.provePassword(found, hash, password);
    const proven = { ...user, username: username ?? user.username, emailVerified: true };
    const { userId } = found;
    return attempt.during(() =>
      this.upgrades.finish(userId, { user: proven, hash }, async () => {
        if (!(await this.pending.use(found))) throw OneTimeProblems.not_valid();
        await attempt.succeeded();
      }),
    );
  }
}
