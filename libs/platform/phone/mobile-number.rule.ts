import { lazily } from '@platform/process/lazily';
import { PHONE_NUMBER_FORM } from './phone-number.rule';

const library = lazily(() => require('libphonenumber-js/mobile') as typeof import('libphonenumber-js/mobile'));

/** A number that can receive text messages. */
export interface MobileNumber {
  /** In E.164. */
  readonly number: string;
  /** The ISO code of the country. */
  readonly country: string;
}

/**
 * Returns undefined unless the number plan of a country assigns the number to mobile phones, so landlines, premium-rate
 * and satellite numbers are refused.
 */
export function mobileNumberOf(text: string): MobileNumber | undefined {
  if (!PHONE_NUMBER_FORM.test(text)) return undefined;
  const parsed = library().parsePhoneNumberFromString(text, { extract: false });
  if (!parsed?.country || !parsed.isValid() || parsed.ext !== undefined) return undefined;
  return { number: parsed.number, country: parsed.country };
}

/** Whether the text is the ISO code of a country with mobile numbers, for example `DE`. */
export function isMobileCountry(text: string): boolean {
  return library().isSupportedCountry(text);
}
