/** Who reads or writes attributes: the user, an administrator, or another backend with an API key. */
export const ACTORS = ['user', 'admin', 'app'] as const;
export type Actor = (typeof ACTORS)[number];

export interface Access {
  readonly read: readonly Actor[];
  readonly write: readonly Actor[];
}

/** By attribute. Keeps those that the schema no longer has: what was hidden must not appear when it is dropped. */
export type AccessMap = Readonly<Record<string, Access>>;

const BY_DEFAULT: Access = { read: ACTORS, write: ['user', 'admin'] };

/** `{ "read": ["admin"], "write": ["admin"] }`; what is absent is as by default. Undefined for anything else. */
export function parseAccess(value: unknown): Access | undefined {
  if (value === undefined) return BY_DEFAULT;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { read = BY_DEFAULT.read, write = BY_DEFAULT.write, ...others } = value as Record<string, unknown>;
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
