import { isDeepStrictEqual } from 'node:util';

/** Why the log does not show the value of a field at a time. */
export type UnknownValue = 'log_incomplete' | 'later_version';

/** The event type and the name there, which decide who can read the field. */
interface FieldInEvent {
  readonly type: string;
  readonly changed: string;
}

export interface KnownField extends FieldInEvent {
  readonly value: unknown;
}

export interface UnknownField extends FieldInEvent {
  readonly unknown: UnknownValue;
}

export type EarlierField = KnownField | UnknownField;
export type EarlierFields = ReadonlyMap<string, EarlierField>;

export interface FieldChange {
  readonly field: string;
  readonly changed: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields of a record that one event changed. */
export interface VersionChange {
  readonly type: string;
  readonly fields: readonly FieldChange[];
  /** A newer version of userkeep has written the event. */
  readonly isLater: boolean;
}

/**
 * Undoes the changes, newest first. A change whose value `after` is not the one that it must have produced shows that
 * the log does not contain all changes.
 */
export function fieldsBefore(fields: EarlierFields, changes: readonly VersionChange[]): EarlierFields {
  const earlier = new Map(fields);
  for (const { type, fields: all, isLater } of changes)
    for (const change of all) {
      const known = earlier.get(change.field);
      if (known && 'unknown' in known) continue;
      const isLinked = isSame(known?.value, change.after);
      const unknown = isLater ? 'later_version' : 'log_incomplete';
      const { before: value, changed } = change;
      earlier.set(change.field, isLater || !isLinked ? { unknown, type, changed } : { value, type, changed });
    }
  return earlier;
}

/** Marks fields that differ from what the newest change before them produced. */
export function linkedTo(fields: EarlierFields, olderChanges: readonly VersionChange[]): EarlierFields {
  const linked = new Map(fields);
  const seen = new Set<string>();
  for (const { type, fields: all, isLater } of olderChanges)
    for (const { field, changed, after } of all) {
      const known = linked.get(field);
      if (!seen.has(field) && !isLater && !(known && 'unknown' in known) && !isSame(known?.value, after))
        linked.set(field, { unknown: 'log_incomplete', type, changed });
      seen.add(field);
    }
  return linked;
}

function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one ?? null, other ?? null);
}

export function isKnown(field: EarlierField): field is KnownField {
  return !('unknown' in field);
}
