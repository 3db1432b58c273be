import { Injectable } from '@nestjs/common';
import { AccountClosing } from '@features/auth';
import { UserReader } from '@features/users';
import type { Caller, SessionPrincipal } from '@platform/access/principal';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { permissionMissing } from '@platform/http/access/permission-missing';
import type { UserId } from '@platform/ids/ids';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { ErasureConfig } from '../erasure.config';
import { ErasureProblems } from '../erasure.errors';
import { ErasureProposed } from '../erasure.events';
import { ERASE_USERS } from '../erasure.permissions';
import { ErasureRepository, REASON_PLACE, type NewErasure } from '../erasures/erasure.repository';
import { AccountDeletion, type UndeletePayload } from './account-deletion';
import { UNDELETE } from './deletion.one-time';
import type { DeleteUserDto, DeleteUserQuery, DeletionDto } from './deletion.dto';

/** Requests for deletion, by the user or an administrator, and the user's link that undoes them. */
@Injectable()
export class DeletionService {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly closing: AccountClosing,
    private readonly users: UserReader,
    private readonly erasures: ErasureRepository,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly config: ErasureConfig,
  ) {}

  async requestOwn({ userId }: SessionPrincipal): Promise<DeletionDto> {
    const request = { ...NEW_REQUEST, userId, requestedByKind: 'user', requestedBy: userId } as const;
    const erasureAt = await this.transactions.run(async () => {
      await this.users.lock(userId);
      // The user's own request needs no approval, so it replaces one that waits for it.
      const proposed = await this.erasures.openOf(userId);
      if (proposed?.state === 'pending_approval') await this.deletion.decline(proposed);
      const id = await this.erasures.add(request);
      return this.deletion.schedule({ ...request, id });
    });
    await this.closing.untilAllNodesKnow();
    return { erasureAt: erasureAt.toISOString() };
  }

  async request(by: Caller, userId: UserId, { reason }: DeleteUserDto, { now }: DeleteUserQuery): Promise<DeletionDto> {
    const isImmediate = now === 'true';
    if (isImmediate && !by.permissions.has(ERASE_USERS)) throw permissionMissing(ERASE_USERS);
    const box = await this.vault.boxOf(userId);
    const erasureAt = await this.transactions.run(async () => {
      if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
      if (await this.erasures.openOf(userId)) throw ErasureProblems.deletion_requested();
      const request = {
        ...NEW_REQUEST,
        ...requesterOf(by),
        userId,
        isImmediate,
        reasonSealed: reason === undefined ? null : box.seal(REASON_PLACE, reason),
      };
      const id = await this.erasures.add(request);
      if (!this.config.needsApproval) return this.deletion.schedule({ ...request, id }, by);
      await this.closing.refuse(userId, by);
      await this.events.publish(ErasureProposed.of({ subject: null, facts: { erasureId: id, userId } }));
      return undefined;
    });
    await this.closing.untilAllNodesKnow();
    return { erasureAt: erasureAt?.toISOString() ?? null };
  }

  async undelete(token: string): Promise<void> {
    const found = await this.oneTimeTokens.find<UndeletePayload>(UNDELETE, { token });
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      await this.users.lock(userId);
      const erasure = await this.erasures.lock(payload.erasureId);
      if (erasure?.state !== 'scheduled' || !(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      await this.deletion.cancel(erasure, 'user');
    });
  }
}

const NEW_REQUEST = { state: 'pending_approval', reasonSealed: null, isImmediate: false } as const;

function requesterOf(by: Caller): Pick<NewErasure, 'requestedByKind' | 'requestedBy'> {
  if (by.kind === 'app') return { requestedByKind: 'app', requestedBy: by.keyId };
  return { requestedByKind: 'administrator', requestedBy: by.userId };
}
