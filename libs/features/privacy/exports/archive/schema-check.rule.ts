import { UTC_TIME } from '@platform/text/utc-time.rule';
import { DIALECT, typeOf, type RecordSchema } from './inferred-schema.rule';

const KEYWORDS = new Set([
  '$schema',
  'title',
  'description',
  'type',
  'format',
  'properties',
  'required',
  'additionalProperties',
  'items',
]);

/**
 * Checks values against the part of JSON Schema that exports use. A general validator would run code that it makes from
 * the schema, and the schema of an archive cannot be trusted before it is verified.
 */
export function valueFault(schema: RecordSchema, value: unknown, at = ''): string | undefined {
  const type = typeOf(value);
  const types: readonly string[] | undefined = schema.type;
  if (types && !types.includes(type) && !(type === 'integer' && types.includes('number')))
    return `${at || 'the record'} is of the type ${type}`;
  if (type === 'string' && schema.format === 'date-time' && !UTC_TIME.test(value as string))
    return `${at} is not a time`;
  if (type === 'array') return itemFault(schema, value as unknown[], at);
  return type === 'object' ? propertyFault(schema, value as Record<string, unknown>, at) : undefined;
}

/** Returns why a schema is not one that an export can contain. */
export function schemaFault(schema: unknown, isRoot = true): string | undefined {
  if (typeOf(schema) !== 'object') return 'it is not an object';
  const { $schema, type, properties, required, items } = schema as Record<string, unknown>;
  const unknown = Object.keys(schema as object).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined) return `it has the unknown keyword ${unknown}`;
  if (isRoot && $schema !== DIALECT) return 'it does not name its dialect';
  if (type !== undefined && !Array.isArray(type)) return 'a type is not a list';
  if (required !== undefined && !Array.isArray(required)) return 'a list of required properties is missing';
  if (properties !== undefined && typeOf(properties) !== 'object') return 'its properties are not an object';
  const inner = [...Object.values(properties ?? {}), ...(items === undefined ? [] : [items])];
  for (const each of inner) {
    const fault = schemaFault(each, false);
    if (fault) return fault;
  }
  return undefined;
}

function itemFault({ items }: RecordSchema, values: readonly unknown[], at: string): string | undefined {
  if (!items) return undefined;
  for (const [index, value] of values.entries()) {
    const fault = valueFault(items, value, `${at}/${index}`);
    if (fault) return fault;
  }
  return undefined;
}

function propertyFault(schema: RecordSchema, value: Record<string, unknown>, at: string): string | undefined {
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${at}/${missing} is missing`;
  if (!schema.properties) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const known = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const fault = known ? valueFault(known, inner, `${at}/${name}`) : `${at}/${name} is not in the schema`;
    if (fault) return fault;
  }
  return undefined;
}
