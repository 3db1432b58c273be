import type { FieldError } from '@platform/errors/problem';
import { compileSchema } from './compile-schema';
import { annotationsOf, keywordFaults, type SchemaRules } from './schema-keywords.rule';
import { sizeFault } from './schema-size.rule';
import type { Schema } from './schema-walk.rule';

export const MAX_SCHEMA_FAULTS = 100;

/** Returns all faults of a schema that a caller wants to define; empty if values can be checked against it. */
export function schemaFaults(input: Schema, rules: SchemaRules): readonly FieldError[] {
  const { pointer, codes } = rules;
  const keywords = keywordFaults(input, rules);
  if (keywords.length > 0) return keywords.slice(0, MAX_SCHEMA_FAULTS);
  const size = sizeFault(input);
  if (size) return [{ pointer, code: size === 'too-large' ? codes.schema_too_large : codes.schema_reference }];
  try {
    compileSchema(input, annotationsOf(rules));
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 500) : '';
    return [{ pointer, code: codes.schema_invalid, parameters: { reason } }];
  }
}
