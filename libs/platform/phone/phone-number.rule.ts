import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('libphonenumber-js/min') as typeof import('libphonenumber-js/min'));

/** The accepted separators are ASCII spaces, hyphens, dots, slashes and parentheses. */
export const PHONE_NUMBER_FORM = /^\+[0-9][0-9 ()./-]*$/;

/**
 * Converts the number to E.164. The country code must exist and the length must be possible there. Whether the number
 * is assigned is not checked, because number plans change faster than the metadata.
 */
export function phoneNumberOf(text: string): string | undefined {
  if (!PHONE_NUMBER_FORM.test(text)) return undefined;
  const parsed = library().parsePhoneNumberFromString(text, { extract: false });
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : undefined;
}
