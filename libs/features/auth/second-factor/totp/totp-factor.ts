import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { SignInCredentials, type CredentialKind } from '../../credentials/sign-in-credentials';
import { TotpDisabled } from '../second-factor.events';
import { SecondFactors, type PrimaryFactor } from '../second-factors';
import { stepOfCode } from './totp-code.rule';
import { TotpRepository } from './totp.repository';

/** An unfinished setup expires after this time. */
const SECRET_PLACE = { table: 'auth_totp', column: 'secret_sealed' };

/** Codes of an authenticator app: RFC 6238, six digits, half a minute each. */
@Injectable()
export class TotpFactor implements PrimaryFactor, CredentialKind {
  readonly method = 'totp';
  readonly name = 'totp';

  constructor(
    factors: SecondFactors,
    signInCredentials: SignInCredentials,
    private readonly totps: TotpRepository,
    private readonly vault: Vault,
    private readonly events: Events,
  ) {
    factors.register(this);
    signInCredentials.register(this);
  }

  async isSetUp(userId: UserId): Promise<boolean> {
    return !!(await this.totps.find(userId))?.confirmedAt;
  }

  async use(userId: UserId, code: string): Promise<boolean> {
    return (await this.isSetUp(userId)) && this.useUnconfirmed(userId, code);
  }

  /** Also accepts an app whose setup is not completed; its first code completes it. */
  async useUnconfirmed(userId: UserId, code: string): Promise<boolean> {
    const stored = await this.totps.find(userId);
    const secret = stored && (await this.vault.boxOf(userId)).open(SECRET_PLACE, stored.secretSealed);
    const step = secret === undefined ? undefined : stepOfCode(secret, code, stored?.lastStep ?? 0);
    return step !== undefined && this.totps.useStep(userId, step);
  }

  /** Returns false if an app is already set up. */
  async begin(userId: UserId, secret: string): Promise<boolean> {
    return this.totps.begin(userId, (await this.vault.boxOf(userId)).seal(SECRET_PLACE, secret));
  }

  remove(userId: UserId): Promise<boolean> {
    return this.totps.remove(userId);
  }

  /** An authenticator app alone is not a sign-in method. */
  async countMethods(): Promise<number> {
    return 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    if (await this.totps.remove(userId)) await this.events.publish(TotpDisabled.of({ subject: userId }));
  }

  async removeAddedSince(userId: UserId, moment: Date): Promise<void> {
    const confirmedAt = (await this.totps.find(userId))?.confirmedAt;
    if (!confirmedAt || confirmedAt > moment) await this.removeAllFor(userId);
  }
}
