import type { FieldError } from '@platform/errors/problem';
import { filledPath, MAX_PATH_LENGTH, textsOf } from '@platform/notifications/notification-texts.rule';
import { namesIn, piecesOf } from '@platform/text/placeholders.rule';
import type { LanguageTexts } from '../catalogue/notification-type.entity';
import type { TypeContent } from '../catalogue/notification-type.repository';
import { CommunicationsFieldErrors } from '../communications.errors';
import type { PublicationContent } from './publication-content';

const MAX_DATA_BYTES = 4096;

/** Checks that the data has every field that the texts contain, and is small enough for each inbox and path. */
export function dataFaults(
  { fields, texts }: TypeContent,
  { title, text, data = {} }: PublicationContent,
): FieldError[] {
  if (Buffer.byteLength(JSON.stringify(data)) > MAX_DATA_BYTES) {
    const parameters = { max: MAX_DATA_BYTES };
    return [{ pointer: '/data', code: CommunicationsFieldErrors.data_too_large, parameters }];
  }
  const used = new Set(texts.flatMap((one) => usedNames(one, title, text)));
  const missing = fields
    .filter((name) => used.has(name) && !isShowable(Object.hasOwn(data, name) ? data[name] : undefined))
    .map((name) => ({
      pointer: `/data/${name}`,
      code: CommunicationsFieldErrors.missing_field,
      parameters: { name },
    }));
  return missing.length > 0 ? missing : pathFaults(texts, data);
}

function pathFaults(texts: readonly LanguageTexts[], data: Readonly<Record<string, unknown>>): FieldError[] {
  const paths = texts.flatMap(({ actions = [] }) => actions.map(({ path }) => filledPath(path, textsOf(data))));
  return paths.some(({ length }) => length > MAX_PATH_LENGTH)
    ? [{ pointer: '/data', code: CommunicationsFieldErrors.path_too_long, parameters: { max: MAX_PATH_LENGTH } }]
    : [];
}

/** The templates of the type are not used if the request has texts of its own. */
function usedNames(texts: LanguageTexts, title: string | undefined, text: string | undefined): string[] {
  const parts = [texts, ...(texts.many ? [texts.many] : [])].flatMap((part) => [
    ...(title === undefined ? [part.title] : []),
    ...(text === undefined ? [part.text] : []),
  ]);
  const actions = (texts.actions ?? []).flatMap((action) => [action.title, action.path]);
  return [...parts, ...actions].flatMap((part) => namesIn(piecesOf(part)));
}

function isShowable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
