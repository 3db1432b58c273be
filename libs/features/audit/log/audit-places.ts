import type { ActorKind } from './audit-entry.entity';

export const CHANGES_PLACE = { table: 'audit_entry', column: 'changes_sealed' };
export const ORIGIN_PLACE = { table: 'audit_entry', column: 'origin_sealed' };

/**
 * Under whose key the origin of an entry lies: that of whoever acted, a stranger's under that of the user it was tried
 * on. Null is the system's, as for the operator's own backends.
 */
export function originOwnerOf(kind: ActorKind, actorId: string | null, subjectId: string | null): string | null {
  return kind === 'app' ? null : (actorId ?? subjectId);
}
