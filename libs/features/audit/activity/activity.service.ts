import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { ChangeAccess } from '@platform/events/change-access';
import type { Changes } from '@platform/events/domain-event';
import { Cursors } from '@platform/http/paging/cursors';
import { newId } from '@platform/persistence/ids';
import { Transactions } from '@platform/persistence/transactions';
import { AuditLogRepository } from '../log/audit-log.repository';
import { AuditReader, type OpenedEntry } from '../log/audit-reader';
import { AuditRecorder } from '../log/audit-recorder';
import type { ActivityDto, ActivityListDto, ActivityQuery, RecordActivityDto } from './activity.dto';

@Injectable()
export class ActivityService {
  constructor(
    private readonly log: AuditLogRepository,
    private readonly reader: AuditReader,
    private readonly access: ChangeAccess,
    private readonly recorder: AuditRecorder,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list(user: UserPrincipal, { action, limit = 20, cursor }: ActivityQuery): Promise<ActivityListDto> {
    const { userId } = user;
    const [before] = this.cursors.read('activity', { action }, cursor) ?? [];
    const found = await this.log.find({ subjectId: userId, action }, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('activity', { action }, found, limit, ({ id }) => [id]);
    const view = await this.access.forSubject(user.key !== undefined);
    const items = (await this.reader.open(rows, view)).map((opened) => activityOf(opened, userId));
    return { items, nextCursor };
  }

  /** What happened to the user elsewhere in the app, told by the app. */
  async record({ userId }: UserPrincipal, { action, details }: RecordActivityDto): Promise<void> {
    const changes: Changes = details ? { details: { before: null, after: details } } : {};
    const event = { id: newId(), type: action, at: new Date(), subject: userId, facts: {}, changes };
    await this.transactions.run(() => this.recorder.record(event));
  }
}

/** Staff are people too: what they did shows, but not who they are or where they sat. */
function activityOf({ entry, changes, facts, origin }: OpenedEntry, userId: string): ActivityDto {
  const isStaff = entry.actorKind === 'user' && entry.actorId !== userId;
  const kind = entry.actorKind === 'user' ? (isStaff ? 'staff' : 'self') : entry.actorKind;
  const isOthers = isStaff || kind === 'app';
  const { withKey: _, ...otherFacts } = facts;
  return {
    id: entry.id,
    action: entry.action,
    at: entry.at.toISOString(),
    actor: { kind },
    subject: userId,
    place: isOthers ? null : origin.place,
    device: isOthers ? null : origin.device,
    changes,
    facts: isStaff ? otherFacts : facts,
  };
}
