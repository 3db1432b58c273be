import { Injectable } from '@nestjs/common';
import { hashOfToken, newOpaqueToken } from '@platform/access/opaque-token.rule';
import { AuthProblems } from '../auth.errors';
import type { SignedInUser } from '../sign-in/sign-in-result';
import { RegistrationService } from '../registration/registration.service';
import { ADMIN_ROLE, RoleHolders, UserRolesService } from '@features/access';
import type { FirstAdministratorDto } from './setup.dto';
import { SetupRepository } from './setup.repository';

const HOURS = 24;

export interface SetupOffer {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Creates the first administrator with a one-time setup token, which is shown to the operator. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly setups: SetupRepository,
    private readonly holders: RoleHolders,
    private readonly registrations: RegistrationService,
    private readonly roles: UserRolesService,
  ) {}

  /** Returns undefined if an administrator exists. */
  async offer(): Promise<SetupOffer | undefined> {
    if (await this.holders.isHeld(ADMIN_ROLE)) return undefined;
    return this.invite();
  }

  /** Creates a setup token even if an administrator exists. Only the command line uses it. */
  async invite(): Promise<SetupOffer> {
    const token = newOpaqueToken('uks_');
    await this.setups.offer(hashOfToken(token), HOURS);
    return { token, expiresAt: new Date(Date.now() + HOURS * 3_600_000) };
  }

  async accept({ token, ...account }: FirstAdministratorDto): Promise<SignedInUser> {
    const tokenHash = hashOfToken(token);
    if (!(await this.setups.isValid(tokenHash))) throw AuthProblems.setup_token_invalid();
    return this.registrations.create(await this.registrations.accept(account, [ADMIN_ROLE]), async (userId) => {
      if (!(await this.setups.consume(tokenHash))) throw AuthProblems.setup_token_invalid();
      await this.roles.replace(userId, [], [ADMIN_ROLE]);
    });
  }
}
