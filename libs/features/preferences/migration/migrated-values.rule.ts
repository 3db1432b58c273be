import type { ErrorObject } from 'ajv';
import { declaredPointer } from '@platform/json-schema/declared-pointer.rule';
import { escaped } from '@platform/json-schema/schema-walk.rule';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { keyAt } from '../documents/change.rule';
import { ACCESS, RENAMED_FROM, type NamespaceRules } from '../namespaces/namespace-rules.rule';
import { PreferencesFieldErrors } from '../preferences.errors';
import { only, type Values } from '../values.rule';

/** A value that does not fit a schema, or a fault of the whole document. */
export interface Misfit {
  /** Without names that users chose. */
  readonly pointer: string;
  readonly code: string;
  /** The keyword of the schema. */
  readonly keyword: string;
}

export interface MigratedValues {
  readonly values: Values;
  readonly misfits: readonly Misfit[];
}

/**
 * The values as a version of a schema allows them. Renamed properties keep their values. A key whose value does not fit
 * follows its default again. Faults of the whole document are only reported. Values that are hidden from staff are not
 * checked, because the misfits would tell schema authors about them.
 */
export function migratedValues(rules: NamespaceRules, stored: Values, storedVersion: number): MigratedValues {
  const closed = Object.keys(stored).filter((key) => rules.isTightenedSince(nameNow(rules, key), storedVersion));
  const misfits = new Map(closed.map((key) => [`/${escaped(key)}`, notTheirs(key)]));
  const open = only(stored, (key) => !closed.includes(key));
  const all = renamed(rules, open);
  const isHidden = (key: string) =>
    [key, formerName(rules, open, key)].some((name) => rules.isHidden(name, storedVersion));
  const hidden = only(all, isHidden);
  let values = only(all, (key) => !isHidden(key));
  // Without one key, the document can have another fault, for example that the key is required.
  for (;;) {
    const faults = rules.check(values).map(misfitOf);
    const given = Object.keys(values);
    const unfit = new Set(faults.map(({ pointer }) => keyAt(pointer)).filter((key) => given.includes(key ?? '')));
    for (const fault of faults) if (!misfits.has(fault.pointer)) misfits.set(fault.pointer, fault);
    if (unfit.size === 0) return { values: { ...hidden, ...values }, misfits: reported(rules, misfits.values()) };
    values = only(values, (key) => !unfit.has(key));
  }
}

/** Users could set the key when the value was stored, and cannot any more. */
function notTheirs(key: string): Misfit {
  return { pointer: `/${escaped(key)}`, code: PreferencesFieldErrors.read_only, keyword: ACCESS };
}

function formerName({ properties }: NamespaceRules, stored: Values, key: string): string {
  return Object.hasOwn(stored, key) ? key : String(properties.get(key)?.[RENAMED_FROM]);
}

/** Each declared pointer once. */
function reported(rules: NamespaceRules, misfits: Iterable<Misfit>): Misfit[] {
  const byPointer = new Map<string, Misfit>();
  for (const misfit of misfits) {
    const pointer = declaredPointer(rules, misfit.pointer);
    if (!byPointer.has(pointer)) byPointer.set(pointer, { ...misfit, pointer });
  }
  return [...byPointer.values()];
}

function nameNow({ properties }: NamespaceRules, key: string): string {
  if (properties.has(key)) return key;
  return [...properties].find(([, property]) => property[RENAMED_FROM] === key)?.[0] ?? key;
}

function misfitOf(fault: ErrorObject): Misfit {
  const { pointer, code } = instanceFaultOf(fault, '', PreferencesFieldErrors.not_valid);
  return { pointer, code, keyword: fault.keyword };
}

function renamed({ properties }: NamespaceRules, stored: Values): Values {
  const values: Record<string, unknown> = { ...stored };
  for (const [key, property] of properties) {
    const former = property[RENAMED_FROM];
    if (typeof former !== 'string' || properties.has(former) || !Object.hasOwn(values, former)) continue;
    if (!Object.hasOwn(values, key)) values[key] = values[former];
    delete values[former];
  }
  return values;
}
