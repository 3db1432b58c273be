import type { ErrorObject } from 'ajv';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { escaped } from './schema-walk.rule';

type Params = Record<string, string | number | readonly unknown[] | undefined>;

/** Converts an error of ajv to a field error with a pointer into the request. */
export function faultOf({ keyword, instancePath, params, schema }: ErrorObject): FieldError {
  const details = params as Params;
  const pointer = `/attributes${instancePath}`;
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
      return { pointer, code: UsersFieldErrors.attribute_not_valid, parameters: { keyword } };
  }
}

/** Returns the attribute that a pointer refers to; undefined for the whole document. */
export function attributeAt(pointer: string): string | undefined {
  const name = pointer.split('/')[2];
  return name?.replaceAll('~1', '/').replaceAll('~0', '~');
}

function listOf(values: unknown): string {
  return (Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '').slice(0, 500);
}
