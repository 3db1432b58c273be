import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureRepository } from '../erasures/erasure.repository';
import { LegalHoldRepository } from '../legal-holds/legal-hold.repository';

export const ERASE = 'privacy.erase';

/** Starts the erasure of users whose grace period has ended. */
@Injectable()
export class ErasureStart {
  constructor(
    private readonly users: UserReader,
    private readonly erasures: ErasureRepository,
    private readonly holds: LegalHoldRepository,
    private readonly jobs: Jobs,
  ) {}

  /** Must run in a transaction. Does nothing before the end of the grace period and under a legal hold. */
  async begin({ id, userId }: { readonly id: ErasureId; readonly userId: UserId }): Promise<void> {
    // A legal hold locks the account as well, so it either postpones this erasure or is refused.
    await this.users.lock(userId);
    if ((await this.holds.of([userId])).length > 0) return;
    if (await this.erasures.begin(id)) await this.jobs.enqueue(ERASE, { erasureId: id });
  }
}
