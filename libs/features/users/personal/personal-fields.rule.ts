import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { isBirthDate } from './birth-date.rule';
import { isCountry } from './country.rule';
import type { ChangePersonalDto } from './personal.dto';
import { isPhoneNumber } from './phone-number.rule';

/** Every fault that a shape cannot see. */
export function personalFaults({ birthDate, phoneNumbers, addresses }: ChangePersonalDto, now: Date): FieldError[] {
  const faults: FieldError[] = [];
  if (birthDate && !isBirthDate(birthDate, now))
    faults.push({ pointer: '/birthDate', code: UsersFieldErrors.bad_birth_date });
  phoneNumbers?.forEach(({ number }, index) => {
    if (!isPhoneNumber(number))
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
