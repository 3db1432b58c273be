import { CODE_MAX_LENGTH, TOKEN_LENGTH } from './token-text.rule';

/** The fields a link or a code comes back in, for the shapes of requests. */
export const TOKEN = {
  max: TOKEN_LENGTH,
  secret: true,
  optional: true,
  description: 'From the link in the mail.',
  example: 'uko_Xy3v…',
} as const;

export const CODE = {
  max: CODE_MAX_LENGTH,
  secret: true,
  optional: true,
  description: 'The code in the mail, as it was typed.',
} as const;

export const ADDRESS = {
  max: 254,
  format: 'idn-email',
  description: 'The e-mail address.',
  example: 'ada@example.com',
} as const;

export const ADDRESS_OF_CODE = {
  max: 254,
  format: 'idn-email',
  optional: true,
  description: 'The address it was sent to. A code needs it; with a token it may be left out.',
} as const;
