import { isDeepStrictEqual } from 'node:util';
import { parseAccess } from '@platform/access/field-access.rule';
import type { FieldError } from '@platform/errors/problem';
import { MAX_SCHEMA_FAULTS, schemaFaults } from '@platform/json-schema/define-schema.rule';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { escaped, type Schema } from '@platform/json-schema/schema-walk.rule';
import { isKey } from '../preference-names.rule';
import { PreferencesFieldErrors } from '../preferences.errors';
import { valuesFaults } from '../values-faults.rule';
import type { Values } from '../values.rule';
import { ACCESS, NamespaceRules, propertiesOf, RENAMED_FROM, SEALED } from './namespace-rules.rule';
import { LANGUAGE, LOCALE, shippedSchema, USED_BY_PRODUCT } from './shipped-schemas';

const isAccess = (value: unknown) => parseAccess(value, { permissions: true }) !== undefined;
const RULES = {
  pointer: '/schema',
  codes: PreferencesFieldErrors,
  rootKeywords: { [ACCESS]: isAccess },
  propertyKeywords: {
    [ACCESS]: isAccess,
    [SEALED]: (value: unknown) => typeof value === 'boolean',
    [RENAMED_FROM]: (value: unknown) => typeof value === 'string' && isKey(value),
  },
};

/** Returns the schema to store, or all faults of the schema and its defaults. */
export function defineNamespace(
  namespace: string,
  input: Schema,
  defaults: Values,
): { schema: Schema } | { faults: readonly FieldError[] } {
  const schema = { ...input, type: input.type ?? 'object' };
  const faults = [
    ...nameFaults(schema),
    ...renameFaults(schema),
    ...shippedFaults(namespace, schema),
    ...schemaFaults(schema, RULES),
  ];
  // Values can be checked only against a valid schema.
  const all = faults.length > 0 ? faults : defaultsFaults(namespace, schema, defaults);
  return all.length > 0 ? { faults: all.slice(0, MAX_SCHEMA_FAULTS) } : { schema };
}

/** A former name must not be the name of another property, whose values it would take. */
function renameFaults(schema: Schema): FieldError[] {
  const properties = propertiesOf(schema);
  return [...properties]
    .filter(([, property]) => properties.has(String(property[RENAMED_FROM])))
    .map(([key]) => ({
      pointer: `/schema/properties/${escaped(key)}/${RENAMED_FROM}`,
      code: PreferencesFieldErrors.schema_value,
    }));
}

function nameFaults(schema: Schema): FieldError[] {
  return [...propertiesOf(schema).keys()]
    .filter((key) => !isKey(key))
    .map((key) => ({ pointer: `/schema/properties/${escaped(key)}`, code: PreferencesFieldErrors.bad_key }));
}

/** The product relies on the properties of some namespaces, except their defaults and descriptions. */
function shippedFaults(namespace: string, schema: Schema): FieldError[] {
  if (!USED_BY_PRODUCT.has(namespace)) return [];
  const given = propertiesOf(schema);
  return [...propertiesOf(shippedSchema(namespace))]
    .filter(([key, shipped]) => !isDeepStrictEqual(effectOf(given.get(key)), effectOf(shipped)))
    .map(([key]) => ({ pointer: `/schema/properties/${key}`, code: PreferencesFieldErrors.shipped_property }));
}

function effectOf(property: Schema | undefined): Schema | undefined {
  if (!property) return undefined;
  const { default: _default, description: _description, title: _title, [ACCESS]: _access, ...effect } = property;
  return effect;
}

/** A required property needs a default, because a document can always be reset. */
function defaultsFaults(namespace: string, schema: Schema, defaults: Values): FieldError[] {
  const form = valuesFaults(defaults, '/defaults');
  if (form.length > 0) return form;
  if (namespace === LOCALE && LANGUAGE in defaults)
    return [{ pointer: `/defaults/${LANGUAGE}`, code: PreferencesFieldErrors.shipped_property }];
  const rules = new NamespaceRules({ namespace, version: 1, schema, defaults, access: {}, tightened: {}, opened: {} });
  return rules.check({}).map((fault) => instanceFaultOf(fault, '/defaults', PreferencesFieldErrors.not_valid));
}
