import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { ActorKind, EventEntity } from './event.entity';

export const CHANGES_PLACE = { table: 'event_log', column: 'changes_sealed' };
export const ORIGIN_PLACE = { table: 'event_log', column: 'origin_sealed' };

/**
 * The user whose key seals the origin of an entry: the actor, or for an unauthenticated caller the user concerned. Null
 * means that the system key seals it, as for backends.
 */
export function originOwnerOf(
  kind: ActorKind,
  actorId: UserId | ApiKeyId | null,
  subjectId: UserId | null,
): UserId | null {
  return kind === 'app' ? null : ((actorId as UserId | null) ?? subjectId);
}

/** Whether the origin of an entry is personal data of this user, and not of another user or a backend. */
export function showsOriginTo(
  userId: UserId,
  { actorKind, actorId, subjectId }: Pick<EventEntity, 'actorKind' | 'actorId' | 'subjectId'>,
): boolean {
  return originOwnerOf(actorKind, actorId, subjectId) === userId;
}
