import { Injectable } from '@nestjs/common';
import { AccountClosing, ApiKeys } from '@features/auth';
import { MoreRights, UserReader } from '@features/users';
import type { Caller, SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { permissionMissing } from '@platform/http/access/permission-missing';
import { Cursors } from '@platform/http/paging/cursors';
import { Transactions } from '@platform/persistence/transactions';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { AccountDeletion } from '../deletion/account-deletion';
import type { DeletionDto } from '../deletion/deletion.dto';
import { ErasureProblems } from '../erasure.errors';
import { ERASE_USERS } from '../erasure.permissions';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureRepository, REASON_PLACE, type Erasure } from '../erasures/erasure.repository';
import { ErasureLedger } from '../ledger/erasure-ledger.repository';
import { LegalHoldsService } from '../legal-holds/legal-holds.service';
import type { ErasureDto, ErasureListDto, ErasuresQuery, SignedCertificateDto } from './erasures.dto';

const LIST = 'erasures';

/** Requests for deletion, as administrators see and decide them. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly erasures: ErasureRepository,
    private readonly deletion: AccountDeletion,
    private readonly closing: AccountClosing,
    private readonly apiKeys: ApiKeys,
    private readonly ledger: ErasureLedger,
    private readonly holds: LegalHoldsService,
    private readonly users: UserReader,
    private readonly moreRights: MoreRights,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list({ limit = 20, cursor, state }: ErasuresQuery): Promise<ErasureListDto> {
    const [before] = this.cursors.read(LIST, { state }, cursor) ?? [];
    const found = await this.erasures.page(state, before === undefined ? undefined : String(before), limit + 1);
    const { rows, nextCursor } = this.cursors.page(LIST, { state }, found, limit, ({ id }) => [id]);
    return { items: await this.shown(rows), nextCursor };
  }

  async read(id: ErasureId): Promise<ErasureDto> {
    const erasure = await this.erasures.byId(id);
    const [dto] = erasure ? await this.shown([erasure]) : [];
    if (!dto) throw RequestProblems.not_found();
    return dto;
  }

  async certificate(id: ErasureId): Promise<SignedCertificateDto> {
    const signed = await this.ledger.certificateOf(id);
    if (!signed) throw RequestProblems.not_found();
    return signed as SignedCertificateDto;
  }

  async approve(by: SessionPrincipal, id: ErasureId): Promise<DeletionDto> {
    const erasureAt = await this.change(id, async (erasure) => {
      if (erasure.state === 'scheduled') throw ErasureProblems.no_approval_needed();
      if (erasure.state !== 'pending_approval') throw ErasureProblems.erasure_begun();
      if (!(await this.isSecondPerson(by.userId, erasure))) throw ErasureProblems.approved_by_requester();
      if (erasure.isImmediate && !by.permissions.has(ERASE_USERS)) throw permissionMissing(ERASE_USERS);
      return this.deletion.schedule(erasure, by);
    });
    await this.closing.untilAllNodesKnow();
    return { erasureAt: erasureAt.toISOString() };
  }

  /** If the key was deleted, its creator is unknown, so no approver can be shown to be another person. */
  private async isSecondPerson(approver: UserId, { requestedByKind, requestedBy }: Erasure): Promise<boolean> {
    if (requestedByKind !== 'app') return approver !== requestedBy;
    const maker = await this.apiKeys.makerOf(requestedBy as ApiKeyId);
    return maker !== undefined && maker !== approver;
  }

  /** Declines a request that waits for approval, or cancels it in the grace period. */
  async cancel(by: Caller, id: ErasureId): Promise<void> {
    await this.change(id, async (erasure) => {
      const isWaiting = erasure.state === 'pending_approval';
      if (isWaiting && (await this.personBehind(by)) === erasure.userId) throw ErasureProblems.own_deletion();
      await this.moreRights.refuse(by, erasure.userId);
      if (isWaiting) return this.deletion.decline(erasure);
      if (erasure.state !== 'scheduled') throw ErasureProblems.erasure_begun();
      await this.deletion.cancel(erasure, 'staff');
    });
  }

  private async personBehind(by: Caller): Promise<UserId | undefined> {
    return by.kind === 'user' ? by.userId : this.apiKeys.makerOf(by.keyId);
  }

  /** Locks the account first, as every change of a request does. */
  private async change<T>(id: ErasureId, change: (erasure: Erasure) => Promise<T>): Promise<T> {
    const found = await this.erasures.byId(id);
    if (!found) throw RequestProblems.not_found();
    return this.transactions.run(async () => {
      await this.users.lock(found.userId);
      return change((await this.erasures.lock(id)) as Erasure);
    });
  }

  private async shown(erasures: readonly Erasure[]): Promise<ErasureDto[]> {
    const waiting = erasures.filter(({ state }) => state === 'scheduled' || state === 'pending_approval');
    const [boxes, holds] = await Promise.all([
      this.vault.boxesOf(erasures.filter(({ reasonSealed }) => reasonSealed).map(({ userId }) => userId)),
      this.holds.of(waiting.map(({ userId }) => userId)),
    ]);
    return erasures.map((erasure) => ({
      id: erasure.id,
      userId: erasure.userId,
      state: erasure.state,
      requestedByKind: erasure.requestedByKind,
      requestedBy: erasure.requestedBy,
      reason: (erasure.reasonSealed && boxes.get(erasure.userId)?.open(REASON_PLACE, erasure.reasonSealed)) || null,
      requestedAt: erasure.requestedAt.toISOString(),
      erasureAt: erasure.erasureAt?.toISOString() ?? null,
      approvedBy: erasure.approvedBy,
      endedAt: erasure.endedAt?.toISOString() ?? null,
      holds: waiting.includes(erasure)
        ? holds.filter(({ userId }) => userId === erasure.userId).map(({ reason, since }) => ({ reason, since }))
        : [],
    }));
  }
}
