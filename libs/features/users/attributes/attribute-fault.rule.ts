import type { ErrorObject } from 'ajv';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { escaped } from './schema-walk.rule';

type Params = Record<string, string | number | readonly unknown[] | undefined>;

/** A fault ajv found, in our words and with a pointer into the request. */
export function faultOf({ keyword, instancePath, params, schema }: ErrorObject): FieldError {
  const given = params as Params;
  const pointer = `/attributes${instancePath}`;
  const limit = Number(given.limit);
  switch (keyword) {
    case 'required':
      return { pointer: `${pointer}/${escaped(String(given.missingProperty))}`, code: FieldErrors.required };
    case 'additionalProperties':
      return { pointer: `${pointer}/${escaped(String(given.additionalProperty))}`, code: FieldErrors.unknown };
    case 'type':
      return { pointer, code: FieldErrors.wrong_type, parameters: { type: String(given.type) } };
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
        parameters: { values: shown(given.allowedValues ?? schema) },
      };
    case 'pattern':
      return { pointer, code: FieldErrors.bad_format, parameters: { form: String(given.pattern) } };
    case 'format':
      return { pointer, code: FieldErrors.bad_format, parameters: { form: String(given.format) } };
    default:
      return { pointer, code: UsersFieldErrors.attribute_not_valid, parameters: { keyword } };
  }
}

/** The attribute a pointer leads into; undefined for the document as a whole. */
export function attributeAt(pointer: string): string | undefined {
  const name = pointer.split('/')[2];
  return name?.replaceAll('~1', '/').replaceAll('~0', '~');
}

function shown(values: unknown): string {
  return (Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '').slice(0, 500);
}
