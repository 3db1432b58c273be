import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { ActorKind } from './event.entity';

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
