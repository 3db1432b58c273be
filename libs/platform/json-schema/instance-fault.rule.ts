import type { ErrorObject } from 'ajv';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { escaped } from './schema-walk.rule';

type Params = Record<string, string | number | readonly unknown[] | undefined>;

/**
 * Converts an error of ajv to a field error. `base` is the pointer of the checked value in the request, and `otherCode`
 * the code for keywords without an error of their own; its text contains `{keyword}`.
 */
export function instanceFaultOf(
  { keyword, instancePath, params, schema }: ErrorObject,
  base: string,
  otherCode: string,
): FieldError {
  const details = params as Params;
  const pointer = `${base}${instancePath}`;
  const limit = Number(details.limit);
  switch (keyword) {
    case 'required':
      return { pointer: `${pointer}/${escaped(String(details.missingProperty))}`, code: FieldErrors.required };
    case 'additionalProperties':
      return { pointer: `${pointer}/${escaped(String(details.additionalProperty))}`, code: FieldErrors.unknown };
    case 'type':
      return { pointer, code: FieldErrors.wrong_type, parameters: { type: String(details.type) } };
    case 'minLength':
      return { pointer, code: FieldErrors.too_short, parameters: { min: limit } };
    case 'maxLength':
      return { pointer, code: FieldErrors.too_long, parameters: { max: limit } };
    case 'minimum':
      return { pointer, code: FieldErrors.too_small, parameters: { min: limit } };
    case 'maximum':
      return { pointer, code: FieldErrors.too_large, parameters: { max: limit } };
    case 'maxItems':
      return { pointer, code: FieldErrors.too_many, parameters: { max: limit } };
    case 'enum':
      return {
        pointer,
        code: FieldErrors.not_allowed_value,
        parameters: { values: listOf(details.allowedValues ?? schema) },
      };
    case 'pattern':
      return { pointer, code: FieldErrors.bad_format, parameters: { form: String(details.pattern) } };
    case 'format':
      return { pointer, code: FieldErrors.bad_format, parameters: { form: String(details.format) } };
    default:
      return { pointer, code: otherCode, parameters: { keyword } };
  }
}

function listOf(values: unknown): string {
  return (Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '').slice(0, 500);
}
