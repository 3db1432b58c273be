import { OPAQUE_TOKEN_LENGTH } from '@platform/access/opaque-token.rule';
import { CODE_MAX_LENGTH } from './code-text.rule';

/** The request fields for a token or a code. */
export const TOKEN = {
  max: OPAQUE_TOKEN_LENGTH,
  secret: true,
  optional: true,
  description: 'The token from the link in the email.',
  example: 'uko_Xy3v…',
} as const;

export const CODE = {
  max: CODE_MAX_LENGTH,
  secret: true,
  optional: true,
  description: 'The code from the email, as typed.',
} as const;

export const ADDRESS = {
  max: 254,
  format: 'idn-email',
  description: 'The email address.',
  example: 'ada@example.com',
} as const;

export const ADDRESS_OF_CODE = {
  max: 254,
  format: 'idn-email',
  optional: true,
  description: 'The email address that the code was sent to. Required with a code, optional with a token.',
} as const;
