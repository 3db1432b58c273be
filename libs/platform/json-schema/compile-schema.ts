import type { ErrorObject } from 'ajv';
import { lazily } from '@platform/process/lazily';
import { compilePattern } from './linear-pattern';
import { FORMATS } from './formats.rule';
import type { Schema } from './schema-walk.rule';

/** Returns all faults of a document; empty if it is valid. */
export type CheckInstance = (instance: unknown) => readonly ErrorObject[];

const library = lazily(() => (require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')).Ajv2020);

/**
 * Throws with a message for the author if the schema is invalid. Only for schemas with checked keywords; `annotations`
 * are further keywords, which do not affect the check.
 */
export function compileSchema(schema: Schema, annotations: readonly string[] = []): CheckInstance {
  const ajv = new (library())({
    strict: true,
    allErrors: true,
    formats: { ...FORMATS },
    // Inlined references would multiply the generated code.
    inlineRefs: false,
    code: { regExp: Object.assign(compilePattern, { code: 'compilePattern' }) },
    logger: false,
  });
  for (const keyword of annotations) ajv.addKeyword(keyword);
  const check = ajv.compile(schema);
  return (instance) => (check(instance) ? [] : [...(check.errors ?? [])]);
}
