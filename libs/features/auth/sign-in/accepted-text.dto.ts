import { TextField } from '@platform/http/fields/fields';
import { WORD } from '@platform/event-log/definitions/fact-words';

/** A text that the user accepts with a sign-in or a registration, for example the terms of service. */
export class AcceptedTextDto {
  @TextField({ max: 40, pattern: WORD, form: 'terms', description: 'The purpose of the text.', example: 'terms' })
  purpose: string;

  @TextField({ max: 40, description: 'The version of the text that the user has seen.', example: '2026-12' })
  version: string;

  @TextField({
    max: 35,
    optional: true,
    description: 'The language of the text that the user has seen.',
    example: 'en',
  })
  locale?: string;
}

export const CONSENTS = {
  maxItems: 20,
  optional: true,
  description: 'The texts that the user accepts.',
};
