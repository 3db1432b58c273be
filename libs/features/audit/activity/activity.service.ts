import { permissionMissing } from '@platform/http/access/permission-missing';
import { Injectable } from '@nestjs/common';
import type { Caller, UserPrincipal } from '@platform/access/principal';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import type { Changes } from '@platform/event-log/changes/changes';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { FieldErrors } from '@platform/errors/platform.errors';
import { refusedField } from '@platform/http/fields/refusals';
import { Vault } from '@platform/vault/vault';
import { AuditFieldErrors } from '../audit.errors';
import { WRITE_ACTIVITY } from '../audit.permissions';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import { EventReader, type OpenedEntry } from '@platform/event-log/entries/event-reader';
import { Events } from '@platform/event-log/events';
import { appEvent } from '@platform/event-log/definitions/app-event';
import type { ActivityDto, ActivityListDto, ActivityQuery, RecordActivityDto } from './activity.dto';

@Injectable()
export class ActivityService {
  constructor(
    private readonly log: EventLogRepository,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
    private readonly events: Events,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list(user: UserPrincipal, { action, limit = 20, cursor }: ActivityQuery): Promise<ActivityListDto> {
    const { userId } = user;
    const [before] = this.cursors.read('activity', { action }, cursor) ?? [];
    const found = await this.log.find({ subjectId: userId, type: action }, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('activity', { action }, found, limit, ({ id }) => [id]);
    const view = await this.access.forSubject(userId, user.key !== undefined);
    const items = (await this.reader.open(rows, view)).map((opened) => activityOf(opened, userId));
    return { items, nextCursor };
  }

  /** Records an event that the app reports, for the signed-in user or with an app key. */
  async record(by: Caller, { action, details, subject: named }: RecordActivityDto): Promise<void> {
    const subject = (named as UserId | undefined) ?? (by.kind === 'user' ? by.userId : undefined);
    if (subject === undefined) throw refusedField('/subject', FieldErrors.required);
    const isOwn = by.kind === 'user' && subject === by.userId;
    // A user's API key cannot record events for other users, whatever permissions its user has.
    const isUsersKey = by.kind === 'user' && by.key !== undefined;
    if (!isOwn && (isUsersKey || !by.permissions.has(WRITE_ACTIVITY))) throw permissionMissing(WRITE_ACTIVITY);
    // An unknown or erased user has no key to seal the details with.
    if ((await this.vault.boxOf(subject)).destroyed) throw refusedField('/subject', AuditFieldErrors.unknown_subject);
    const changes: Changes = details ? { details: { before: null, after: details } } : {};
    await this.transactions.run(() => this.events.publish(appEvent({ type: action, subject, changes })));
  }
}

/** Hides the identity, location and device of administrators and apps from the user. */
function activityOf({ entry, changes, details, facts, origin }: OpenedEntry, userId: UserId): ActivityDto {
  const isStaff = entry.actorKind === 'user' && entry.actorId !== userId;
  const kind = entry.actorKind === 'user' ? (isStaff ? 'staff' : 'self') : entry.actorKind;
  const isOthers = isStaff || kind === 'app';
  const { withKey: _, ...otherFacts } = facts;
  return {
    id: entry.id,
    action: entry.type,
    at: entry.at.toISOString(),
    actor: { kind },
    subject: userId,
    place: isOthers ? null : origin.place,
    device: isOthers ? null : origin.device,
    changes,
    details,
    facts: isStaff ? otherFacts : facts,
  };
}
