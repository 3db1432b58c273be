import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { SharedCounters, type CountedLimit } from '@platform/counters/shared-counters';
import { parseEmail } from '@platform/email/email-address.rule';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { UserId } from '@platform/ids/ids';
import type { Suppression } from '../suppression.repository';
import { Suppressions } from '../suppressions';
import type { OwnSuppressionDto } from './own-suppression.dto';

const LIFTS: CountedLimit = { scope: 'mail.lift-suppression', seconds: 86_400, requests: 3 };

/** What users see of the suppression of their current address. */
@Injectable()
export class OwnSuppressionService {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly users: UserReader,
    private readonly counters: SharedCounters,
  ) {}

  async read(userId: UserId): Promise<OwnSuppressionDto> {
    const found = await this.find(userId);
    return {
      suppressed: found !== undefined,
      reason: found?.reason ?? null,
      diagnostic: found?.diagnostic ?? null,
      since: found?.since.toISOString() ?? null,
    };
  }

  /** Limited, because each email to an address that bounces harms the reputation of the sender. */
  async lift(userId: UserId): Promise<void> {
    const found = await this.find(userId);
    if (!found) throw RequestProblems.not_found();
    const { count, resetSeconds: seconds } = await this.counters.hit(LIFTS, userId);
    if (count > LIFTS.requests)
      throw RequestProblems.rate_limited({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
    if (!(await this.suppressions.lift(found.id))) throw RequestProblems.not_found();
  }

  private async find(userId: UserId): Promise<Suppression | undefined> {
    const email = parseEmail((await this.users.contactOf(userId))?.email);
    return email && this.suppressions.of(email.identity);
  }
}
