import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('libphonenumber-js/min') as typeof import('libphonenumber-js/min'));

/**
 * An E.164 number in the one spelling it has, in a country that exists and of a length used there. Whether it is
 * assigned is not asked: number plans change faster than metadata, and a real number must not be refused.
 */
export function isPhoneNumber(text: string): boolean {
  const parsed = library().parsePhoneNumberFromString(text);
  return parsed !== undefined && parsed.number === text && parsed.isPossible();
}
