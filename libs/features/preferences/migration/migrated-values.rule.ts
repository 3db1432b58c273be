import type { ErrorObject } from 'ajv';
import { escaped } from '@platform/json-schema/schema-walk.rule';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { keyAt } from '../documents/change.rule';
import { ACCESS, RENAMED_FROM, type NamespaceRules } from '../namespaces/namespace-rules.rule';
import { PreferencesFieldErrors } from '../preferences.errors';
import { only, type Values } from '../values.rule';

/** A value that does not fit a schema, or a fault of the whole document. */
export interface Misfit {
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
 * follows its default again. Faults of the whole document are only reported.
 */
export function migratedValues(rules: NamespaceRules, stored: Values, storedVersion: number): MigratedValues {
  const closed = Object.keys(stored).filter((key) => rules.isTightenedSince(nameNow(rules, key), storedVersion));
  const misfits = new Map(closed.map((key) => [`/${escaped(key)}`, notTheirs(key)]));
  let values = renamed(
    rules,
    only(stored, (key) => !closed.includes(key)),
  );
  // Without one key, the document can have another fault, for example that the key is required.
  for (;;) {
    const faults = rules.check(values).map(misfitOf);
    const given = Object.keys(values);
    const unfit = new Set(faults.map(({ pointer }) => keyAt(pointer)).filter((key) => given.includes(key ?? '')));
    for (const fault of faults) if (!misfits.has(fault.pointer)) misfits.set(fault.pointer, fault);
    if (unfit.size === 0) return { values, misfits: [...misfits.values()] };
    values = only(values, (key) => !unfit.has(key));
  }
}

/** Users could set the key when the value was stored, and cannot any more. */
function notTheirs(key: string): Misfit {
  return { pointer: `/${escaped(key)}`, code: PreferencesFieldErrors.read_only, keyword: ACCESS };
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
