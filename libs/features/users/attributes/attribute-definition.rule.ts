import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseAccess, type AccessMap } from './access.rule';
import { compileSchema } from './compile-schema';
import { keywordFaults } from './schema-keywords.rule';
import { sizeFault } from './schema-size.rule';
import { isSchemaObject, type Schema } from './schema-walk.rule';

const POINTER = '/schema';

/** Returns the schema to store, or all faults. */
export function defineAttributes(input: Schema): { schema: Schema } | { faults: FieldError[] } {
  const faults = keywordFaults(input, POINTER);
  if (faults.length > 0) return { faults: faults.slice(0, 100) };
  const size = sizeFault(input);
  if (size)
    return {
      faults: [
        {
          pointer: POINTER,
          code: size === 'too-large' ? UsersFieldErrors.schema_too_large : UsersFieldErrors.schema_reference,
        },
      ],
    };
  const schema = { ...input, type: 'object', properties: input.properties ?? {}, additionalProperties: false };
  try {
    compileSchema(schema);
    return { schema };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 500) : '';
    return { faults: [{ pointer: POINTER, code: UsersFieldErrors.schema_invalid, parameters: { reason } }] };
  }
}

/** Returns the access rules of all current and removed attributes. The newest definition applies. */
export function accessAfter(previous: AccessMap, schema: Schema): AccessMap {
  const properties = isSchemaObject(schema.properties) ? Object.entries(schema.properties) : [];
  const current = properties.map(([name, property]) => [
    name,
    parseAccess(isSchemaObject(property) ? property['x-access'] : undefined),
  ]);
  return { ...previous, ...(Object.fromEntries(current) as AccessMap) };
}
