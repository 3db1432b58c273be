import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compilePattern } from './linear-pattern';
import { FORMATS } from './formats.rule';
import type { Schema } from './schema-walk.rule';

/** Returns all faults of a document; empty if it is valid. */
export type CheckAttributes = (attributes: unknown) => readonly ErrorObject[];

/** Throws with a message for the author if the schema is invalid. Only for schemas with checked keywords. */
export function compileSchema(schema: Schema): CheckAttributes {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    formats: { ...FORMATS },
    // Inlined references would multiply the generated code.
    inlineRefs: false,
    code: { regExp: Object.assign(compilePattern, { code: 'compilePattern' }) },
    logger: false,
  });
  ajv.addKeyword('x-access');
  const check = ajv.compile(schema);
  return (attributes) => (check(attributes) ? [] : [...(check.errors ?? [])]);
}
