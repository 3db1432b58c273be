import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('libphonenumber-js/min') as typeof import('libphonenumber-js/min'));

/** What people write between the digits: blanks, dashes, dots, slashes and brackets. All in ASCII. */
export const PHONE_NUMBER_FORM = /^\+[0-9][0-9 ()./-]*$/;

/**
 * The number in E.164, the one spelling it has, in a country that exists and of a length used there. Whether it is
 * assigned is not asked: number plans change faster than metadata, and a real number must not be refused.
 */
export function phoneNumberOf(text: string): string | undefined {
  if (!PHONE_NUMBER_FORM.test(text)) return undefined;
  const parsed = library().parsePhoneNumberFromString(text, { extract: false });
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : undefined;
}
