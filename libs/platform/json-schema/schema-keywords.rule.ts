import type { FieldError } from '@platform/errors/problem';
import { FORMATS } from './formats.rule';
import { patternCost } from './linear-pattern';
import type { SchemaFaultCodes } from './schema-fault-texts';
import { escaped, isSchemaObject, subSchemas, type Schema } from './schema-walk.rule';

export interface SchemaRules {
  /** The pointer of the schema in the request. */
  readonly pointer: string;
  readonly codes: SchemaFaultCodes;
  /** Keywords that a property at the top level can have as well, each with the check of its value. */
  readonly propertyKeywords?: Readonly<Record<string, (value: unknown) => boolean>>;
  /** The same for the schema itself. */
  readonly rootKeywords?: Readonly<Record<string, (value: unknown) => boolean>>;
}

/** Keywords that do not affect the check of a value. */
export function annotationsOf({ propertyKeywords = {}, rootKeywords = {} }: SchemaRules): string[] {
  return [...new Set([...Object.keys(propertyKeywords), ...Object.keys(rootKeywords)])];
}

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
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const REFERENCE = /^#\/\$defs\/[A-Za-z0-9_-]{1,64}$/;
const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

/** Returns a fault with a pointer for everything in the schema of an object that is not supported. */
export function keywordFaults(schema: Schema, rules: SchemaRules): FieldError[] {
  const { pointer, codes } = rules;
  const faults: FieldError[] = [];
  const refuse = (keyword: string) => faults.push({ pointer: `${pointer}/${keyword}`, code: codes.schema_value });
  if (schema.type !== undefined && schema.type !== 'object') refuse('type');
  if (schema.$schema !== undefined && schema.$schema !== DIALECT) refuse('$schema');
  const allowed = new Set([...TOP_LEVEL, ...Object.keys(rules.rootKeywords ?? {})]);
  return [...faults, ...faultsOf(schema, pointer, allowed, rules)];
}

function faultsOf(schema: unknown, pointer: string, allowed: ReadonlySet<string>, rules: SchemaRules): FieldError[] {
  const { codes, propertyKeywords = {} } = rules;
  if (typeof schema === 'boolean') return [];
  if (!isSchemaObject(schema)) return [{ pointer, code: codes.schema_value }];
  const own = Object.entries(schema).flatMap(([keyword, value]) => {
    const code = allowed.has(keyword) ? valueFault(keyword, value, schema, rules) : codes.schema_keyword;
    return code ? [{ pointer: `${pointer}/${escaped(keyword)}`, code }] : [];
  });
  const deeper = subSchemas(schema, pointer).flatMap((sub) => {
    const isProperty = pointer === rules.pointer && sub.pointer.startsWith(`${pointer}/properties/`);
    const inner = isProperty ? new Set([...ANYWHERE, ...Object.keys(propertyKeywords)]) : ANYWHERE;
    return faultsOf(sub.schema, sub.pointer, inner, rules);
  });
  return [...own, ...deeper];
}

function valueFault(keyword: string, value: unknown, schema: Schema, rules: SchemaRules): string | undefined {
  const { schema_value, schema_reference, schema_pattern } = rules.codes;
  if (keyword === '$ref') return typeof value === 'string' && REFERENCE.test(value) ? undefined : schema_reference;
  if (keyword === 'pattern')
    return typeof value === 'string' && patternCost(value) !== undefined ? undefined : schema_pattern;
  if (keyword === 'format')
    return typeof value === 'string' && Object.hasOwn(FORMATS, value) ? undefined : schema_value;
  // Comparing all pairs of objects takes quadratic time.
  if (keyword === 'uniqueItems') return value === false || hasScalarItems(schema) ? undefined : schema_value;
  const isValid = (rules.rootKeywords ?? {})[keyword] ?? rules.propertyKeywords?.[keyword];
  return !isValid || isValid(value) ? undefined : schema_value;
}

function hasScalarItems({ items }: Schema): boolean {
  return isSchemaObject(items) && SCALARS.includes(items.type as string);
}
