import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { SignInCredentials, type CredentialKind } from '../../credentials/sign-in-credentials';
import { RecoveryCodeUsed } from '../second-factor.events';
import { SecondFactors, type SecondFactor } from '../second-factors';
import { hashOfRecoveryCode, newRecoveryCode } from './recovery-code-text.rule';
import { RecoveryCodeRepository } from './recovery-code.repository';

const COUNT = 10;

/** Recovery codes, for users who have lost their authenticator app. */
@Injectable()
export class RecoveryCodes implements SecondFactor, CredentialKind {
  readonly method = 'recovery_code';
  readonly name = 'recovery_code';

  constructor(
    private readonly factors: SecondFactors,
    signInCredentials: SignInCredentials,
    private readonly codes: RecoveryCodeRepository,
    private readonly events: Events,
  ) {
    factors.registerBackup(this);
    signInCredentials.register(this);
  }

  /** Must run in a transaction. The codes are shown only once. */
  async create(userId: UserId): Promise<string[]> {
    const codes = Array.from({ length: COUNT }, newRecoveryCode);
    await this.codes.replace(
      userId,
      codes.map((code) => hashOfRecoveryCode(userId, code) as Buffer),
    );
    return codes;
  }

  async remove(userId: UserId): Promise<void> {
    await this.codes.remove(userId);
  }

  /** Must run in the transaction that removes a second factor. */
  async removeAfterLast(userId: UserId): Promise<void> {
    if ((await this.factors.methodsOf(userId)).length === 0) await this.remove(userId);
  }

  async isSetUp(userId: UserId): Promise<boolean> {
    return (await this.codes.count(userId)).left > 0;
  }

  async use(userId: UserId, typed: string): Promise<boolean> {
    const hash = hashOfRecoveryCode(userId, typed);
    if (!hash || !(await this.codes.use(userId, hash))) return false;
    const { left } = await this.codes.count(userId);
    await this.events.publish(RecoveryCodeUsed.of({ subject: userId, facts: { left } }));
    return true;
  }

  async countMethods(): Promise<number> {
    return 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    await this.remove(userId);
  }

  async removeAddedSince(userId: UserId, moment: Date): Promise<void> {
    const { createdAt } = await this.codes.count(userId);
    if (!createdAt || createdAt > moment) await this.removeAllFor(userId);
  }
}
