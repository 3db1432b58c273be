import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Cursors } from '@platform/http/paging/cursors';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { ErasureProblems } from '../erasure.errors';
import { LegalHoldPlaced, LegalHoldRemoved } from '../erasure.events';
import { ErasureRepository } from '../erasures/erasure.repository';
import type { LegalHoldId } from './legal-hold-id';
import { LegalHoldRepository, type LegalHold } from './legal-hold.repository';
import type { LegalHoldDto, LegalHoldListDto, LegalHoldsQuery, NewLegalHoldDto } from './legal-holds.dto';

const LIST = 'legal-holds';
const PLACE = { table: 'privacy_legal_hold', column: 'reason_sealed' };

/** Legal holds. Their reasons are sealed with the system key, because the user must not read them. */
@Injectable()
export class LegalHoldsService {
  constructor(
    private readonly holds: LegalHoldRepository,
    private readonly erasures: ErasureRepository,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list({ limit = 20, cursor, userId }: LegalHoldsQuery): Promise<LegalHoldListDto> {
    const [before] = this.cursors.read(LIST, { userId }, cursor) ?? [];
    const found = await this.holds.page(userId, before === undefined ? undefined : String(before), limit + 1);
    const { rows, nextCursor } = this.cursors.page(LIST, { userId }, found, limit, ({ id }) => [id]);
    return { items: rows.map((hold) => this.shown(hold)), nextCursor };
  }

  /** The holds of these users, the oldest first. */
  async of(userIds: readonly UserId[]): Promise<LegalHoldDto[]> {
    return (await this.holds.of(userIds)).map((hold) => this.shown(hold));
  }

  async place(by: Caller, { userId, reason }: NewLegalHoldDto): Promise<LegalHoldDto> {
    const id = newId<LegalHoldId>();
    await this.transactions.run(async () => {
      if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
      if ((await this.erasures.openOf(userId))?.state === 'erasing') throw ErasureProblems.erasure_begun();
      const heldBy = by.kind === 'app' ? by.keyId : by.userId;
      await this.holds.add({ id, userId, heldBy, reasonSealed: this.vault.sealSystem(PLACE, id, reason) });
      await this.events.publish(LegalHoldPlaced.of({ subject: null, facts: { holdId: id, userId } }));
    });
    return this.shown((await this.holds.byId(id)) as LegalHold);
  }

  async remove(id: LegalHoldId): Promise<void> {
    await this.transactions.run(async () => {
      const hold = await this.holds.byId(id);
      if (!hold) throw RequestProblems.not_found();
      await this.holds.remove(id);
      await this.events.publish(LegalHoldRemoved.of({ subject: null, facts: { holdId: id, userId: hold.userId } }));
    });
  }

  private shown({ id, userId, heldBy, heldSince, reasonSealed }: LegalHold): LegalHoldDto {
    const reason = this.vault.openSystem(PLACE, id, reasonSealed);
    return { id, userId, reason, heldBy, since: heldSince.toISOString() };
  }
}
