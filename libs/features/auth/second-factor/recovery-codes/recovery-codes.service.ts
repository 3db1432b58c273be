import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { SessionLock } from '../../sessions/session-lock';
import { SecondFactorProblems } from '../second-factor.errors';
import { RecoveryCodesCreated } from '../second-factor.events';
import { SecondFactors } from '../second-factors';
import { RecoveryCodes } from './recovery-codes';
import type { RecoveryCodesLeftDto } from './recovery-codes.dto';
import { RecoveryCodeRepository } from './recovery-code.repository';

@Injectable()
export class RecoveryCodesService {
  constructor(
    private readonly sessionLock: SessionLock,
    private readonly factors: SecondFactors,
    private readonly codes: RecoveryCodes,
    private readonly repository: RecoveryCodeRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async left(userId: UserId): Promise<RecoveryCodesLeftDto> {
    const { left, createdAt } = await this.repository.count(userId);
    return { left, createdAt: createdAt?.toISOString() ?? null };
  }

  async replace({ userId, sessionId }: SessionPrincipal): Promise<{ recoveryCodes: string[] }> {
    return this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      if ((await this.factors.methodsOf(userId)).length === 0) throw SecondFactorProblems.totp_not_enabled();
      await this.events.publish(RecoveryCodesCreated.of({ subject: userId }));
      return { recoveryCodes: await this.codes.create(userId) };
    });
  }
}
