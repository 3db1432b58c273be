import { admits, DEFAULT_ACCESS, parseAccess, type Access, type AccessMap } from '@platform/access/field-access.rule';
import type { Actor } from '@platform/access/field-access.rule';
import { compileSchema, type CheckInstance } from '@platform/json-schema/compile-schema';
import { isSchemaObject, type Schema } from '@platform/json-schema/schema-walk.rule';
import { over, type Values } from '../values.rule';

export const ACCESS = 'x-access';
export const SEALED = 'x-sealed';
export const RENAMED_FROM = 'x-renamed-from';

/** A caller who reads or writes preferences. `permissions` are those of an app key. The system may do everything. */
export interface Viewer {
  readonly actor: Actor | 'system';
  readonly permissions?: ReadonlySet<string>;
}

/** Versions by key; `UNDECLARED` for all keys that the schema does not declare. */
export type VersionsOfKeys = Readonly<Record<string, number>>;

/** A placeholder that is never the name of a key. */
export const UNDECLARED = '*';

/** The definition of a namespace as it is stored. Version 0 has no schema. */
export interface NamespaceDefinition {
  readonly namespace: string;
  readonly version: number;
  readonly schema: Schema | undefined;
  readonly defaults: Values;
  /** The access of all current and removed properties. */
  readonly access: AccessMap;
  /** The version since which users cannot write a key. Values that were stored before may have been set by users. */
  readonly tightened: VersionsOfKeys;
  /** The version since which staff can read a key, whose earlier values are still hidden from them. */
  readonly opened: VersionsOfKeys;
}

/** One version of a namespace, ready to be applied. */
export class NamespaceRules {
  readonly namespace: string;
  readonly version: number;
  readonly schema: Schema | undefined;
  /** The values for users who have not set one. */
  readonly defaults: Values;
  /** The declared properties of the schema, by key. */
  readonly properties: ReadonlyMap<string, Schema>;
  readonly access: AccessMap;
  readonly tightened: VersionsOfKeys;
  readonly opened: VersionsOfKeys;
  private readonly whole: Access;
  /** The new name of each former one. */
  private readonly renamed: ReadonlyMap<string, string>;
  private compiled: CheckInstance | undefined;

  constructor({ namespace, version, schema, defaults, access, tightened, opened }: NamespaceDefinition) {
    this.namespace = namespace;
    this.version = version;
    this.schema = schema;
    this.access = access;
    this.properties = propertiesOf(schema);
    this.defaults = over(defaultsIn(schema), defaults);
    this.tightened = tightened;
    this.opened = opened;
    this.whole = schema ? wholeAccess(schema) : (access[UNDECLARED] ?? DEFAULT_ACCESS);
    this.renamed = new Map([...this.properties].map(([key, property]) => [String(property[RENAMED_FROM]), key]));
  }

  /** Whether an administrator or the product chose the name, even if its schema has been removed since. */
  get isRegistered(): boolean {
    return this.version > 0;
  }

  /** Whether a schema of this namespace declares the key, or has declared it before. */
  isDeclared(key: string): boolean {
    return this.properties.has(key) || (key !== UNDECLARED && Object.hasOwn(this.access, key));
  }

  mayRead(key: string, { actor, permissions }: Viewer): boolean {
    return actor === 'system' || this.accessOf(key).every(({ read }) => admits(read, actor, permissions));
  }

  mayWrite(key: string, { actor, permissions }: Viewer): boolean {
    return actor === 'system' || this.accessOf(key).every(({ write }) => admits(write, actor, permissions));
  }

  isSealed(key: string): boolean {
    return this.properties.get(key)?.[SEALED] === true;
  }

  /**
   * Whether staff are not allowed to read a value that was stored with this version, or only if the read is recorded.
   * Nothing that a schema author sees may depend on it.
   */
  isHidden(key: string, storedVersion: number): boolean {
    return this.isSealed(key) || !this.mayRead(key, STAFF) || this.sinceIn(this.opened, key) > storedVersion;
  }

  /** Returns the faults of the values, of which those that are absent follow the defaults. */
  check(values: Values): ReturnType<CheckInstance> {
    if (!this.schema) return [];
    this.compiled ??= compileSchema(this.schema, [ACCESS, SEALED, RENAMED_FROM]);
    return this.compiled(over(this.defaults, values));
  }

  /** Whether a value that was stored with an earlier version of the schema may have been set by a user who now cannot. */
  isTightenedSince(key: string, storedVersion: number): boolean {
    return this.sinceIn(this.tightened, key) > storedVersion;
  }

  private sinceIn(versions: VersionsOfKeys, key: string): number {
    if (Object.hasOwn(versions, key)) return versions[key] as number;
    return this.properties.has(key) ? 0 : (versions[UNDECLARED] ?? 0);
  }

  /**
   * All of these apply. The access of a removed property stays, so that its values stay hidden, and a former name has the
   * access of the property that takes its values.
   */
  private accessOf(key: string): readonly Access[] {
    const own = Object.hasOwn(this.access, key) ? [this.access[key] as Access] : [];
    if (this.properties.has(key)) return own.length > 0 ? own : [this.whole];
    const successor = this.renamed.get(key);
    return [...own, ...(successor === undefined ? [this.whole] : this.accessOf(successor))];
  }
}

/** The access of the namespace, for properties without their own. */
export function wholeAccess(schema: Schema | undefined): Access {
  return parseAccess(schema?.[ACCESS], { permissions: true }) ?? DEFAULT_ACCESS;
}

/** Returns the access of all current and removed properties. The newest definition applies. */
export function accessAfter(previous: AccessMap, schema: Schema): AccessMap {
  const fallback = wholeAccess(schema);
  const current = [...propertiesOf(schema)].map(([key, property]) => [
    key,
    parseAccess(property[ACCESS], { fallback, permissions: true }) ?? fallback,
  ]);
  return { ...previous, ...(Object.fromEntries(current) as AccessMap), [UNDECLARED]: fallback };
}

export function propertiesOf(schema: Schema | undefined): ReadonlyMap<string, Schema> {
  const properties = isSchemaObject(schema?.properties) ? Object.entries(schema.properties) : [];
  return new Map(properties.map(([key, property]) => [key, isSchemaObject(property) ? property : {}]));
}

/** The values of `default` in the schema, also those of nested properties. */
function defaultsIn(schema: Schema | undefined): Values {
  const defaults = [...propertiesOf(schema)].flatMap(([key, property]) => {
    if (property.default !== undefined) return [[key, property.default] as const];
    const nested = defaultsIn(property);
    return Object.keys(nested).length > 0 ? [[key, nested] as const] : [];
  });
  return Object.fromEntries(defaults);
}

const USER: Viewer = { actor: 'user' };
const STAFF: Viewer = { actor: 'admin' };

/** The keys that users could write before and cannot write with the next version. */
export function tightenedBy(previous: NamespaceRules, next: NamespaceRules): VersionsOfKeys {
  const keys = [...next.properties.keys(), UNDECLARED];
  const closed = keys.filter((key) => previous.mayWrite(key, USER) && !next.mayWrite(key, USER));
  return { ...previous.tightened, ...Object.fromEntries(closed.map((key) => [key, next.version])) };
}

/** The keys that were hidden from staff before and are not with the next version. */
export function openedBy(previous: NamespaceRules, next: NamespaceRules): VersionsOfKeys {
  const keys = [...previous.properties.keys(), ...next.properties.keys(), UNDECLARED];
  const open = keys.filter((key) => previous.isHidden(key, previous.version) && !next.isHidden(key, previous.version));
  return { ...previous.opened, ...Object.fromEntries(open.map((key) => [key, next.version])) };
}
