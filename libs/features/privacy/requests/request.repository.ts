import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import type { PrivacyRequestId, RequestKind, RequestState } from '../privacy-request';
import { PrivacyRequestEntity } from './request.entity';

export type PrivacyRequest = Stored<PrivacyRequestEntity, 'isOverdue'>;
export type RequestChange = Partial<Pick<PrivacyRequest, 'state' | 'noteSealed' | 'assigneeId' | 'dueAt'>>;

interface NewRequest {
  readonly userId: UserId;
  readonly kind: RequestKind;
  readonly noteSealed: Buffer | null;
  readonly assigneeId: UserId | null;
  readonly dueAt: Date | undefined;
}

const IS_OVERDUE = "state = 'open' AND due_at < UTC_TIMESTAMP(3)";

@Injectable()
export class PrivacyRequestRepository {
  private readonly requests: Table<PrivacyRequestEntity, 'isOverdue'>;

  constructor(private readonly database: Database) {
    this.requests = new Table(database, PrivacyRequestEntity, {
      conditions: { isOverdue: IS_OVERDUE },
      changesWith: ['version'],
    });
  }

  async add({ dueAt, ...request }: NewRequest, dueDays: number): Promise<PrivacyRequestId> {
    const id = newId<PrivacyRequestId>();
    await this.requests.insert({
      ...request,
      id,
      state: 'open',
      dueAt: dueAt ?? fromNow(dueDays, 'DAY'),
      createdAt: NOW,
      closedAt: null,
      version: 1,
    });
    return id;
  }

  byId(id: PrivacyRequestId): Promise<PrivacyRequest | undefined> {
    return this.requests.read({ id });
  }

  lock(id: PrivacyRequestId): Promise<PrivacyRequest | undefined> {
    return this.requests.lock({ id });
  }

  async update({ id, version }: PrivacyRequest, change: RequestChange): Promise<void> {
    const closed = change.state === undefined ? {} : { closedAt: change.state === 'open' ? null : NOW };
    await this.requests.update({ id }, { ...change, ...closed, version: version + 1 });
  }

  /** Newest first, below this ID. */
  page(
    filter: { readonly state?: RequestState | undefined; readonly userId?: UserId | undefined },
    before: string | undefined,
    limit: number,
  ): Promise<PrivacyRequest[]> {
    const conditions = ['1 = 1'];
    const values = [];
    if (filter.userId) {
      conditions.push('user_id = ?');
      values.push(idToBytes(filter.userId));
    }
    if (filter.state) {
      conditions.push('state = ?');
      values.push(Buffer.from(filter.state));
    }
    return this.requests.newest(conditions.join(' AND '), values, before, limit);
  }

  async countOverdue(): Promise<number> {
    const row = await this.database.row<{ n: number }>(`SELECT COUNT(*) AS n FROM privacy_request WHERE ${IS_OVERDUE}`);
    return Number(row?.n ?? 0);
  }
}
