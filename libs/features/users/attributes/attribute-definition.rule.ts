import type { FieldError } from '@platform/errors/problem';
import { compileSchema, type CheckInstance } from '@platform/json-schema/compile-schema';
import { MAX_SCHEMA_FAULTS, schemaFaults } from '@platform/json-schema/define-schema.rule';
import { escaped, isSchemaObject, type Schema } from '@platform/json-schema/schema-walk.rule';
import { UsersFieldErrors } from '../users.errors';
import { parseAccess, type AccessMap } from '@platform/access/field-access.rule';

const POINTER = '/schema';
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const ACCESS = 'x-access';
const RULES = {
  pointer: POINTER,
  codes: UsersFieldErrors,
  propertyKeywords: { [ACCESS]: (value: unknown) => parseAccess(value) !== undefined },
};

/** Returns the schema to store, or all faults. */
export function defineAttributes(input: Schema): { schema: Schema } | { faults: readonly FieldError[] } {
  const schema = { ...input, type: 'object', properties: input.properties ?? {}, additionalProperties: false };
  const faults = [...attributeFaults(input), ...schemaFaults({ ...schema, type: input.type ?? 'object' }, RULES)];
  return faults.length > 0 ? { faults: faults.slice(0, MAX_SCHEMA_FAULTS) } : { schema };
}

export function compileAttributes(schema: Schema): CheckInstance {
  return compileSchema(schema, [ACCESS]);
}

/** The top level lists all attributes by names that can be used as keys. */
function attributeFaults(schema: Schema): FieldError[] {
  const { additionalProperties, properties } = schema;
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  const names = isSchemaObject(properties) ? Object.keys(properties) : [];
  return [
    ...(isOpen ? [{ pointer: `${POINTER}/additionalProperties`, code: UsersFieldErrors.schema_value }] : []),
    ...names
      .filter((name) => !ATTRIBUTE.test(name))
      .map((name) => ({ pointer: `${POINTER}/properties/${escaped(name)}`, code: UsersFieldErrors.schema_name })),
  ];
}

/** Returns the access rules of all current and removed attributes. The newest definition applies. */
export function accessAfter(previous: AccessMap, schema: Schema): AccessMap {
  const properties = isSchemaObject(schema.properties) ? Object.entries(schema.properties) : [];
  const current = properties.map(([name, property]) => [
    name,
    parseAccess(isSchemaObject(property) ? property[ACCESS] : undefined),
  ]);
  return { ...previous, ...(Object.fromEntries(current) as AccessMap) };
}
