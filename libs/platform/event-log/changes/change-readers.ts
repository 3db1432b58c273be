import type { Changes } from './changes';

/** Who can read the values of a changed field, besides the user concerned. */
export interface ChangeReader {
  /** The required permission; null if only the user can read the values. */
  readonly permission: string | null;
  /** A rule registered with `ChangeAccess` under this name, which the caller must pass as well. */
  readonly rule?: string;
  /** The feature stores the value sealed, so reading it here is reading personal data. */
  readonly sealed?: boolean;
}

/** Keyed by field. A name that ends with `.*` matches all fields with that prefix. */
export type ChangeReaders = Readonly<Record<string, ChangeReader>>;

const declared = new Map<string, ChangeReaders>();

/**
 * Declares the readers for one event type or, if it ends with `.*`, for all types with that prefix. `defineEvent` calls
 * it.
 */
export function declareChanges(type: string, readers: ChangeReaders): void {
  if (declared.has(type)) throw new Error(`The changes of ${type} are declared twice.`);
  declared.set(type, readers);
}

export function allChangeReaders(): ReadonlyMap<string, ChangeReaders> {
  return declared;
}

/** Returns undefined for a field that is not declared. */
export function changeReaderOf(type: string, field: string): ChangeReader | undefined {
  const readers = declared.get(type) ?? byPrefix(declared, type);
  if (!readers) return undefined;
  return Object.hasOwn(readers, field) ? readers[field] : byPrefix(Object.entries(readers), field);
}

export function undeclaredFields(type: string, changes: Changes): string[] {
  return Object.keys(changes).filter((field) => !changeReaderOf(type, field));
}

function byPrefix<T>(values: Iterable<readonly [string, T]>, name: string): T | undefined {
  for (const [key, value] of values) if (key.endsWith('.*') && name.startsWith(key.slice(0, -1))) return value;
  return undefined;
}
