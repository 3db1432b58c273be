import type { FieldError } from '@platform/errors/problem';
import { namesIn, piecesOf } from '@platform/text/placeholders.rule';
import type { LanguageTexts } from '../catalogue/notification-type.entity';
import type { TypeContent } from '../catalogue/notification-type.repository';
import { CommunicationsFieldErrors } from '../communications.errors';
import type { PublicationContent } from './publication-content';

const MAX_DATA_BYTES = 4096;

/** Checks that the data has every field that the texts contain, and is small enough for each inbox. */
export function dataFaults(
  { fields, texts }: TypeContent,
  { title, text, data = {} }: PublicationContent,
): FieldError[] {
  if (Buffer.byteLength(JSON.stringify(data)) > MAX_DATA_BYTES) {
    const parameters = { max: MAX_DATA_BYTES };
    return [{ pointer: '/data', code: CommunicationsFieldErrors.data_too_large, parameters }];
  }
  const used = new Set(texts.flatMap((one) => usedNames(one, title, text)));
  return fields
    .filter((name) => used.has(name) && !isShowable(Object.hasOwn(data, name) ? data[name] : undefined))
    .map((name) => ({
      pointer: `/data/${name}`,
      code: CommunicationsFieldErrors.missing_field,
      parameters: { name },
    }));
}

/** The templates of the type are not used if the request has texts of its own. */
function usedNames(texts: LanguageTexts, title: string | undefined, text: string | undefined): string[] {
  const parts = [texts, ...(texts.many ? [texts.many] : [])].flatMap((part) => [
    ...(title === undefined ? [part.title] : []),
    ...(text === undefined ? [part.text] : []),
  ]);
  return parts.flatMap((part) => namesIn(piecesOf(part)));
}

function isShowable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
