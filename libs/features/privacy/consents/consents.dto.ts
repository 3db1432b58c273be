import { BooleanField, ChoiceField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { CONSENT_SOURCES, type ConsentSource } from '../consent-source';

export const PURPOSE = { max: 40, pattern: WORD, form: 'terms', description: 'The purpose.', example: 'terms' };
export const VERSION = {
  min: 1,
  max: 40,
  pattern: /^[a-z0-9][a-z0-9._-]*$/,
  form: '2026-12',
  description: 'The version of the text.',
  example: '2026-12',
};
const LOCALE = { max: 35, description: 'The language of the text, as a BCP 47 tag.', example: 'en' };
const HASH = {
  max: 64,
  description: 'The SHA-256 hash of the text, in hexadecimal.',
  example: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
};

export class PutConsentDto {
  @BooleanField({ description: 'Whether the user gives or withdraws the consent.', example: true })
  given: boolean;

  @TextField({
    ...VERSION,
    optional: true,
    description: 'The version of the text that the user has seen. Optional to withdraw a consent.',
  })
  version?: string;

  @TextField({ ...LOCALE, optional: true, description: 'The language of the text that the user has seen.' })
  locale?: string;
}

export class ConsentDto {
  @TextField(PURPOSE)
  purpose: string;

  @BooleanField({ description: 'Whether the consent is given.', example: true })
  given: boolean;

  @TextField(VERSION)
  version: string;

  @TextField(LOCALE)
  locale: string;

  @TextField(HASH)
  textHash: string;

  @ChoiceField({ values: CONSENT_SOURCES, description: 'Where the user decided.', example: 'settings' })
  source: ConsentSource;

  @TimeField({ description: 'The time of the decision.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @TextField({
    max: 4000,
    description: 'A signed receipt. `userkeep verify receipt` checks it offline.',
    example: 'eyJpbnN0YWxsYXRpb24iOi…',
  })
  receipt: string;
}

export class ConsentListDto {
  @ShapeListField(() => ConsentDto, { maxItems: 1000, description: 'The newest decision for each purpose.' })
  items: ConsentDto[];
}

export class ConsentTextDto {
  @TextField(PURPOSE)
  purpose: string;

  @TextField(VERSION)
  version: string;

  @BooleanField({ description: 'Whether users must accept this text.', example: true })
  required: boolean;

  @TextField(LOCALE)
  locale: string;

  @TextField({
    max: 100_000,
    multiline: true,
    description: 'The text.',
    example: 'You agree to our terms of service …',
  })
  text: string;

  @TextField(HASH)
  hash: string;
}

export class ConsentTextListDto {
  @ShapeListField(() => ConsentTextDto, { maxItems: 1000, description: 'The current text of each purpose.' })
  items: ConsentTextDto[];
}

export class ConsentTextsQuery {
  @TextField({ ...LOCALE, optional: true, description: 'The language; by default that of `Accept-Language`.' })
  locale?: string;
}
