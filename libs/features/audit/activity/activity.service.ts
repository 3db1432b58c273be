import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId } from '@platform/ids/ids';
import { EventLogRepository, type EventEntry } from '@platform/event-log/entries/event-log.repository';
import { EventReader, type OpenedEntry } from '@platform/event-log/entries/event-reader';
import { showsOriginTo } from '@platform/event-log/entries/sealed-places';
import { ProvenEntries } from '../proofs/log/proven-entries';
import type { ActivityDto, ActivityListDto, ActivityQuery } from './activity.dto';

@Injectable()
export class ActivityService {
  constructor(
    private readonly log: EventLogRepository,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
    private readonly proven: ProvenEntries,
    private readonly cursors: Cursors,
  ) {}

  async list(user: UserPrincipal, { action, limit = 20, cursor }: ActivityQuery): Promise<ActivityListDto> {
    const { userId } = user;
    const [before] = this.cursors.read('activity', { action }, cursor) ?? [];
    const found = await this.log.find({ subjectId: userId, type: action }, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('activity', { action }, found, limit, ({ id }) => [id]);
    const view = await this.access.forSubject(userId, user.key !== undefined);
    const [opened, positions] = await Promise.all([this.reader.open(rows, view), this.proven.among(rows)]);
    const items = opened.map((one) => ({ ...activityOf(one, userId), proven: positions.isProven(one.entry.seq) }));
    return { items, nextCursor };
  }
}

/** Hides the identity, location and device of other users and apps from the user. */
function activityOf(
  { entry, changes, details, facts, origin }: OpenedEntry,
  userId: UserId,
): Omit<ActivityDto, 'proven'> {
  const kind = actorKindFor(userId, entry);
  const isOwnOrigin = showsOriginTo(userId, entry);
  const { withKey: _, ...otherFacts } = facts;
  return {
    id: entry.id,
    action: entry.type,
    at: entry.at.toISOString(),
    actor: { kind },
    subject: userId,
    place: isOwnOrigin ? origin.place : null,
    device: isOwnOrigin ? origin.device : null,
    changes,
    details,
    facts: kind === 'staff' || kind === 'other' ? otherFacts : facts,
  };
}

/** A user who acts on an event that concerns them is another user, and not an administrator. */
function actorKindFor(
  userId: UserId,
  { actorKind, actorId, subjectId, otherSubjects }: EventEntry,
): ActivityDto['actor']['kind'] {
  if (actorKind !== 'user') return actorKind;
  if (actorId === userId) return 'self';
  const isConcerned = actorId !== null && [subjectId, ...(otherSubjects ?? [])].includes(actorId as UserId);
  return isConcerned ? 'other' : 'staff';
}
