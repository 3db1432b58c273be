import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { FieldErrors } from '@platform/errors/platform.errors';
import { refusedField } from '@platform/http/fields/refusals';
import { isValues, type Values } from '../values.rule';

const EXAMPLE = { theme: 'dark' };

/** Documents a body whose fields are the keys of a namespace. */
export function ValuesBody(description: string): MethodDecorator {
  return applyDecorators(
    ApiBody({
      description,
      required: true,
      schema: { type: 'object', additionalProperties: true, maxProperties: 1000, example: EXAMPLE },
    }),
  );
}

/** The body of a request with values. */
export function valuesIn(body: unknown): Values {
  if (!isValues(body)) throw refusedField('', FieldErrors.wrong_type, { type: 'object' });
  return body;
}
