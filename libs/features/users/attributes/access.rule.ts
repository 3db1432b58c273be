/** The kinds of callers that read or write attributes: the user, an administrator, or a backend with an API key. */
export const ACTORS = ['user', 'admin', 'app'] as const;
export type Actor = (typeof ACTORS)[number];

export interface Access {
  readonly read: readonly Actor[];
  readonly write: readonly Actor[];
}

/** By attribute. Includes removed attributes, so that hidden values stay hidden after an attribute was removed. */
export type AccessMap = Readonly<Record<string, Access>>;

const DEFAULT_ACCESS: Access = { read: ACTORS, write: ['user', 'admin'] };

/** Parses `{ "read": ["admin"], "write": ["admin"] }` with defaults. Returns undefined for invalid input. */
export function parseAccess(value: unknown): Access | undefined {
  if (value === undefined) return DEFAULT_ACCESS;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { read = DEFAULT_ACCESS.read, write = DEFAULT_ACCESS.write, ...others } = value as Record<string, unknown>;
  return areActors(read) && areActors(write) && Object.keys(others).length === 0 ? { read, write } : undefined;
}

export function mayRead(access: AccessMap, name: string, actor: Actor): boolean {
  return accessOf(access, name)?.read.includes(actor) ?? false;
}

export function mayWrite(access: AccessMap, name: string, actor: Actor): boolean {
  return accessOf(access, name)?.write.includes(actor) ?? false;
}

export function readable(
  access: AccessMap,
  attributes: Readonly<Record<string, unknown>>,
  actor: Actor,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => mayRead(access, name, actor)));
}

function accessOf(access: AccessMap, name: string): Access | undefined {
  return Object.hasOwn(access, name) ? access[name] : undefined;
}

function areActors(value: unknown): value is Actor[] {
  return (
    Array.isArray(value) &&
    new Set(value).size === value.length &&
    value.every((actor) => ACTORS.includes(actor as Actor))
  );
}
