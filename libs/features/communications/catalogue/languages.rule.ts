import type { FieldError } from '@platform/errors/problem';
import { CommunicationsFieldErrors } from '../communications.errors';

/** Returns an error for each entry whose language an earlier one has. */
export function repeatedLanguages(pointer: string, entries: readonly { readonly language: string }[]): FieldError[] {
  return entries.flatMap(({ language }, at) =>
    entries.findIndex((entry) => entry.language === language) < at
      ? [{ pointer: `${pointer}/${at}/language`, code: CommunicationsFieldErrors.language_repeated }]
      : [],
  );
}
