import { LONGEST_POINTER, MAX_ERRORS } from '@platform/errors/wording';
import { FILE_HEADERS } from './files';

type Json = Readonly<Record<string, unknown>>;

const text = (maxLength: number, more: Json = {}) => ({
  type: 'string',
  maxLength,
  ...more,
});
/** The schema of every error. */
export const PROBLEM: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'code', 'instance'],
  properties: {
    type: text(200, { description: 'A URN made of the code.' }),
    title: text(200, { description: 'A short description in the language of Accept-Language.' }),
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: text(1000, { description: 'What to do next.' }),
    code: text(100, { description: 'A stable code for programs.' }),
    instance: text(100, { description: 'The ID of the request.' }),
    errors: {
      type: 'array',
      maxItems: MAX_ERRORS,
      description: 'The invalid fields of the body; the first ones if there are too many.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: text(LONGEST_POINTER, { description: 'RFC 6901 pointer to the field.' }),
          code: text(100, { description: 'A stable code for programs.' }),
          detail: text(1000, { description: 'What is wrong with it.' }),
        },
      },
    },
    consents: {
      type: 'array',
      maxItems: 20,
      description: 'With `auth.consent_required`: the texts that the user must accept.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['purpose', 'version', 'locale', 'text', 'hash'],
        properties: {
          purpose: text(40, { description: 'The purpose of the text.' }),
          version: text(40, { description: 'The version of the text.' }),
          locale: text(35, { description: 'The language of the text.' }),
          text: text(100_000, { description: 'The text to show.' }),
          hash: text(64, { description: 'The SHA-256 hash of the text.' }),
        },
      },
    },
    moreErrors: {
      type: 'integer',
      format: 'int32',
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'The number of invalid fields that are not listed.',
    },
  },
  example: {
    type: 'urn:userkeep:problem:request.invalid',
    title: 'Some fields are not valid',
    status: 422,
    detail: 'Correct the fields listed in `errors` and try again.',
    code: 'request.invalid',
    instance: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
    errors: [{ pointer: '/email', code: 'field.required', detail: 'This field is required.' }],
  },
};
/** The headers to which operations refer. */
export const HEADERS: Json = {
  RateLimit: { description: 'The remaining requests: `"name";r=remaining;t=seconds`.', schema: text(200) },
  'RateLimit-Policy': { description: 'The limit: `"name";q=requests;w=seconds`.', schema: text(200) },
  'Retry-After': { description: 'Seconds to wait.', schema: text(10) },
  'Access-Control-Allow-Origin': {
    description: 'The origin of the caller, if it may call from a browser.',
    schema: text(200),
  },
  'X-Request-Id': { description: 'The ID of the request, as in the logs.', schema: text(36) },
  Location: { description: 'The address to redirect to.', schema: text(8000) },
  ETag: { description: 'The version of the document.', schema: text(200) },
  ...FILE_HEADERS,
};
