import { BooleanField, JsonField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { parseLanguageTag } from '@platform/json-schema/language-tag.rule';
import { isPlainText } from '@platform/http/fields/plain-text.rule';
import { PrivacyFieldErrors } from '../privacy.errors';
import { PURPOSE, VERSION } from './consents.dto';

const TEXTS = {
  description: 'The text in each language, by BCP 47 tag. English is used for users of other languages.',
  example: { en: 'You agree to our terms of service …', de: 'Sie stimmen unseren Nutzungsbedingungen zu …' },
};
const REQUIRED = { description: 'Whether users must accept this text.', example: true };
const MAX_TEXT = 50_000;
const MAX_LANGUAGES = 50;

export class NewConsentTextDto {
  @TextField(PURPOSE)
  purpose: string;

  @TextField(VERSION)
  version: string;

  @BooleanField(REQUIRED)
  required: boolean;

  @JsonField(TEXTS)
  texts: Record<string, unknown>;
}

export class StoredConsentTextDto {
  @TextField(PURPOSE)
  purpose: string;

  @TextField(VERSION)
  version: string;

  @BooleanField(REQUIRED)
  required: boolean;

  @JsonField(TEXTS)
  texts: Record<string, unknown>;

  @TimeField({ description: 'The time at which it was added.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

export class StoredConsentTextListDto {
  @ShapeListField(() => StoredConsentTextDto, { maxItems: 1000, description: 'All versions, newest first.' })
  items: StoredConsentTextDto[];
}

checkShape(NewConsentTextDto, 'texts', ({ texts }) => {
  if (!texts) return [];
  const entries = Object.entries(texts);
  if (entries.length === 0 || entries.length > MAX_LANGUAGES)
    return [{ pointer: '/texts', code: PrivacyFieldErrors.texts_by_language }];
  return entries
    .filter(([tag, text]) => parseLanguageTag(tag) !== tag || !isConsentText(text))
    .map(([tag]) => ({ pointer: `/texts/${tag}`, code: PrivacyFieldErrors.texts_by_language }));
});

function isConsentText(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && text.length <= MAX_TEXT && isPlainText(text, true);
}
