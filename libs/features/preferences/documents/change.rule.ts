import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { mergePatch } from '@platform/http/body/merge-patch.rule';
import { pointerForOthers } from '@platform/json-schema/declared-pointer.rule';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { escaped, unescaped } from '@platform/json-schema/schema-walk.rule';
import { isKey } from '../preference-names.rule';
import { PreferencesFieldErrors } from '../preferences.errors';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { LANGUAGE, LOCALE } from '../namespaces/shipped-schemas';
import { valuesFaults } from '../values-faults.rule';
import { changedKeys, depthOf, only, over, type Values } from '../values.rule';

/** What a change does: a merge patch, values that replace all others, or a reset of all keys or of one key. */
export type Edit =
  { readonly patch: Values } | { readonly values: Values } | { readonly reset: 'all' } | { readonly resetKey: string };

export interface Limits {
  readonly maxBytes: number;
  readonly maxKeys: number;
  readonly maxDepth: number;
}

export interface Change {
  readonly rules: NamespaceRules;
  readonly viewer: Viewer;
  readonly limits: Limits;
  readonly before: Values;
  /** The values for all devices, if the change concerns one device. */
  readonly below: Values | undefined;
}

/** An account always has a language. */
const DEFAULT_LANGUAGE = 'en';
const MAX_FAULTS = 100;

/** Applies an edit. Returns the new values, or all faults. */
export function changedValues(change: Change, edit: Edit): { values: Values } | { faults: readonly FieldError[] } {
  const { rules, before, below } = change;
  const target = targetOf(change, edit);
  const touched = new Set(changedKeys(before, target));
  // An unknown key is reported even if the edit does not change it.
  for (const key of Object.keys(sentIn(edit))) touched.add(key);
  const values = withLanguage(rules, target, below);
  const refused = [...touched].flatMap((key) => accessFault(change, key) ?? []);
  if (refused.length > 0) return { faults: refused.slice(0, MAX_FAULTS) };
  const form = [
    ...valuesFaults(only(values, (key) => touched.has(key))),
    ...sizeFaults(values, touched, change.limits),
  ];
  const faults = form.length > 0 ? form : schemaFaults(change, edit, below ? over(below, values) : values, touched);
  return faults.length > 0 ? { faults: faults.slice(0, MAX_FAULTS) } : { values };
}

/** Keys that the caller cannot write stay as they are when all values are replaced or reset. */
function targetOf({ rules, viewer, before }: Change, edit: Edit): Values {
  if ('patch' in edit) return mergePatch(before, edit.patch) as Values;
  if ('resetKey' in edit) return only(before, (key) => key !== edit.resetKey);
  const kept = only(before, (key) => !rules.mayWrite(key, viewer) || isLanguage(rules, key));
  return 'values' in edit ? { ...kept, ...withoutNulls(edit.values) } : kept;
}

function sentIn(edit: Edit): Values {
  if ('patch' in edit) return edit.patch;
  return 'values' in edit ? edit.values : {};
}

function withoutNulls(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function withLanguage(rules: NamespaceRules, values: Values, below: Values | undefined): Values {
  if (rules.namespace !== LOCALE || below || values[LANGUAGE] !== undefined) return values;
  return { ...values, [LANGUAGE]: DEFAULT_LANGUAGE };
}

function isLanguage({ namespace }: NamespaceRules, key: string): boolean {
  return namespace === LOCALE && key === LANGUAGE;
}

function accessFault({ rules, viewer, below }: Change, key: string): FieldError | undefined {
  const pointer = `/${escaped(key)}`;
  if (!isKey(key)) return { pointer, code: PreferencesFieldErrors.bad_key };
  if (below && isLanguage(rules, key)) return { pointer, code: PreferencesFieldErrors.not_per_device };
  if (rules.mayWrite(key, viewer)) return undefined;
  // A key that the caller can neither read nor write is reported as unknown.
  return { pointer, code: rules.mayRead(key, viewer) ? PreferencesFieldErrors.read_only : FieldErrors.unknown };
}

function sizeFaults(values: Values, touched: ReadonlySet<string>, limits: Limits): FieldError[] {
  const { maxBytes, maxKeys, maxDepth } = limits;
  const deep = [...touched].filter((key) => depthOf(values[key]) > maxDepth);
  return [
    ...deep.map((key) => ({
      pointer: `/${escaped(key)}`,
      code: PreferencesFieldErrors.too_deep,
      parameters: { max: maxDepth },
    })),
    ...(Object.keys(values).length > maxKeys
      ? [{ pointer: '', code: FieldErrors.too_many, parameters: { max: maxKeys } }]
      : []),
    ...(Buffer.byteLength(JSON.stringify(values)) > maxBytes
      ? [{ pointer: '', code: PreferencesFieldErrors.too_large, parameters: { max: maxBytes } }]
      : []),
  ];
}

/**
 * Values that an older schema allowed do not prevent changes of other keys, and faults tell nothing about values that
 * the caller cannot read.
 */
function schemaFaults(
  { rules, viewer }: Change,
  edit: Edit,
  values: Values,
  touched: ReadonlySet<string>,
): FieldError[] {
  return rules
    .check(only(values, (key) => touched.has(key) || rules.mayRead(key, viewer)))
    .map((fault) => instanceFaultOf(fault, '', PreferencesFieldErrors.not_valid))
    .filter(({ pointer }) => {
      const key = keyAt(pointer);
      return key === undefined || touched.has(key);
    })
    .map((fault) =>
      viewer.actor === 'user' ? fault : { ...fault, pointer: pointerForOthers(rules, fault.pointer, sentIn(edit)) },
    );
}

/** The key that a pointer refers to; undefined for the whole document. */
export function keyAt(pointer: string): string | undefined {
  const key = pointer.split('/')[1];
  return key === undefined ? undefined : unescaped(key);
}
