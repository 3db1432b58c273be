import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseAccess } from './access.rule';
import { FORMATS } from './formats.rule';
import { patternCost } from './linear-pattern';
import { escaped, isSchemaObject, subSchemas, type Schema } from './schema-walk.rule';

/**
 * An allow-list. It excludes remote and dynamic references, patterns as names, and conditions, which load external
 * data, obscure the schema or take too long.
 */
const ANYWHERE = new Set([
  'type',
  'enum',
  'const',
  'title',
  'description',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'properties',
  'required',
  'additionalProperties',
  'minProperties',
  'maxProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  '$ref',
]);
const TOP_LEVEL = new Set([...ANYWHERE, '$schema', '$defs']);
const ATTRIBUTE_KEYWORDS = new Set([...ANYWHERE, 'x-access']);
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const REFERENCE = /^#\/\$defs\/[A-Za-z0-9_-]{1,64}$/;
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

/** Returns a fault with a pointer for everything in a schema that is not supported. */
export function keywordFaults(schema: Schema, pointer: string): FieldError[] {
  return [...topFaults(schema, pointer), ...faultsOf(schema, pointer, TOP_LEVEL, pointer)];
}

function topFaults(schema: Schema, pointer: string): FieldError[] {
  const faults: FieldError[] = [];
  const refuse = (keyword: string) =>
    faults.push({ pointer: `${pointer}/${keyword}`, code: UsersFieldErrors.schema_value });
  if (schema.type !== undefined && schema.type !== 'object') refuse('type');
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false)
    refuse('additionalProperties');
  if (schema.$schema !== undefined && schema.$schema !== DIALECT) refuse('$schema');
  const names = isSchemaObject(schema.properties) ? Object.keys(schema.properties) : [];
  for (const name of names.filter((candidate) => !ATTRIBUTE.test(candidate))) {
    faults.push({ pointer: `${pointer}/properties/${escaped(name)}`, code: UsersFieldErrors.schema_name });
  }
  return faults;
}

function faultsOf(schema: unknown, pointer: string, allowed: ReadonlySet<string>, top: string): FieldError[] {
  if (typeof schema === 'boolean') return [];
  if (!isSchemaObject(schema)) return [{ pointer, code: UsersFieldErrors.schema_value }];
  const own = Object.entries(schema).flatMap(([keyword, value]) => {
    const code = allowed.has(keyword) ? valueFault(keyword, value, schema) : UsersFieldErrors.schema_keyword;
    return code ? [{ pointer: `${pointer}/${escaped(keyword)}`, code }] : [];
  });
  const deeper = subSchemas(schema, pointer).flatMap((sub) => {
    const isAttribute = pointer === top && sub.pointer.startsWith(`${top}/properties/`);
    return faultsOf(sub.schema, sub.pointer, isAttribute ? ATTRIBUTE_KEYWORDS : ANYWHERE, top);
  });
  return [...own, ...deeper];
}

function valueFault(keyword: string, value: unknown, schema: Schema): string | undefined {
  const { schema_value, schema_reference, schema_pattern } = UsersFieldErrors;
  if (keyword === '$ref') return typeof value === 'string' && REFERENCE.test(value) ? undefined : schema_reference;
  if (keyword === 'pattern')
    return typeof value === 'string' && patternCost(value) !== undefined ? undefined : schema_pattern;
  if (keyword === 'format')
    return typeof value === 'string' && Object.hasOwn(FORMATS, value) ? undefined : schema_value;
  if (keyword === 'x-access') return parseAccess(value) ? undefined : schema_value;
  // Comparing all pairs of objects takes quadratic time.
  if (keyword === 'uniqueItems') return value === false || hasScalarItems(schema) ? undefined : schema_value;
  return undefined;
}

function hasScalarItems({ items }: Schema): boolean {
  return isSchemaObject(items) && SCALARS.includes(items.type as string);
}
