import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseAccess, type AccessMap } from './access.rule';
import { compileSchema } from './compile-schema';
import { keywordFaults } from './schema-keywords.rule';
import { sizeFault } from './schema-size.rule';
import { isSchemaObject, type Schema } from './schema-walk.rule';

const POINTER = '/schema';

/** The schema as it is kept, or everything that is wrong with it. */
export function defineAttributes(given: Schema): { schema: Schema } | { faults: FieldError[] } {
  const faults = keywordFaults(given, POINTER);
  if (faults.length > 0) return { faults: faults.slice(0, 100) };
  const size = sizeFault(given);
  if (size)
    return {
      faults: [
        {
          pointer: POINTER,
          code: size === 'too-large' ? UsersFieldErrors.schema_too_large : UsersFieldErrors.schema_reference,
        },
      ],
    };
  const schema = { ...given, type: 'object', properties: given.properties ?? {}, additionalProperties: false };
  try {
    compileSchema(schema);
    return { schema };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 500) : '';
    return { faults: [{ pointer: POINTER, code: UsersFieldErrors.schema_invalid, parameters: { reason } }] };
  }
}

/** The rights of every attribute there is or ever was; the newest definition counts. */
export function accessAfter(former: AccessMap, schema: Schema): AccessMap {
  const properties = isSchemaObject(schema.properties) ? Object.entries(schema.properties) : [];
  const now = properties.map(([name, property]) => [
    name,
    parseAccess(isSchemaObject(property) ? property['x-access'] : undefined),
  ]);
  return { ...former, ...(Object.fromEntries(now) as AccessMap) };
}
