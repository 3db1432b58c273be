import { Injectable } from '@nestjs/common';
import { AccountClosing } from '@features/auth';
import { Links, Mailer } from '@features/mail';
import { AccountStates, UserReader } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { parseEmail } from '@platform/email/email-address.rule';
import { Events } from '@platform/event-log/events';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { momentIn } from '@platform/text/moment.rule';
import { ErasureConfig } from '../erasure.config';
import { DeletionCancelled, DeletionRequested, ErasureDeclined } from '../erasure.events';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureRepository, type Erasure } from '../erasures/erasure.repository';
import { ErasureStart } from '../run/erasure-start';
import { DeletionRequestedMail } from './deletion.mails';
import { UNDELETE } from './deletion.one-time';

export interface UndeletePayload {
  readonly erasureId: ErasureId;
}

type ScheduledErasure = Pick<Erasure, 'id' | 'userId' | 'isImmediate'>;

const MINUTES_A_DAY = 24 * 60;

/** Closes an account for the grace period, and reopens it. Must run in the caller's transaction. */
@Injectable()
export class AccountDeletion {
  constructor(
    private readonly closing: AccountClosing,
    private readonly states: AccountStates,
    private readonly users: UserReader,
    private readonly erasures: ErasureRepository,
    private readonly start: ErasureStart,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: Mailer,
    private readonly links: Links,
    private readonly events: Events,
    private readonly config: ErasureConfig,
  ) {}

  /** Returns the end of the grace period. `by` is absent if users close their own account. */
  async schedule(erasure: ScheduledErasure, by?: Caller): Promise<Date> {
    const { id, userId, isImmediate } = erasure;
    const accountState = await this.closing.close(userId, by);
    const approvedBy = by && (by.kind === 'app' ? by.keyId : by.userId);
    const changes = { accountState, ...(approvedBy && this.config.needsApproval && { approvedBy }) };
    const erasureAt = await this.erasures.schedule(id, isImmediate ? 0 : this.config.graceDays, changes);
    const facts = { erasureId: id, by: by ? 'staff' : 'user', erasureAt: erasureAt.toISOString() } as const;
    await this.events.publish(DeletionRequested.of({ subject: userId, facts }));
    if (isImmediate) await this.start.begin(erasure);
    else await this.mailLink(erasure, erasureAt);
    return erasureAt;
  }

  /** The caller has locked the account and the request. */
  async cancel({ id, userId, accountState }: Erasure, by: 'user' | 'staff'): Promise<void> {
    await this.erasures.cancel(id);
    await this.states.reopen(userId, accountState ?? 'active');
    await this.events.publish(DeletionCancelled.of({ subject: userId, facts: { erasureId: id, by } }));
  }

  /** Ends a request that waits for approval. The caller has locked the account. */
  async decline({ id, userId }: Pick<Erasure, 'id' | 'userId'>): Promise<void> {
    await this.erasures.cancel(id);
    await this.events.publish(ErasureDeclined.of({ subject: null, facts: { erasureId: id, userId } }));
  }

  /** Accounts without an address, for example anonymous ones, get no link. */
  private async mailLink({ id, userId }: ScheduledErasure, erasureAt: Date): Promise<void> {
    const contact = await this.users.contactOf(userId);
    const to = parseEmail(contact?.email);
    if (!contact || !to) return;
    const kind = { ...UNDELETE, minutes: this.config.graceDays * MINUTES_A_DAY };
    const payload: UndeletePayload = { erasureId: id };
    const issued = await this.oneTimeTokens.issue(kind, { holder: userId, userId, payload }, { anyway: true });
    if (!issued) return;
    await this.mailer.send({
      mail: DeletionRequestedMail,
      to,
      language: contact.language,
      userId,
      values: {
        link: this.links.to('/restore-account', issued.token),
        date: momentIn(contact.language, erasureAt),
      },
      expiresAt: issued.expiresAt,
    });
  }
}
