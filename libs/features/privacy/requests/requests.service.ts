import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refusedField } from '@platform/http/fields/refusals';
import { Cursors } from '@platform/http/paging/cursors';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import { PrivacyConfig } from '../privacy.config';
import { PrivacyFieldErrors } from '../privacy.errors';
import { PrivacyRequestChanged, PrivacyRequestRegistered } from '../privacy.events';
import type { PrivacyRequestId } from '../privacy-request';
import { PrivacyRequestRepository, type PrivacyRequest, type RequestChange } from './request.repository';
import type {
  ChangePrivacyRequestDto,
  NewPrivacyRequestDto,
  PrivacyRequestDto,
  PrivacyRequestListDto,
  PrivacyRequestsQuery,
} from './requests.dto';

const LIST = 'privacy-requests';
const NOTE_PLACE = { table: 'privacy_request', column: 'note_sealed' };

/** The register of requests of users about their data. */
@Injectable()
export class PrivacyRequestsService {
  constructor(
    private readonly requests: PrivacyRequestRepository,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly cursors: Cursors,
    private readonly config: PrivacyConfig,
    private readonly transactions: Transactions,
  ) {}

  async list({ limit = 20, cursor, state, userId }: PrivacyRequestsQuery): Promise<PrivacyRequestListDto> {
    const filter = { state, userId };
    const [before] = this.cursors.read(LIST, filter, cursor) ?? [];
    const found = await this.requests.page(filter, before === undefined ? undefined : String(before), limit + 1);
    const { rows, nextCursor } = this.cursors.page(LIST, filter, found, limit, ({ id }) => [id]);
    const boxes = await this.vault.boxesOf(rows.map((row) => row.userId));
    return { items: rows.map((row) => shown(row, boxes.get(row.userId))), nextCursor };
  }

  async read(id: PrivacyRequestId): Promise<Versioned<PrivacyRequestDto>> {
    const request = await this.requests.byId(id);
    if (!request) throw RequestProblems.not_found();
    return new Versioned(shown(request, await this.vault.boxOf(request.userId)), request.version);
  }

  async register({
    userId,
    kind,
    note,
    assigneeId,
    dueAt,
  }: NewPrivacyRequestDto): Promise<Versioned<PrivacyRequestDto>> {
    const box = await this.vault.boxOf(userId);
    const id = await this.transactions.run(async () => {
      if (!(await this.users.lock(userId))) throw refusedField('/userId', PrivacyFieldErrors.unknown_user);
      await this.refuseUnknownAssignee(assigneeId);
      const added = await this.requests.add(
        {
          userId,
          kind,
          noteSealed: sealed(box, note ?? null),
          assigneeId: assigneeId ?? null,
          dueAt: dueAt === undefined ? undefined : new Date(dueAt),
        },
        this.config.requestDays,
      );
      const facts = { requestId: added, kind };
      await this.events.publish(PrivacyRequestRegistered.of({ subject: userId, facts }));
      return added;
    });
    return this.read(id);
  }

  async change(
    id: PrivacyRequestId,
    { note, dueAt, ...others }: ChangePrivacyRequestDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PrivacyRequestDto>> {
    await this.transactions.run(async () => {
      const request = await this.requests.lock(id);
      if (!request) throw RequestProblems.not_found();
      expected?.refuseOther(request.version);
      await this.refuseUnknownAssignee(others.assigneeId);
      const change: RequestChange = {
        ...others,
        ...(note !== undefined && { noteSealed: sealed(await this.vault.boxOf(request.userId), note) }),
        ...(dueAt !== undefined && { dueAt: new Date(dueAt) }),
      };
      if (Object.keys(change).length === 0) return;
      await this.requests.update(request, change);
      const facts = { requestId: id, kind: request.kind, state: change.state ?? request.state };
      await this.events.publish(PrivacyRequestChanged.of({ subject: request.userId, facts }));
    });
    return this.read(id);
  }

  private async refuseUnknownAssignee(assigneeId: UserId | null | undefined): Promise<void> {
    if (assigneeId && !(await this.users.exists(assigneeId)))
      throw refusedField('/assigneeId', PrivacyFieldErrors.unknown_user);
  }
}

/** The key of an erased user is destroyed, so a note about the user can be neither read nor written. */
function sealed(box: Box, note: string | null): Buffer | null {
  if (note === null) return null;
  if (box.destroyed) throw refusedField('/note', PrivacyFieldErrors.unknown_user);
  return box.seal(NOTE_PLACE, note);
}

function shown(request: PrivacyRequest, box: Box | undefined): PrivacyRequestDto {
  const { id, userId, kind, state, isOverdue, noteSealed, assigneeId, dueAt, createdAt, closedAt } = request;
  return {
    id,
    userId,
    kind,
    state,
    overdue: isOverdue,
    note: (noteSealed && box?.open(NOTE_PLACE, noteSealed)) ?? null,
    assigneeId,
    dueAt: dueAt.toISOString(),
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}
