import { PERMISSION_NAME } from './right-names.rule';

/** The kinds of callers that read or write a field: the user, an administrator, or a backend with an API key. */
export const ACTORS = ['user', 'admin', 'app'] as const;
export type Actor = (typeof ACTORS)[number];
/** `app:shop.read` admits only the backends whose key has the permission `shop.read`. */
export type AccessEntry = Actor | `app:${string}`;

export interface Access {
  readonly read: readonly AccessEntry[];
  readonly write: readonly AccessEntry[];
}

/** By field. Includes removed fields, so that hidden values stay hidden after a field was removed. */
export type AccessMap = Readonly<Record<string, Access>>;

export const DEFAULT_ACCESS: Access = { read: ACTORS, write: ['user', 'admin'] };

const APP = 'app:';
const MAX_ENTRIES = 20;
const NONE: ReadonlySet<string> = new Set();

interface Parsing {
  /** The parts that are absent. */
  readonly fallback?: Access;
  /** Whether an entry can name the permission of an app key. */
  readonly permissions?: boolean;
}

/** Parses `{ "read": ["admin"], "write": ["admin"] }` with defaults. Returns undefined for invalid input. */
export function parseAccess(
  value: unknown,
  { fallback = DEFAULT_ACCESS, permissions = false }: Parsing = {},
): Access | undefined {
  if (value === undefined) return fallback;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { read = fallback.read, write = fallback.write, ...others } = value as Record<string, unknown>;
  return areEntries(read, permissions) && areEntries(write, permissions) && Object.keys(others).length === 0
    ? { read, write }
    : undefined;
}

/** Whether one of the entries admits the caller. `permissions` are those of the key of a backend. */
export function admits(entries: readonly AccessEntry[], actor: Actor, permissions = NONE): boolean {
  return entries.some(
    (entry) =>
      entry === actor || (actor === 'app' && entry.startsWith(APP) && permissions.has(entry.slice(APP.length))),
  );
}

export function mayRead(access: AccessMap, name: string, actor: Actor, permissions = NONE): boolean {
  return admits(accessOf(access, name)?.read ?? [], actor, permissions);
}

export function mayWrite(access: AccessMap, name: string, actor: Actor, permissions = NONE): boolean {
  return admits(accessOf(access, name)?.write ?? [], actor, permissions);
}

export function readable(
  access: AccessMap,
  fields: Readonly<Record<string, unknown>>,
  actor: Actor,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => mayRead(access, name, actor)));
}

function accessOf(access: AccessMap, name: string): Access | undefined {
  return Object.hasOwn(access, name) ? access[name] : undefined;
}

function areEntries(value: unknown, permissions: boolean): value is AccessEntry[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_ENTRIES &&
    new Set(value).size === value.length &&
    value.every((entry) => ACTORS.includes(entry as Actor) || (permissions && isAppEntry(entry)))
  );
}

function isAppEntry(entry: unknown): boolean {
  return typeof entry === 'string' && entry.startsWith(APP) && PERMISSION_NAME.test(entry.slice(APP.length));
}
