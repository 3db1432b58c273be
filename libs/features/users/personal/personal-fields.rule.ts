import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { isBirthDate } from './birth-date.rule';
import { isCountry } from './country.rule';
import { phoneNumberOf } from './phone-number.rule';

interface GivenPersonal {
  readonly birthDate?: string | null;
  readonly phoneNumbers?: readonly { readonly number: string; readonly primary?: boolean }[] | null;
  readonly addresses?: readonly { readonly country: string }[] | null;
}

/** Every fault that a shape cannot see. */
export function personalFaults({ birthDate, phoneNumbers, addresses }: GivenPersonal, now: Date): FieldError[] {
  const faults: FieldError[] = [];
  if (birthDate && !isBirthDate(birthDate, now))
    faults.push({ pointer: '/birthDate', code: UsersFieldErrors.bad_birth_date });
  phoneNumbers?.forEach(({ number }, index) => {
    if (phoneNumberOf(number) === undefined)
      faults.push({ pointer: `/phoneNumbers/${index}/number`, code: UsersFieldErrors.bad_phone_number });
  });
  const primaries = (phoneNumbers ?? []).flatMap(({ primary }, index) => (primary ? [index] : []));
  for (const index of primaries.slice(1)) {
    faults.push({ pointer: `/phoneNumbers/${index}/primary`, code: UsersFieldErrors.second_primary });
  }
  addresses?.forEach(({ country }, index) => {
    if (!isCountry(country))
      faults.push({ pointer: `/addresses/${index}/country`, code: UsersFieldErrors.bad_country });
  });
  return faults;
}
